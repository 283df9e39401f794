//! Names and attributes of our three cookies (RFC 6265bis).
//!
//! Over https they carry the `__Host-` prefix and `Secure`. On a loopback name over plain http, where browsers
//! refuse the prefix, they go without. The cookie of a sign-in under way must come back with the identity
//! provider's cross-site POST and is therefore `SameSite=None; Secure` always: browsers take loopback hosts
//! for secure.

use axum::http::HeaderValue;

use super::SessionValue;
use crate::platform::{Error, Result};

/// Which cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieKind {
    /// A user's portal session.
    Portal,
    /// An administrator's console session.
    Console,
    /// Binds an AuthnRequest to the browser that asked.
    SignIn,
}

/// How cookies are written in this deployment.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// For a public URL with or without https.
    pub fn new(https: bool) -> Self {
        Self { secure: https }
    }

    /// The cookie's name.
    pub fn name(self, kind: CookieKind) -> &'static str {
        match (kind, self.secure) {
            (CookieKind::Portal, true) => "__Host-cloudsso-session",
            (CookieKind::Portal, false) => "cloudsso-session",
            (CookieKind::Console, true) => "__Host-cloudsso-administrator",
            (CookieKind::Console, false) => "cloudsso-administrator",
            (CookieKind::SignIn, true) => "__Host-cloudsso-sign-in",
            (CookieKind::SignIn, false) => "cloudsso-sign-in",
        }
    }

    fn attributes(self, kind: CookieKind) -> &'static str {
        match (kind, self.secure) {
            (CookieKind::Portal, true) => "Path=/; HttpOnly; SameSite=Lax; Secure",
            (CookieKind::Portal, false) => "Path=/; HttpOnly; SameSite=Lax",
            (CookieKind::Console, true) => "Path=/; HttpOnly; SameSite=Strict; Secure",
            (CookieKind::Console, false) => "Path=/; HttpOnly; SameSite=Strict",
            (CookieKind::SignIn, _) => "Path=/; HttpOnly; SameSite=None; Secure",
        }
    }

    /// `Set-Cookie` that gives the browser the value for so many seconds.
    ///
    /// # Errors
    /// When the value cannot stand in a header, which is a fault of ours.
    pub fn set(self, kind: CookieKind, value: &SessionValue, seconds: i64) -> Result<HeaderValue> {
        self.header(kind, value.expose(), seconds)
    }

    /// `Set-Cookie` that makes the browser forget.
    ///
    /// # Errors
    /// When the header cannot be written, which is a fault of ours.
    pub fn clear(self, kind: CookieKind) -> Result<HeaderValue> {
        self.header(kind, "", 0)
    }

    fn header(self, kind: CookieKind, value: &str, seconds: i64) -> Result<HeaderValue> {
        let text = format!("{}={value}; Max-Age={seconds}; {}", self.name(kind), self.attributes(kind));
        let mut header =
            HeaderValue::from_str(&text).map_err(|_| Error::bug("a cookie that is no header"))?;
        header.set_sensitive(true);
        Ok(header)
    }

    /// The value of the wanted cookie in a request's headers. Two cookies of one name count as none: somebody
    /// may have planted the second.
    pub fn get(self, kind: CookieKind, headers: &axum::http::HeaderMap) -> Option<SessionValue> {
        let name = self.name(kind);
        let mut found = headers
            .get_all(axum::http::header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value);
        let first = found.next()?;
        if found.next().is_some() { None } else { SessionValue::from_cookie(first) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderMap, header::COOKIE};

    #[test]
    fn over_https_every_cookie_is_bound_to_the_host() {
        let value = SessionValue::fresh().unwrap();
        for kind in [CookieKind::Portal, CookieKind::Console, CookieKind::SignIn] {
            let header = Cookies::new(true).set(kind, &value, 60).unwrap();
            let text = header.to_str().unwrap();
            assert!(text.starts_with("__Host-") && text.contains("; Secure") && text.contains("; HttpOnly"));
            assert!(text.contains("; Path=/") && !text.contains("Domain"));
        }
    }

    #[test]
    fn only_the_cookie_of_a_sign_in_under_way_crosses_sites() {
        let value = SessionValue::fresh().unwrap();
        let text = |kind| Cookies::new(true).set(kind, &value, 60).unwrap().to_str().unwrap().to_owned();
        assert!(text(CookieKind::Portal).contains("SameSite=Lax"));
        assert!(text(CookieKind::Console).contains("SameSite=Strict"));
        assert!(text(CookieKind::SignIn).contains("SameSite=None"));
    }

    #[test]
    fn a_planted_second_cookie_makes_both_count_as_none() {
        let cookies = Cookies::new(false);
        let value = SessionValue::fresh().unwrap();
        let mut headers = HeaderMap::new();
        let pair = format!("cloudsso-session={}", value.expose());
        headers.append(COOKIE, format!("a=b; {pair}").parse().unwrap());
        assert_eq!(cookies.get(CookieKind::Portal, &headers).unwrap().expose(), value.expose());
        assert!(cookies.get(CookieKind::Console, &headers).is_none());
        headers.append(COOKIE, pair.parse().unwrap());
        assert!(cookies.get(CookieKind::Portal, &headers).is_none());
    }

    #[test]
    fn a_value_of_another_shape_is_no_session() {
        for text in ["", "short", &"a".repeat(44), &format!("{}'", "a".repeat(42))] {
            assert!(SessionValue::from_cookie(text).is_none(), "{text:?}");
        }
    }
}
