//! From a compiled WebAssembly file to the two files a browser loads: the module in JavaScript and the WebAssembly.
//!
//! Decides what is left out of them (names, producers, types for TypeScript) and refuses what our pages never need:
//! JavaScript of other crates, which would be further files to load.

use std::fmt::Display;
use std::path::Path;
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::{Problem, read};

/// The module that starts the WebAssembly, and the WebAssembly itself.
pub struct Compiled {
    /// JavaScript; its default export takes `{ module_or_path }`.
    pub module: String,
    /// WebAssembly, ready to be served.
    pub wasm: Vec<u8>,
}

/// What rustc emits and the optimizer must be told, or it rejects the file.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Binds the WebAssembly file to the browser and makes it as small as the tools at hand can.
pub fn bind(file: &Path, name: &str, wasm_opt: Option<&Path>, scratch: &Path) -> Result<Compiled, Problem> {
    let say = |error: &dyn Display| format!("{}: {error:#}", file.display());
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(file)
        .out_name(name)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        // The start script names the WebAssembly file: the module stays the same when only that file changes.
        .omit_default_module_path(true);
    let mut bound =
        bindgen.web(true).and_then(|bindgen| bindgen.generate_output()).map_err(|error| say(&error))?;
    // Crates that might bring some are listed with nothing.
    let snippets = bound.snippets().iter().filter(|(_, files)| !files.is_empty()).map(|(name, _)| name);
    if let Some(name) = snippets.chain(bound.local_modules().keys()).next() {
        return Err(say(&format!("a crate brings JavaScript of its own ({name}), and the pages carry none")));
    }
    let module = bound.js().to_owned();
    let wasm = bound.wasm_mut().emit_wasm();
    let wasm = match wasm_opt {
        Some(program) => optimize(&wasm, name, program, scratch)?,
        None => wasm,
    };
    Ok(Compiled { module, wasm })
}

/// Runs the optimizer for size.
fn optimize(wasm: &[u8], name: &str, program: &Path, scratch: &Path) -> Result<Vec<u8>, Problem> {
    let before = scratch.join(format!("{name}.before.wasm"));
    let after = scratch.join(format!("{name}.after.wasm"));
    std::fs::write(&before, wasm).map_err(|error| format!("{}: {error}", before.display()))?;
    let run = Command::new(program).arg("-Oz").args(FEATURES).arg(&before).arg("-o").arg(&after).output();
    let run = run.map_err(|error| format!("{}: {error}", program.display()))?;
    if !run.status.success() {
        let words = String::from_utf8_lossy(&run.stderr);
        return Err(format!("{} refused {name}.wasm: {}", program.display(), words.trim()));
    }
    read(&after)
}
