//! A request of JSON and its answer.

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::error::{ApiError, ErrorCode, FieldError};
use shared::paths::WRITE_HEADER;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::language::{CommonTexts, refusal};
use crate::{browser, session};

/// Why an operation did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The server said no, and why.
    Refused(ApiError),
    /// The server could not be reached.
    Unreachable,
    /// The answer is none of ours.
    Unreadable,
}

impl Failure {
    /// The sentence that the person reads.
    pub fn sentence(&self) -> String {
        match self {
            Failure::Refused(error) => refusal(error),
            Failure::Unreachable => CommonTexts::current().unreachable.to_owned(),
            Failure::Unreadable => CommonTexts::current().unreadable.to_owned(),
        }
    }

    /// The server's code, if it was the server who refused.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Failure::Refused(error) => Some(error.code),
            _ => None,
        }
    }

    /// What is wrong with single fields.
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Failure::Refused(error) => &error.fields,
            _ => &[],
        }
    }
}

/// GET.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(&exchange("GET", path, None).await?)
}

/// Sends `body` and reads the answer.
pub async fn ask<T: DeserializeOwned>(method: &str, path: &str, body: &impl Serialize) -> Result<T, Failure> {
    read(&exchange(method, path, Some(write(body)?)).await?)
}

/// Sends `body`; what the answer holds is of no interest.
pub async fn send(method: &str, path: &str, body: &impl Serialize) -> Result<(), Failure> {
    exchange(method, path, Some(write(body)?)).await.map(drop)
}

/// Sends no body; what the answer holds is of no interest.
pub async fn send_bare(method: &str, path: &str) -> Result<(), Failure> {
    exchange(method, path, None).await.map(drop)
}

fn write(body: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(body).map_err(|_| Failure::Unreadable)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|_| Failure::Unreadable)
}

/// One exchange; the text of a 2xx answer, or the failure.
async fn exchange(method: &str, path: &str, body: Option<String>) -> Result<String, Failure> {
    let init = web_sys::RequestInit::new();
    init.set_method(method);
    let headers = web_sys::Headers::new().map_err(|_| Failure::Unreachable)?;
    let _ = headers.set("accept", "application/json");
    if method != "GET" {
        let _ = headers.set("content-type", "application/json");
        let _ = headers.set(WRITE_HEADER, "1");
    }
    init.set_headers_headers(&headers);
    if let Some(body) = body {
        init.set_body(&JsValue::from_str(&body));
    }
    let answer = JsFuture::from(browser::window().fetch_with_str_and_init(path, &init)).await;
    let response: web_sys::Response =
        answer.ok().and_then(|value| value.dyn_into().ok()).ok_or(Failure::Unreachable)?;
    let text = response.text().map_err(|_| Failure::Unreachable)?;
    let text = JsFuture::from(text).await.map_err(|_| Failure::Unreachable)?.as_string().unwrap_or_default();
    if response.ok() { Ok(text) } else { Err(refused(&text)) }
}

/// Reads a refusal, and tells the session when it is over.
fn refused(text: &str) -> Failure {
    match serde_json::from_str::<ApiError>(text) {
        Ok(error) => {
            if error.code == ErrorCode::SignInNeeded {
                session::is_over();
            }
            Failure::Refused(error)
        }
        Err(_) => Failure::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_no_json_is_a_failure_and_no_panic() {
        for text in ["", "<html>", "{}", "null", "{\"code\":\"Nobody\",\"message\":\"\"}"] {
            assert_eq!(refused(text), Failure::Unreadable, "{text:?}");
        }
    }

    #[test]
    fn a_refusal_keeps_its_fields() {
        let text = r#"{"code":"InvalidParameter","message":"m","fields":[{"field":"name","rule":"TooLong","max":64}]}"#;
        let failure = refused(text);
        assert_eq!(failure.code(), Some(ErrorCode::InvalidParameter));
        assert_eq!(failure.fields().len(), 1);
    }
}
