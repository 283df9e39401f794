//! Secrets at rest: sealing with the secret key, hashing of passwords and session values.
//!
//! Private keys are sealed with AES-256-GCM under the key in `CLOUDSSO_SECRET_KEY_FILE`; passwords are
//! Argon2id; session values, being random already, are plain SHA-256. Nothing here prints.

use std::path::Path;
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::Semaphore;

use super::{Error, Result, random};

/// Bytes of the secret key.
const KEY_LENGTH: usize = 32;

/// A text that must not be shown: no `Debug`, no `Display`.
#[derive(Clone)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps a secret.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// The key that seals what must not lie in the database in clear.
#[derive(Clone)]
pub struct SecretKey(Arc<RandomizedNonceKey>);

impl SecretKey {
    /// Reads the key file; makes it (mode 0600) when it is missing.
    ///
    /// # Errors
    /// When the file cannot be read or made, is not 32 bytes in base64, or others may read it.
    pub fn open(path: &Path) -> std::result::Result<Self, String> {
        let name = path.display();
        match std::fs::read_to_string(path) {
            Ok(text) => {
                refuse_open_to_others(path)?;
                Self::from_text(&text).ok_or(format!("{name} does not hold 32 bytes in base64"))
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Self::make(path),
            Err(e) => Err(format!("{name} cannot be read: {e}")),
        }
    }

    /// Reads the key file; makes nothing.
    ///
    /// # Errors
    /// As [`Self::open`], and when it is missing.
    pub fn open_existing(path: &Path) -> std::result::Result<Self, String> {
        if path.exists() { Self::open(path) } else { Err(format!("{} is missing", path.display())) }
    }

    fn make(path: &Path) -> std::result::Result<Self, String> {
        use std::io::Write;
        use std::os::unix::fs::OpenOptionsExt;
        let say = |e: std::io::Error| format!("{} cannot be made: {e}", path.display());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(say)?;
        }
        let bytes = random::bytes::<KEY_LENGTH>().map_err(|e| e.to_string())?;
        let text = STANDARD.encode(bytes);
        let mut file =
            std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(say)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(say)?;
        Self::from_text(&text).ok_or_else(|| "the fresh key does not read back".to_owned())
    }

    fn from_text(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim()).ok()?;
        let key = RandomizedNonceKey::new(&AES_256_GCM, &bytes).ok()?;
        Some(Self(Arc::new(key)))
    }

    /// Seals `plain`; `what` names its place and must be the same at opening, so that sealed values cannot be
    /// exchanged for one another.
    ///
    /// # Errors
    /// When the cipher fails, which is a fault of ours.
    pub fn seal(&self, what: &str, plain: &[u8]) -> Result<String> {
        let mut sealed = plain.to_vec();
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(what.as_bytes()), &mut sealed)
            .map_err(|_| Error::bug("sealing failed"))?;
        let mut out = nonce.as_ref().to_vec();
        out.extend_from_slice(&sealed);
        Ok(STANDARD.encode(out))
    }

    /// Opens what [`Self::seal`] made.
    ///
    /// # Errors
    /// When it was sealed with another key or changed since.
    pub fn unseal(&self, what: &str, sealed: &str) -> Result<Vec<u8>> {
        let fault =
            || Error::bug(format!("{what} cannot be unsealed: another secret key, or it was changed"));
        let bytes = STANDARD.decode(sealed).map_err(|_| fault())?;
        let (nonce, body) = bytes.split_at_checked(NONCE_LEN).ok_or_else(fault)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| fault())?;
        let mut body = body.to_vec();
        let plain =
            self.0.open_in_place(nonce, Aad::from(what.as_bytes()), &mut body).map_err(|_| fault())?;
        Ok(plain.to_vec())
    }
}

fn refuse_open_to_others(path: &Path) -> std::result::Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_err(|e| e.to_string())?.permissions().mode() & 0o077;
    if mode == 0 {
        Ok(())
    } else {
        Err(format!("{} may be read by others: run chmod 600 on it", path.display()))
    }
}

/// A fresh password: 120 random bits in groups that can be read out.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn fresh_password() -> Result<SecretText> {
    let symbols = random::symbols::<24>()?;
    let groups: Vec<&str> = (0..24).step_by(6).filter_map(|at| symbols.get(at..at + 6)).collect();
    Ok(SecretText::new(groups.join("-")))
}

