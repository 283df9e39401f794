//! What people download: sign-in pages, the problem page and the user portal.

fn main() {
    frontend::run_portal();
}
