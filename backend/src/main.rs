//! The program `cloudsso`.

use std::process::ExitCode;

fn main() -> ExitCode {
    cloudsso::cli::main()
}
