//! What administrators download for users and groups.

fn main() {
    frontend::run_people();
}
