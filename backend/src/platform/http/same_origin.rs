//! Writes come from our own pages (W-06).
//!
//! A browser says where a request comes from: `Sec-Fetch-Site` where it knows it, `Origin` otherwise. JSON
//! writes carry a header besides that another site cannot set without a CORS preflight, and we answer none.
//!
//! *Why `Origin: null` is not enough to refuse a form:* under `Referrer-Policy: no-referrer` browsers send it
//! with our own forms too; `Sec-Fetch-Site` and the form token decide there.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shared::error::ErrorCode;
use shared::paths::WRITE_HEADER;

use super::respond::ApiFault;
use crate::app::App;
use crate::platform::Error;

/// Whether the headers allow that one of our own pages sent the request.
pub fn is_ours(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some("same-origin"), _) => true,
        (Some(_), _) => false,
        (None, Some(origin)) => origin == public_url,
        (None, None) => true,
    }
}

/// The refusal of a request from elsewhere.
pub fn refusal() -> Error {
    Error::forbidden(
        ErrorCode::CrossSiteRequest,
        "This request did not come from this site's own pages. Open the page here and try again.",
    )
}

/// Layer over `/api`: whatever is not a plain read must come from our own pages and say so. Reads are for
/// them too, but a person may type their address.
pub async fn writes_only(State(app): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let headers = request.headers();
    let allowed = if reads {
        headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none")
    } else {
        headers.contains_key(WRITE_HEADER) && is_ours(headers, &app.config.public_url)
    };
    if allowed { next.run(request).await } else { ApiFault(refusal()).into_response() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_browsers_word_decides() {
        let ours = |pairs: &[(&'static str, &str)]| is_ours(&headers(pairs), "https://sso.example.com");
        assert!(ours(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
        assert!(ours(&[("origin", "https://sso.example.com")]));
        assert!(ours(&[]), "programs without a browser carry no cookie of a victim");
        for site in ["cross-site", "same-site", "none", ""] {
            assert!(!ours(&[("sec-fetch-site", site), ("origin", "https://sso.example.com")]), "{site}");
        }
        for origin in
            ["null", "https://evil.example.com", "http://sso.example.com", "https://sso.example.com."]
        {
            assert!(!ours(&[("origin", origin)]), "{origin}");
        }
    }
}
