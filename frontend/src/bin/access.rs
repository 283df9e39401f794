//! What administrators download for accounts, access configurations, permissions and tasks.

fn main() {
    frontend::run_access();
}
