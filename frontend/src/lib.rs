//! The pages of CloudSSO, in five programs that share this library: the portal (with the sign-in pages), and the
//! console in four parts. Each program reaches only its own part, so that nobody downloads what another program
//! shows; a link from one to another loads a document. `ui` knows no product word, `api` has one function per server
//! operation, `language` holds every text in both languages.

mod api;
mod browser;
mod console;
mod format;
mod language;
mod link_builder;
mod links;
mod location;
mod mark;
mod portal;
mod session;
mod sign_in;
mod start;
mod ui;

use leptos::prelude::IntoAny;
use shared::pages::{Program, program_of};

/// Starts the portal in the page that loaded this program.
pub fn run_portal() {
    start::mount(links::is_portal_path, || portal::App().into_any());
}

/// Starts the console's overview, settings and logs in the page that loaded this program.
pub fn run_console() {
    start::mount(|path| program_of(path) == Program::Console, console::first);
}

/// Starts the console's users and groups in the page that loaded this program.
pub fn run_people() {
    start::mount(|path| program_of(path) == Program::People, console::people);
}

/// Starts the console's accounts and access configurations in the page that loaded this program.
pub fn run_access() {
    start::mount(|path| program_of(path) == Program::Access, console::access);
}

/// Starts the console's permissions and tasks in the page that loaded this program.
pub fn run_permissions() {
    start::mount(|path| program_of(path) == Program::Permissions, console::permissions);
}
