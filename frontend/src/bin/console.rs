//! What administrators download: their sign-in page, the overview, settings and logs.

fn main() {
    frontend::run_console();
}
