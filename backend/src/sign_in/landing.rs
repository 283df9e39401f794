//! Where a person lands after a sign-in (S-60): only ever a page of this site.
//!
//! The text is parsed, as a browser would parse it, and compared by origin; nothing is compared as a prefix.
//! What is not followed is no error: the person lands on the portal.

use url::Url;

/// The user portal, where people land unless something else was asked for.
pub const PORTAL: &str = "/portal";

/// Longest text that is looked at, in bytes.
const LONGEST: usize = 2_048;

/// First steps of paths that are not pages.
const NO_PAGES: [&str; 3] = ["saml", "api", "scim"];

/// Path and query of the page of this site that `text` names, as a path or as a whole address.
pub fn landing(text: &str, public_url: &str) -> Option<String> {
    if text.is_empty() || text.len() > LONGEST || text.chars().any(is_treacherous) {
        return None;
    }
    let site = Url::parse(public_url).ok()?;
    let url = if text.starts_with('/') { site.join(text) } else { Url::parse(text) }.ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    if !plain || url.origin() != site.origin() || !is_page(url.path()) {
        return None;
    }
    Some(match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    })
}

/// Characters that browsers drop, or read as something else than what is written.
fn is_treacherous(c: char) -> bool {
    c == '\\' || c.is_control() || c.is_whitespace()
}

/// `//host` would lead to another host when it is sent as a path.
fn is_page(path: &str) -> bool {
    let Some(rest) = path.strip_prefix('/') else { return false };
    let first = rest.split('/').next().unwrap_or_default().to_ascii_lowercase();
    !rest.starts_with('/') && !first.contains('%') && !NO_PAGES.contains(&first.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = "https://sso.example.com";

    #[test]
    fn a_page_of_this_site_is_followed() {
        for (text, page) in [
            ("/portal", "/portal"),
            ("/", "/"),
            ("https://sso.example.com", "/"),
            ("https://sso.example.com/portal?x=1#part", "/portal?x=1"),
            ("https://sso.example.com:443/portal", "/portal"),
            ("HTTPS://SSO.Example.COM/portal", "/portal"),
            (
                "/example/login?quickLogin=true&accountId=1234567890123456&accessConfigurationName=Read",
                "/example/login?quickLogin=true&accountId=1234567890123456&accessConfigurationName=Read",
            ),
            ("/portal?next=https://evil.example", "/portal?next=https://evil.example"),
            ("/a/../portal", "/portal"),
            ("/samlet", "/samlet"),
        ] {
            assert_eq!(landing(text, SITE).as_deref(), Some(page), "{text:?}");
        }
    }

    #[test]
    fn nothing_leads_elsewhere() {
        let long = format!("/{}", "a".repeat(5_000));
        for text in [
            "",
            "portal",
            "https://evil.example",
            "https://evil.example/portal",
            "http://sso.example.com/portal",
            "https://sso.example.com:8443/portal",
            "https://sso.example.com.evil.example/",
            "https://evil-sso.example.com/",
            "https://evilsso.example.com/",
            "https://sso.example.com./portal",
            "https://sso.example.com@evil.example/",
            "https://user@sso.example.com/portal",
            "https://:secret@sso.example.com/portal",
            "https://sso.example.com%40evil.example/",
            "https://sso%2eexample%2ecom.evil.example/",
            "https://ѕѕо.example.com/",
            "https://[::1]/portal",
            "//evil.example",
            "//sso.example.com@evil.example",
            "///evil.example",
            "////evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "\\\\evil.example",
            "https:\\\\evil.example",
            "https:evil.example",
            "https:/evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/portal\r\nLocation: https://evil.example",
            "/portal\0",
            "/portal\u{2028}",
            " https://evil.example",
            "/ /evil.example",
            "/.//evil.example",
            "/a/..//evil.example",
            "/%2e//evil.example",
            "https://sso.example.com//evil.example",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:x",
            "blob:https://sso.example.com/1",
            "filesystem:https://sso.example.com/temporary/x",
            "about:blank",
            "file:///etc/passwd",
            "mailto:a@example.com",
            "wss://sso.example.com/",
            "/saml/sign-in",
            "/saml",
            "/SAML/sign-in",
            "/%73aml/sign-in",
            "/a/../saml/sign-in",
            "/api/session",
            "https://sso.example.com/api/session",
            "/scim/v2/Users",
            long.as_str(),
        ] {
            assert_eq!(landing(text, SITE), None, "{text:?}");
        }
    }

    #[test]
    fn a_loopback_site_has_its_port() {
        assert_eq!(
            landing("http://localhost:8080/portal", "http://localhost:8080").as_deref(),
            Some("/portal")
        );
        assert_eq!(landing("http://localhost/portal", "http://localhost:8080"), None);
        assert_eq!(landing("http://127.0.0.1:8080/portal", "http://localhost:8080"), None);
    }
}
