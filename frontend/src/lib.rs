//! The pages of CloudSSO, in three programs that share this library: the portal (with the sign-in pages), the
//! console, and the console's pages of access. Each program reaches only its own part, so that nobody downloads
//! what another program shows; a link from one to another loads a document. `ui` knows no product word, `api` has one function per server operation, `language` holds every
//! text in both languages.

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

/// Starts the portal in the page that loaded this program.
pub fn run_portal() {
    start::mount(links::is_portal_path, || portal::App().into_any());
}

/// Starts the console in the page that loaded this program.
pub fn run_console() {
    start::mount(links::is_console_path, console::first);
}

/// Starts the console's pages of access in the page that loaded this program.
pub fn run_access() {
    start::mount(links::is_access_path, console::access);
}

use leptos::prelude::IntoAny;
