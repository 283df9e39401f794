//! The one kind of HTML page that the server writes itself: a form that submits itself, for SAML's HTTP-POST
//! binding (bindings, section 3.5.4). Every value is escaped; the policy allows this script and this target
//! and nothing else (O-05).
//!
//! The button stays on the page for browsers that run no script. Its words stand in both languages of the
//! pages, so that nothing needs to be negotiated for a page that is seen for a moment.

use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use saml::binding::PostForm;

use crate::platform::{Error, Result};

const SCRIPT: &str = "document.forms[0].submit()";

/// The page. `form_action` is the list of sources that the form, and redirects after it, may lead to
/// (Content Security Policy 3, section 6.4.1); `title` is what the browser's tab shows.
///
/// # Errors
/// When `form_action` cannot stand in a header, which is a fault of ours.
pub fn page(form: &PostForm, form_action: &str, title: &str) -> Result<Response> {
    let hash = STANDARD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, SCRIPT.as_bytes()));
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{hash}'; form-action {form_action}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    let policy = HeaderValue::from_str(&policy).map_err(|_| Error::bug("a form target that is no header"))?;
    let mut response = Html(document(form, title)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(response)
}

fn document(form: &PostForm, title: &str) -> String {
    let mut page = String::with_capacity(form.message.len() + 1_024);
    page.push_str("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    escape(&mut page, title);
    page.push_str("</title></head><body><main><h1>");
    escape(&mut page, title);
    page.push_str("</h1><form method=\"post\" action=\"");
    escape(&mut page, &form.action);
    page.push_str("\">");
    hidden(&mut page, form.field, &form.message);
    if let Some(relay_state) = &form.relay_state {
        hidden(&mut page, "RelayState", relay_state);
    }
    page.push_str("<button type=\"submit\">Continue <span lang=\"zh-CN\">继续</span></button></form></main>");
    page.push_str("<script>");
    page.push_str(SCRIPT);
    page.push_str("</script></body></html>\n");
    page
}

fn hidden(page: &mut String, name: &str, value: &str) {
    page.push_str("<input type=\"hidden\" name=\"");
    escape(page, name);
    page.push_str("\" value=\"");
    escape(page, value);
    page.push_str("\">");
}

/// Escapes for text and for double-quoted attributes (HTML, section 13.3).
fn escape(page: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            c => page.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> PostForm {
        PostForm {
            action: "https://cloud.example.com/sso?a=1&b=2".into(),
            field: "SAMLResponse",
            message: "PHg+".into(),
            relay_state: Some("\"><script>alert('1')</script>".into()),
        }
    }

    #[test]
    fn every_value_is_escaped() {
        let page = document(&form(), "<To> \"the\" cloud");
        assert!(page.contains("action=\"https://cloud.example.com/sso?a=1&amp;b=2\""));
        assert!(page.contains(
            "name=\"RelayState\" value=\"&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;\""
        ));
        assert!(page.contains("<title>&lt;To&gt; &quot;the&quot; cloud</title>"));
        assert_eq!(page.matches("<script").count(), 1);
    }

    #[test]
    fn without_a_relay_state_there_is_no_such_field() {
        let page = document(&PostForm { relay_state: None, ..form() }, "t");
        assert!(!page.contains("RelayState"));
    }

    #[test]
    fn the_policy_allows_the_script_and_the_target_and_nothing_else() {
        let response = page(&form(), "https://cloud.example.com", "t").unwrap();
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        let hash = STANDARD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, SCRIPT.as_bytes()));
        assert_eq!(
            policy,
            format!(
                "default-src 'none'; script-src 'sha256-{hash}'; form-action https://cloud.example.com; \
                 base-uri 'none'; frame-ancestors 'none'"
            )
        );
        assert!(page(&form(), "https://a\nb", "t").is_err());
    }
}
