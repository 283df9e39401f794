//! What administrators download for permissions and tasks.

fn main() {
    frontend::run_permissions();
}
