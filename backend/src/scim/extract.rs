//! What a request says beside its body: which resource, what of it is wanted, and which version it expects.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::respond::{ScimFault, ScimResult};
use super::search::ListQuery;
use crate::app::App;

/// The refusal of an address at which there is nothing.
pub fn nothing_here() -> ScimFault {
    ScimFault::not_found("There is nothing at this address.")
}

/// An id in the path. What is no id names nothing that exists.
pub struct ScimPath<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for ScimPath<T> {
    type Rejection = ScimFault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ScimResult<Self> {
        match Path::from_request_parts(parts, app).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(_) => Err(ScimFault::not_found("There is no such resource.")),
        }
    }
}

/// The query of the address: which resources are wanted, and what of them.
pub struct Wanted(pub ListQuery);

impl FromRequestParts<App> for Wanted {
    type Rejection = ScimFault;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> ScimResult<Self> {
        ListQuery::from_query(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

/// Which version of a resource the request expects (RFC 7644, section 3.14; RFC 9110, section 13.1).
pub struct Expected {
    matching: Vec<String>,
    none_matching: Vec<String>,
}

impl FromRequestParts<App> for Expected {
    type Rejection = ScimFault;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> ScimResult<Self> {
        Ok(Self {
            matching: tags(&parts.headers, &header::IF_MATCH),
            none_matching: tags(&parts.headers, &header::IF_NONE_MATCH),
        })
    }
}

/// The tags of a header. A tag holds no comma, as ours hold none; what is no tag of ours matches nothing.
fn tags(headers: &HeaderMap, name: &header::HeaderName) -> Vec<String> {
    let lines = headers.get_all(name).iter().map(|line| line.to_str().unwrap_or("?"));
    lines.flat_map(|line| line.split(',')).map(|tag| tag.trim().to_owned()).collect()
}

/// Weak comparison: all our tags are weak (RFC 7644, section 3.14).
fn is_among(tags: &[String], etag: &str) -> bool {
    let bare = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    tags.iter().any(|tag| tag == "*" || bare(tag) == bare(etag))
}

impl Expected {
    /// Lets a change through that expects this version or none in particular.
    ///
    /// # Errors
    /// When it expects another.
    pub fn check(&self, etag: &str) -> ScimResult<()> {
        let wrong = !self.matching.is_empty() && !is_among(&self.matching, etag);
        if wrong || is_among(&self.none_matching, etag) {
            let detail =
                format!("The resource is not as expected: its version is {etag} now. Read it again.");
            return Err(ScimFault::new(StatusCode::PRECONDITION_FAILED, None, detail));
        }
        Ok(())
    }

    /// Whether the client that reads has this version already.
    pub fn is_there(&self, etag: &str) -> bool {
        is_among(&self.none_matching, etag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(matching: &[&str], none_matching: &[&str]) -> Expected {
        let owned = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
        Expected { matching: owned(matching), none_matching: owned(none_matching) }
    }

    #[test]
    fn a_version_is_expected_by_any_of_the_tags() {
        let etag = "W/\"3\"";
        for matching in [&[][..], &["*"], &["W/\"3\""], &["\"3\""], &["W/\"2\"", "W/\"3\""]] {
            assert!(expected(matching, &[]).check(etag).is_ok(), "{matching:?}");
        }
        for matching in [&["W/\"2\""][..], &[""], &["3"], &["W/3"]] {
            let fault = expected(matching, &[]).check(etag).unwrap_err();
            assert_eq!(fault.status, StatusCode::PRECONDITION_FAILED, "{matching:?}");
        }
        assert!(expected(&[], &["*"]).check(etag).is_err());
        assert!(expected(&[], &[etag]).is_there(etag) && !expected(&[], &["W/\"2\""]).is_there(etag));
    }

    #[test]
    fn tags_are_read_from_every_line_of_the_header() {
        let mut headers = HeaderMap::new();
        headers.append(header::IF_MATCH, "W/\"1\", \"2\"".parse().unwrap());
        headers.append(header::IF_MATCH, "W/\"3\"".parse().unwrap());
        assert_eq!(tags(&headers, &header::IF_MATCH), ["W/\"1\"", "\"2\"", "W/\"3\""]);
    }
}
