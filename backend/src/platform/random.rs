//! Chance: ids and secrets, from the operating system's generator by way of aws-lc.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

use super::{Error, Result};

/// So many random bytes.
///
/// # Errors
/// When the operating system gives none.
pub fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut out = [0u8; N];
    SystemRandom::new()
        .fill(&mut out)
        .map_err(|_| Error::bug("the operating system gave no random bytes"))?;
    Ok(out)
}

/// 32 symbols, so that five bits make one: lower-case letters and digits without `i l o u`.
const SYMBOLS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// So many random symbols of five bits each.
///
/// # Errors
/// As [`bytes`].
pub fn symbols<const N: usize>() -> Result<String> {
    let bytes = bytes::<N>()?;
    Ok(bytes.iter().map(|b| char::from(SYMBOLS[usize::from(b & 31)])).collect())
}

/// A fresh id of the wanted kind: its prefix and 100 random bits.
///
/// # Errors
/// As [`bytes`].
pub fn id<Id: std::str::FromStr>(prefix: &str) -> Result<Id> {
    let text = format!("{prefix}{}", symbols::<20>()?);
    text.parse().map_err(|_| Error::bug("a fresh id does not have the shape of an id"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::ids::UserId;

    #[test]
    fn fresh_ids_have_their_kinds_shape_and_differ() {
        let one: UserId = id(UserId::PREFIX).unwrap();
        let two: UserId = id(UserId::PREFIX).unwrap();
        assert_ne!(one, two);
        assert_eq!(one.as_str().len(), "u-".len() + 20);
    }
}
