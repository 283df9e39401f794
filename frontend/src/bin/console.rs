//! What administrators download: their sign-in page, people, settings and logs.

fn main() {
    frontend::run_console();
}