/// SHA-256 of a random value, in hexadecimal: how session values are kept.
pub fn hash_value(value: &str) -> String {
    use std::fmt::Write;
    digest::digest(&digest::SHA256, value.as_bytes()).as_ref().iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

/// Hashes and verifies passwords, a few at a time: each takes 19 MiB (OWASP's minimum for Argon2id).
#[derive(Clone)]
pub struct Passwords {
    slots: Arc<Semaphore>,
    /// A hash of nothing in particular, so that an unknown name takes as long as a known one.
    decoy: Arc<str>,
}

/// Passwords worked on at once.
const SLOTS: usize = 4;

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|e| Error::bug(format!("argon2: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String> {
    let hash =
        argon2()?.hash_password(password.as_bytes()).map_err(|e| Error::bug(format!("argon2: {e}")))?;
    Ok(hash.to_string())
}

impl Passwords {
    /// Ready to hash.
    ///
    /// # Errors
    /// When hashing fails, which is a fault of ours.
    pub fn new() -> Result<Self> {
        let decoy = hash(&random::symbols::<24>()?)?;
        Ok(Self { slots: Arc::new(Semaphore::new(SLOTS)), decoy: decoy.into() })
    }

    async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _slot = self.slots.acquire().await.map_err(|_| Error::bug("the password slots are closed"))?;
        tokio::task::spawn_blocking(work).await.map_err(|e| Error::bug(format!("hashing stopped: {e}")))
    }

    /// The hash to keep for `password`, parameters included.
    ///
    /// # Errors
    /// When hashing fails, which is a fault of ours.
    pub async fn hash(&self, password: SecretText) -> Result<String> {
        self.blocking(move || hash(password.expose())).await?
    }

    /// Whether `password` belongs to `kept`. With nothing kept (an unknown name) the same work is done and the
    /// answer is no.
    ///
    /// # Errors
    /// When the kept hash is unreadable, which is a fault of ours.
    pub async fn verify(&self, password: SecretText, kept: Option<String>) -> Result<bool> {
        let known = kept.is_some();
        let kept = kept.unwrap_or_else(|| self.decoy.to_string());
        self.blocking(move || {
            let hash = PasswordHash::new(&kept).map_err(|e| Error::bug(format!("password hash: {e}")))?;
            Ok(known && Argon2::default().verify_password(password.expose().as_bytes(), &hash).is_ok())
        })
        .await?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SecretKey {
        SecretKey::from_text(&STANDARD.encode(random::bytes::<32>().unwrap())).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_in_its_own_place_only() {
        let key = key();
        let sealed = key.seal("key k-1", b"secret").unwrap();
        assert_eq!(key.unseal("key k-1", &sealed).unwrap(), b"secret");
        assert!(key.unseal("key k-2", &sealed).is_err());
        assert!(self::key().unseal("key k-1", &sealed).is_err());
        assert!(key.unseal("key k-1", "AAAA").is_err());
        assert!(key.unseal("key k-1", "not base64").is_err());
    }

    #[test]
    fn a_key_file_is_made_once_closed_to_others_and_then_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("cloudsso-key-{}", random::symbols::<12>().unwrap()));
        let path = folder.join("secret.key");
        let sealed = SecretKey::open(&path).unwrap().seal("x", b"y").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(SecretKey::open(&path).unwrap().unseal("x", &sealed).unwrap(), b"y");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(SecretKey::open(&path).err().unwrap().contains("chmod 600"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&path, "short").unwrap();
        assert!(SecretKey::open(&path).err().unwrap().contains("32 bytes"));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_fresh_password_keeps_the_rule_and_is_never_the_same() {
        let (one, two) = (fresh_password().unwrap(), fresh_password().unwrap());
        assert_eq!(shared::names::password(one.expose()), Ok(()));
        assert_ne!(one.expose(), two.expose());
        assert_eq!(one.expose().len(), 27);
    }

    #[tokio::test]
    async fn a_password_is_verified_and_an_unknown_name_is_not() {
        let passwords = Passwords::new().unwrap();
        let kept = passwords.hash(SecretText::new("correct horse".into())).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.verify(SecretText::new("correct horse".into()), Some(kept.clone())).await.unwrap());
        assert!(!passwords.verify(SecretText::new("Correct horse".into()), Some(kept)).await.unwrap());
        assert!(!passwords.verify(SecretText::new("correct horse".into()), None).await.unwrap());
    }
}
