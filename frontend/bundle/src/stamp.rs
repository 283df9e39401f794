//! The memory of the last run: what it read, what it wrote, what it said.
//!
//! Decides whether there is anything to do. Compares contents, not times: a fresh clone, a copied folder or a touched
//! file gives the right answer.

use std::path::Path;
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use crate::output::{feed, hash_of_folder, hexadecimal, names_under};
use crate::page::PAGES;
use crate::{Places, Problem, read};

/// What the last run left behind.
pub struct Stamp {
    inputs: String,
    outputs: String,
    report: String,
}

impl Stamp {
    /// The stamp in the file, if there is a whole one.
    pub fn read(file: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(file).ok()?;
        let (inputs, rest) = text.split_once('\n')?;
        let (outputs, report) = rest.split_once('\n')?;
        Some(Self { inputs: inputs.to_owned(), outputs: outputs.to_owned(), report: report.to_owned() })
    }

    /// The report of the last run, when it read the same inputs and its files are still there.
    pub fn still_holds(self, inputs: &str, dist: &Path) -> Option<String> {
        let same = self.inputs == inputs && hash_of_folder(dist).is_ok_and(|outputs| outputs == self.outputs);
        same.then_some(self.report)
    }

    /// Remembers this run.
    pub fn write(file: &Path, inputs: &str, dist: &Path, report: &str) -> Result<(), Problem> {
        let text = format!("{inputs}\n{}\n{report}", hash_of_folder(dist)?);
        std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
    }
}

/// One hash over all that the pages are made from, this program and the optimizer included.
pub fn hash_of_inputs(places: &Places) -> Result<String, Problem> {
    let mut hash = Sha256::new();
    let mut take = |name: &str, content: &[u8]| feed(&mut hash, name, content);
    for page in &PAGES {
        take(page.name, &read(&page.wasm_file(places))?);
        take(page.document, &read(&page.template_file(places))?);
    }
    for folder in ["styles", "static"] {
        for name in names_under(&places.frontend.join(folder))? {
            let path = Path::new(folder).join(name);
            take(&path.to_string_lossy(), &read(&places.frontend.join(&path))?);
        }
    }
    let this_program = std::env::current_exe().map_err(|error| format!("this program: {error}"))?;
    take("bundle", version_of(&this_program).as_bytes());
    take("wasm-opt", places.wasm_opt.as_deref().map(version_of).unwrap_or_default().as_bytes());
    Ok(hexadecimal(&hash.finalize()))
}

/// What tells one build of a program from another: its size and time.
fn version_of(program: &Path) -> String {
    let Ok(file) = std::fs::metadata(program) else { return String::new() };
    let time = file.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    format!("{} {:?}", file.len(), time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    fn written(scratch: &Scratch) -> (std::path::PathBuf, Stamp) {
        let dist = scratch.0.join("dist");
        std::fs::create_dir_all(&dist).unwrap();
        std::fs::write(dist.join("index.html"), "page").unwrap();
        let file = scratch.0.join("stamp");
        Stamp::write(&file, "inputs", &dist, "line one\nline two").unwrap();
        (dist, Stamp::read(&file).unwrap())
    }

    #[test]
    fn an_untouched_result_is_kept_with_its_report() {
        let scratch = Scratch::new("kept");
        let (dist, stamp) = written(&scratch);
        assert_eq!(stamp.still_holds("inputs", &dist).unwrap(), "line one\nline two");
    }

    #[test]
    fn other_inputs_make_the_pages_again() {
        let scratch = Scratch::new("inputs");
        let (dist, stamp) = written(&scratch);
        assert_eq!(stamp.still_holds("other inputs", &dist), None);
    }

    #[test]
    fn a_changed_or_missing_page_is_made_again() {
        let scratch = Scratch::new("outputs");
        let (dist, stamp) = written(&scratch);
        std::fs::write(dist.join("index.html"), "changed").unwrap();
        assert_eq!(stamp.still_holds("inputs", &dist), None);
        let (dist, stamp) = written(&scratch);
        std::fs::remove_dir_all(&dist).unwrap();
        assert_eq!(stamp.still_holds("inputs", &dist), None);
    }

    #[test]
    fn a_broken_stamp_is_no_stamp() {
        let scratch = Scratch::new("broken");
        let file = scratch.0.join("stamp");
        assert!(Stamp::read(&file).is_none());
        std::fs::write(&file, "half a li").unwrap();
        assert!(Stamp::read(&file).is_none());
    }
}
