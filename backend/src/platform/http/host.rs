//! Requests are meant for us (W-09): the name that a request came for is that of the public URL.
//!
//! No address of ours is ever built from it; this keeps other names that point here, such as those of DNS
//! rebinding, from being answered at all. Probes ask by number and are answered elsewhere.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;

/// Layer over everything that people use.
pub async fn ours_only(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked = match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => request.headers().get(header::HOST).and_then(|value| value.to_str().ok()),
    };
    if is_ours(asked, &app.config.public_url) {
        return next.run(request).await;
    }
    let text = format!(
        "This server answers at {}. A proxy before it has to pass the Host header on.\n",
        app.config.public_url
    );
    (StatusCode::MISDIRECTED_REQUEST, text).into_response()
}

/// Whether the name belongs to the public URL; a default port may be written or left out. Any port may be left out:
/// Alibaba Cloud's SDK for Python does, and it is the name that must be ours.
fn is_ours(asked: Option<&str>, public_url: &str) -> bool {
    let Some((scheme, ours)) = public_url.split_once("://") else { return false };
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    let bare = |name: &str| name.strip_suffix(default_port).unwrap_or(name).to_ascii_lowercase();
    let ours = bare(ours);
    let name = ours.rsplit_once(':').map_or(ours.as_str(), |(name, _)| name);
    asked.is_some_and(|asked| bare(asked) == ours || asked.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_of_the_public_url_is_ours() {
        let ours = |asked| is_ours(Some(asked), "https://sso.example.com");
        assert!(ours("sso.example.com") && ours("SSO.example.com:443"));
        for asked in
            ["", "sso.example.com:80", "sso.example.com.", "evil.example", "192.0.2.1", "a@sso.example.com"]
        {
            assert!(!ours(asked), "{asked:?}");
        }
        assert!(!is_ours(None, "https://sso.example.com"));
        assert!(is_ours(Some("localhost:8080"), "http://localhost:8080"));
        assert!(is_ours(Some("localhost"), "http://localhost:8080"));
        assert!(!is_ours(Some("localhost:8081"), "http://localhost:8080"));
        assert!(!is_ours(Some("127.0.0.1:8080"), "http://localhost:8080"));
    }
}
