//! The pages of CloudSSO, in two programs that share this library: the portal (with the sign-in pages) and
//! the console. Each program reaches only its own half, so that people at the portal never download the
//! console. `ui` knows no product word, `api` has one function per server operation, `language` holds every
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
    start::mount(links::is_console_path, || console::App().into_any());
}

use leptos::prelude::IntoAny;
