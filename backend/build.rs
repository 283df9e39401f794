//! Makes the server follow its pages: a folder to embed even before they are built, compiled again when they change.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let pages = Path::new("../frontend/dist");
    // Only when it is missing: a folder made again would look changed.
    if !pages.is_dir() {
        std::fs::create_dir_all(pages)?;
    }
    println!("cargo::rerun-if-changed={}", pages.display());
    println!("cargo::rerun-if-changed=migrations");
    Ok(())
}
