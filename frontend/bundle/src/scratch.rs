//! A folder for one test, gone when the test ends.

use std::path::PathBuf;

/// The folder's path; dropping it removes the folder.
pub struct Scratch(pub PathBuf);

impl Scratch {
    /// A new, empty folder; `name` tells the tests apart.
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("bundle-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}
