//! What administrators download for accounts and access configurations.

fn main() {
    frontend::run_access();
}
