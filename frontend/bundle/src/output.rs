//! The folder the server embeds.
//!
//! Keeps each file with its compressed copies, `.br` and `.gz`, where these are smaller. Writes only what differs and
//! removes what is no longer made: a file that stays the same keeps its time, and the server is not compiled again.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::{Problem, read};

/// Files by name, `/` between folders.
#[derive(Default)]
pub struct Output {
    files: BTreeMap<String, Vec<u8>>,
}

impl Output {
    /// Adds a file and its compressed copies.
    pub fn add(&mut self, name: String, content: Vec<u8>) {
        if compresses(&name) {
            for (extension, copy) in [("br", brotli(&content)), ("gz", gzip(&content))] {
                if copy.len() < content.len() {
                    self.files.insert(format!("{name}.{extension}"), copy);
                }
            }
        }
        self.files.insert(name, content);
    }

    /// Takes in all files of another.
    pub fn join(&mut self, other: Self) {
        self.files.extend(other.files);
    }

    /// The bytes of each file as a browser that knows brotli loads it.
    pub fn brotli_sizes(&self) -> Vec<(String, usize)> {
        let originals =
            self.files.iter().filter(|(name, _)| !name.ends_with(".br") && !name.ends_with(".gz"));
        originals
            .map(|(name, content)| {
                let sent = self.files.get(&format!("{name}.br")).unwrap_or(content);
                (name.clone(), sent.len())
            })
            .collect()
    }

    /// Makes the folder hold these files and no others.
    pub fn write(&self, folder: &Path) -> Result<(), Problem> {
        for name in names_under(folder)? {
            if !self.files.contains_key(&name) {
                let stale = folder.join(name);
                fs::remove_file(&stale).map_err(|error| format!("{}: {error}", stale.display()))?;
            }
        }
        for (name, content) in &self.files {
            let path = folder.join(name);
            if fs::read(&path).is_ok_and(|there| there == *content) {
                continue;
            }
            let parent = path.parent().unwrap_or(folder);
            fs::create_dir_all(parent)
                .and_then(|()| fs::write(&path, content))
                .map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(())
    }
}

/// Whether a file of this name is text or code; pictures and fonts are compressed already.
fn compresses(name: &str) -> bool {
    let (_, extension) = name.rsplit_once('.').unwrap_or_default();
    matches!(extension, "css" | "html" | "js" | "json" | "svg" | "txt" | "wasm" | "webmanifest")
}

fn brotli(content: &[u8]) -> Vec<u8> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut copy = Vec::new();
    match brotli::BrotliCompress(&mut &*content, &mut copy, &parameters) {
        Ok(_) => copy,
        // Memory neither reads nor writes wrong; without a copy the file is served as it is.
        Err(_) => content.to_owned(),
    }
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).and_then(|()| encoder.finish()).unwrap_or_else(|_| content.to_owned())
}

/// The part of a file's name that changes with its content: 64 bits in hexadecimal digits.
pub fn hash(content: &[u8]) -> String {
    hexadecimal(&Sha256::digest(content)[..8])
}

/// Bytes in hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The names of all files in a folder and the folders in it, sorted; none when the folder is not there.
pub fn names_under(folder: &Path) -> Result<Vec<String>, Problem> {
    let mut names = Vec::new();
    if folder.is_dir() {
        collect(folder, "", &mut names).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    names.sort();
    Ok(names)
}

fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}

/// One hash over the names and contents of all files in a folder.
pub fn hash_of_folder(folder: &Path) -> Result<String, Problem> {
    let mut hash = Sha256::new();
    for name in names_under(folder)? {
        feed(&mut hash, &name, &read(&folder.join(&name))?);
    }
    Ok(hexadecimal(&hash.finalize()))
}

/// Takes a named content into a hash, with the lengths, so that no two lists of files look alike.
pub fn feed(hash: &mut Sha256, name: &str, content: &[u8]) {
    for part in [name.as_bytes(), content] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    fn output(files: &[(&str, &str)]) -> Output {
        let mut output = Output::default();
        for (name, content) in files {
            output.add((*name).to_owned(), content.as_bytes().to_vec());
        }
        output
    }

    #[test]
    fn text_gets_compressed_copies_and_pictures_do_not() {
        let files = output(&[("a.js", &"let a = 1;".repeat(50)), ("b.png", &"0".repeat(500))]);
        assert_eq!(files.files.keys().collect::<Vec<_>>(), ["a.js", "a.js.br", "a.js.gz", "b.png"]);
    }

    #[test]
    fn a_copy_that_is_not_smaller_is_not_kept() {
        assert_eq!(output(&[("a.js", "1")]).files.keys().collect::<Vec<_>>(), ["a.js"]);
        assert_eq!(output(&[("a.js", "1")]).brotli_sizes(), [("a.js".to_owned(), 1)]);
    }

    #[test]
    fn compressed_copies_hold_the_same_content() {
        let text = "the same text, over and over. ".repeat(40);
        let files = output(&[("a.css", &text)]).files;
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &*files["a.css.br"], &mut plain).unwrap();
        assert_eq!(plain, text.as_bytes());
        let mut plain = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&*files["a.css.gz"]), &mut plain)
            .unwrap();
        assert_eq!(plain, text);
    }

    #[test]
    fn the_folder_holds_what_was_made_and_nothing_else() {
        let scratch = Scratch::new("write");
        output(&[("old.txt", "1"), ("assets/kept.txt", "2")]).write(&scratch.0).unwrap();
        output(&[("assets/kept.txt", "2"), ("assets/new.txt", "3")]).write(&scratch.0).unwrap();
        assert_eq!(names_under(&scratch.0).unwrap(), ["assets/kept.txt", "assets/new.txt"]);
    }

    #[test]
    fn a_file_that_did_not_change_is_not_written_again() {
        let scratch = Scratch::new("again");
        output(&[("a.txt", "1"), ("b.txt", "2")]).write(&scratch.0).unwrap();
        let past = std::time::UNIX_EPOCH;
        for name in ["a.txt", "b.txt"] {
            fs::File::options().write(true).open(scratch.0.join(name)).unwrap().set_modified(past).unwrap();
        }
        output(&[("a.txt", "1"), ("b.txt", "changed")]).write(&scratch.0).unwrap();
        let time = |name| fs::metadata(scratch.0.join(name)).unwrap().modified().unwrap();
        assert_eq!(time("a.txt"), past);
        assert_ne!(time("b.txt"), past);
    }

    #[test]
    fn a_folders_hash_changes_with_names_and_contents() {
        let scratch = Scratch::new("hash");
        let hash_of = |files: &[(&str, &str)]| {
            output(files).write(&scratch.0).unwrap();
            hash_of_folder(&scratch.0).unwrap()
        };
        let first = hash_of(&[("a.txt", "1")]);
        assert_ne!(hash_of(&[("b.txt", "1")]), first);
        assert_ne!(hash_of(&[("a.txt", "2")]), first);
        assert_eq!(hash_of(&[("a.txt", "1")]), first);
    }
}
