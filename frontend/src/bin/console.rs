//! What administrators download: their sign-in page and the console.

fn main() {
    frontend::run_console();
}
