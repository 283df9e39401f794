//! Turns the compiled frontend into the pages the server carries.
//!
//! Reads the WebAssembly files, the page templates, the style sheets and the static files; writes `dist/`, where
//! every file under `assets/` has its content's hash in its name and compressed copies beside it. Does nothing when
//! nothing changed since the last time. Fails when a page weighs more than it may. Compiling the frontend is left to
//! cargo, serving the pages to the server.
//!
//! ```text
//! bundle --wasm DIR --frontend DIR --stamp FILE [--wasm-opt PROGRAM]
//! ```

mod css;
mod output;
mod page;
#[cfg(test)]
mod scratch;
mod stamp;
mod wasm;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use output::Output;
use page::{PAGES, Page, Weighed};
use stamp::Stamp;

/// What went wrong, in one line for the person who builds.
type Problem = String;

/// Where things are.
struct Places {
    /// The folder of the programs' `.wasm` files.
    wasm: PathBuf,
    /// The folder of the templates, `styles/` and `static/`; `dist/` is written into it.
    frontend: PathBuf,
    /// The file that remembers what the last run read and wrote.
    stamp: PathBuf,
    /// The optimizer, where there is one.
    wasm_opt: Option<PathBuf>,
}

impl Places {
    fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Self, Problem> {
        let (mut wasm, mut frontend, mut stamp, mut wasm_opt) = (None, None, None, None);
        while let Some(name) = arguments.next() {
            let place = match name.as_str() {
                "--wasm" => &mut wasm,
                "--frontend" => &mut frontend,
                "--stamp" => &mut stamp,
                "--wasm-opt" => &mut wasm_opt,
                _ => {
                    return Err(format!(
                        "unknown argument {name}; known: --wasm, --frontend, --stamp, --wasm-opt"
                    ));
                }
            };
            let value = arguments.next().ok_or_else(|| format!("{name} needs a path"))?;
            *place = Some(PathBuf::from(value));
        }
        let needed = |name: &str, value: Option<PathBuf>| value.ok_or_else(|| format!("{name} is missing"));
        Ok(Self {
            wasm: needed("--wasm", wasm)?,
            frontend: needed("--frontend", frontend)?,
            stamp: needed("--stamp", stamp)?,
            wasm_opt,
        })
    }
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a build tool speaks to the person who builds")]
fn main() -> ExitCode {
    match Places::from_arguments(std::env::args().skip(1)).and_then(|places| run(&places)) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("the pages could not be built: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Builds the pages unless they are there already; answers what they weigh.
fn run(places: &Places) -> Result<String, Problem> {
    let dist = places.frontend.join("dist");
    let inputs = stamp::hash_of_inputs(places)?;
    if let Some(report) = Stamp::read(&places.stamp).and_then(|stamp| stamp.still_holds(&inputs, &dist)) {
        return Ok(report);
    }

    let mut output = Output::default();
    for (name, content) in static_files(&places.frontend.join("static"))? {
        output.add(name, content);
    }
    // The pages share nothing but their sources, and each takes seconds: side by side.
    let built = std::thread::scope(|scope| {
        PAGES.each_ref().map(|page| scope.spawn(|| page::build(page, places))).map(|thread| {
            thread.join().unwrap_or_else(|_| Err("the WebAssembly tools broke down".to_owned()))
        })
    });
    let mut weighed = Vec::new();
    for (page, files) in PAGES.iter().zip(built) {
        let files = files?;
        weighed.push(Weighed::new(page, &files));
        output.join(files);
    }
    output.write(&dist)?;

    let report = weighed.iter().map(Weighed::to_string).collect::<Vec<_>>().join("\n");
    if weighed.iter().any(Weighed::is_too_heavy) {
        return Err(format!("a page weighs more than it may\n{report}"));
    }
    Stamp::write(&places.stamp, &inputs, &dist, &report)?;
    Ok(report)
}

/// The files that are served under their own names, if there are any.
fn static_files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let mut files = Vec::new();
    for name in output::names_under(folder)? {
        let content = read(&folder.join(&name))?;
        files.push((name, content));
    }
    Ok(files)
}

/// Reads a file, or says which one could not be read.
fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Reads a text file, or says which one could not be read.
fn read_text(path: &Path) -> Result<String, Problem> {
    String::from_utf8(read(path)?).map_err(|_| format!("{}: not UTF-8", path.display()))
}

impl Page {
    /// The compiled file of this page.
    fn wasm_file(&self, places: &Places) -> PathBuf {
        places.wasm.join(format!("{}.wasm", self.name))
    }

    /// The template of this page's document.
    fn template_file(&self, places: &Places) -> PathBuf {
        places.frontend.join(self.template)
    }
}
