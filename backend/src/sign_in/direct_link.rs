//! Direct access links that another site opens by itself.
//!
//! Whoever is signed in and opens a link goes straight on to the account. A link on another site that the person
//! presses may do that, and so may one that is typed in. But another site could also send the person there without
//! being asked, in a window behind the others, and so put them into an account and a page of its choice (login CSRF
//! of the next site). Browsers say which it was (`Sec-Fetch-Site`, `Sec-Fetch-User`); then the page asks first. What
//! says nothing is asked too.
//!
//! *Why not right after a sign-in:* the answer of the identity provider comes from another site as well, mostly
//! without a press, and leads on to the link that it was asked for, or that stands behind a tile there.

use axum::http::{HeaderMap, Uri};
use url::form_urlencoded;

use crate::app::App;
use crate::directory;
use crate::platform::http::SignedInUser;
use crate::platform::sessions;
use crate::platform::{Error, Result};

/// For so long after a sign-in a link goes straight on, in milliseconds.
const JUST_NOW: i64 = 60_000;

/// The address at which the page asks first, when it has to: the same with `confirm=true`.
///
/// # Errors
/// When the database fails.
pub async fn asking(app: &App, headers: &HeaderMap, uri: &Uri) -> Result<Option<String>> {
    if !is_open_link(uri) || is_the_persons_own(headers) {
        return Ok(None);
    }
    let user = match SignedInUser::of(headers, app).await {
        Ok(user) => user,
        // The page that asks for the sign-in comes first.
        Err(Error::SignInNeeded { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let now = app.clock.now();
    let mut tx = app.db.read().await?;
    let began = sessions::user_session(&mut tx, &user.session, now).await?.created_at;
    let fresh = now.as_millisecond() - began < JUST_NOW;
    if fresh {
        return Ok(None);
    }
    let page = directory::get(&mut tx).await?.sign_in_path();
    Ok(Some(format!("{page}?{}&confirm=true", uri.query().unwrap_or_default())))
}

/// Whether this is a direct access link that is not asked about yet. The page reads the address in the same way:
/// whatever stands before `login`, and however many slashes.
fn is_open_link(uri: &Uri) -> bool {
    let mut segments = uri.path().split('/').filter(|segment| !segment.is_empty()).skip(1);
    if (segments.next(), segments.next()) != (Some("login"), None) {
        return false;
    }
    let mut quick = false;
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        match name.as_ref() {
            "quickLogin" => quick |= value == "true",
            "confirm" => return false,
            _ => {}
        }
    }
    quick
}

/// Whether the person typed the address or pressed a link.
fn is_the_persons_own(headers: &HeaderMap) -> bool {
    let is = |name: &str, value: &str| headers.get(name).is_some_and(|held| held == value);
    let site = "sec-fetch-site";
    is(site, "none")
        || is(site, "same-origin")
        || (is("sec-fetch-user", "?1")
            && is("sec-fetch-mode", "navigate")
            && is("sec-fetch-dest", "document"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_direct_access_link_is_asked_about_and_only_once() {
        for (address, open) in [
            ("/example/login?quickLogin=true&accountId=1", true),
            ("/d-abc1/login?accountId=1&quickLogin=true", true),
            ("/example/login?quick%4Cogin=true", true),
            ("/example/login?quickLogin=true&confirm=true", false),
            ("/example/login?quickLogin=false", false),
            ("/example/login", false),
            ("/portal?quickLogin=true", false),
            ("//any.thing/login//?quickLogin=true", true),
            ("/a/b/login?quickLogin=true", false),
            ("//login?quickLogin=true", false),
        ] {
            assert_eq!(is_open_link(&address.parse().unwrap()), open, "{address}");
        }
    }
}
