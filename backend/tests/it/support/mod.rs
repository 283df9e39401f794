//! What the tests share: a server in process, browsers that keep cookies, an identity provider that signs.

mod browser;
mod client;
pub mod cloud;
mod company;
mod database;
pub mod idp;
mod person;
pub mod post_page;
mod random;
mod scim;
mod server;
mod sign_in;

pub use browser::{Answer, Browser, cookie_of};
pub use client::{Client, Refused};
pub use company::{Administrator, MANAGEMENT_ACCOUNT, named};
pub use idp::{IdentityProvider, Response};
pub use person::{Person, SHOP};
pub use post_page::{Element, PostPage, verified_certificate};
pub use random::Random;
pub use scim::ScimClient;
pub use server::{PASSWORD, PUBLIC_URL, TestServer, now};
pub use sign_in::{SESSION_COOKIE, SIGN_IN_COOKIE, upload};
