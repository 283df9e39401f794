//! Bytes that a browser downloads, as built and compressed.

use std::path::Path;

use crate::Fault;
use crate::report::Report;

/// Limits of the first column, in KB of 1,000 bytes.
const PORTAL_LIMIT: f64 = 250.0;
const CONSOLE_LIMIT: f64 = 400.0;

/// Adds up the brotli files that each page document names.
pub fn measure(folder: &Path, report: &mut Report) -> Result<(), Fault> {
    let portal = brotli_kb(folder, "index.html", "portal")?;
    report.figure(
        "pages: sign-in + portal, brotli",
        format!("{portal:.0} KB"),
        "<= 250 KB",
        "<= 80 KB",
        portal <= PORTAL_LIMIT,
    );
    for (title, name) in [
        ("pages: console, brotli", "console"),
        ("pages: console, people, brotli", "people"),
        ("pages: console, access, brotli", "access"),
        ("pages: console, permissions, brotli", "permissions"),
    ] {
        let weight = brotli_kb(folder, &format!("{name}.html"), name)?;
        report.figure(title, format!("{weight:.0} KB"), "<= 400 KB", "<= 120 KB", weight <= CONSOLE_LIMIT);
    }
    Ok(())
}

fn brotli_kb(folder: &Path, document: &str, page: &str) -> Result<f64, Fault> {
    let mut bytes = size(&folder.join(format!("{document}.br")))?;
    let text = std::fs::read_to_string(folder.join(document))?;
    for entry in std::fs::read_dir(folder.join("assets"))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        let Some(plain) = name.strip_suffix(".br") else { continue };
        if plain.starts_with(page) || text.contains(plain) {
            bytes += size(&path)?;
        }
    }
    Ok(bytes as f64 / 1_000.0)
}

fn size(path: &Path) -> Result<u64, Fault> {
    Ok(std::fs::metadata(path).map_err(|e| format!("{}: {e}; run make build first", path.display()))?.len())
}
