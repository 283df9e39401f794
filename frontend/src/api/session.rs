//! Signing in and out, and why that was refused.

use shared::paths;
use shared::session::{AdministratorSession, PasswordSignIn, PortalSession, Problem, SignInOptions};

use super::{Answer, http};
use crate::links::encode;

/// How the users of a directory sign in.
pub async fn get_sign_in_options(directory_name: &str) -> Answer<SignInOptions> {
    http::get(&paths::with_id(paths::SIGN_IN_OPTIONS, &encode(directory_name))).await
}

/// Signs a user in with a password.
pub async fn sign_in(body: &PasswordSignIn) -> Answer<()> {
    http::send("POST", paths::PASSWORD_SIGN_IN, body).await
}

/// The user's session.
pub async fn get_session() -> Answer<PortalSession> {
    http::get(paths::SESSION).await
}

/// Signs the user out.
pub async fn sign_out() -> Answer<()> {
    http::send_bare("DELETE", paths::SESSION).await
}

/// Why a sign-in or a log-on was refused.
pub async fn get_problem(id: &str) -> Answer<Problem> {
    http::get(&paths::with_id(paths::PROBLEM, &encode(id))).await
}

/// Signs an administrator in.
pub async fn sign_in_administrator(body: &PasswordSignIn) -> Answer<()> {
    http::send("POST", paths::ADMINISTRATOR_SESSION, body).await
}

/// The administrator's session.
pub async fn get_administrator_session() -> Answer<AdministratorSession> {
    http::get(paths::ADMINISTRATOR_SESSION).await
}

/// Signs the administrator out.
pub async fn sign_out_administrator() -> Answer<()> {
    http::send_bare("DELETE", paths::ADMINISTRATOR_SESSION).await
}
