//! One request to an interface of the cloud and what its answer means.
//!
//! No redirects, no proxy from the environment, a limit to time and size. What went wrong is told in the cloud's
//! own words; whether asking again may help is decided here.

use std::error::Error as _;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use url::Url;
use url::form_urlencoded::Serializer;

use super::access_keys::AccessKeys;
use super::signature::{Unsigned, canonical_query};
use crate::cloud::role::{CloudFault, Remedy};
use crate::platform::{Error, Result, random};

/// How long the cloud may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it may take to be reached.
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);
/// Most bytes of an answer that are read.
const ANSWER_MAX: usize = 4 * 1024 * 1024;

/// Speaks HTTP with the cloud; cheap to clone, keeps connections.
#[derive(Clone)]
pub struct Http(reqwest::Client);

/// One operation of an interface.
pub(super) struct Call<'a> {
    /// Address of the interface.
    pub endpoint: &'a str,
    /// Version of the interface.
    pub version: &'static str,
    /// The operation.
    pub action: &'static str,
    /// Its parameters.
    pub parameters: &'a [(&'a str, &'a str)],
}

/// An answer that was read in full.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Http {
    /// Ready to ask.
    ///
    /// # Errors
    /// When the system's certificates cannot be read.
    pub fn new() -> Result<Self> {
        Self::with_patience(PATIENCE)
    }

    fn with_patience(patience: Duration) -> Result<Self> {
        let client = reqwest::Client::builder()
            .user_agent(concat!("CloudSSO/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_PATIENCE)
            .timeout(patience)
            .build();
        Ok(Self(client.map_err(|e| Error::bug(format!("HTTP towards the cloud: {e}")))?))
    }

    /// Asks with a signature.
    pub(super) async fn signed<T: DeserializeOwned>(
        &self,
        call: Call<'_>,
        keys: &AccessKeys,
        now: Timestamp,
    ) -> std::result::Result<T, CloudFault> {
        let mut url = address(call.endpoint)?;
        let query = canonical_query(call.parameters);
        url.set_query((!query.is_empty()).then_some(&query));
        let unsigned = Unsigned {
            host: &host_of(&url),
            action: call.action,
            version: call.version,
            query: &query,
            date: &written(now),
            nonce: &nonce()?,
        };
        let mut request = self.0.post(url).header("accept", "application/json");
        for (name, value) in unsigned.sign(keys) {
            request = request.header(name, value);
        }
        understood(self.send(request).await?)
    }

    /// Asks without a signature, for operations that are open to everybody. Parameters go in the body: what is
    /// shown there is a secret, and may be longer than an address.
    pub(super) async fn unsigned<T: DeserializeOwned>(
        &self,
        call: Call<'_>,
        now: Timestamp,
    ) -> std::result::Result<T, CloudFault> {
        let mut url = address(call.endpoint)?;
        url.query_pairs_mut()
            .append_pair("Action", call.action)
            .append_pair("Version", call.version)
            .append_pair("Format", "JSON")
            .append_pair("Timestamp", &written(now))
            .append_pair("SignatureNonce", &nonce()?);
        let body = Serializer::new(String::new()).extend_pairs(call.parameters).finish();
        let request = self
            .0
            .post(url)
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        understood(self.send(request).await?)
    }

    /// Asks the machine's own metadata service, which is no interface of the cloud's.
    pub(super) async fn metadata(
        &self,
        method: reqwest::Method,
        url: &str,
        header: (&str, &str),
    ) -> std::result::Result<Vec<u8>, CloudFault> {
        let request = self.0.request(method, address(url)?).header(header.0, header.1);
        let answer = self.send(request).await?;
        if answer.status == 200 { Ok(answer.body) } else { Err(refusal(&answer)) }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> std::result::Result<Answer, CloudFault> {
        let mut response = request.send().await.map_err(|error| unanswered(&error))?;
        let (status, headers) = (response.status().as_u16(), std::mem::take(response.headers_mut()));
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| unanswered(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > ANSWER_MAX {
                return Err(refused(
                    "AnswerTooLarge",
                    format!("The answer is larger than {ANSWER_MAX} bytes."),
                ));
            }
        }
        Ok(Answer { status, headers, body })
    }
}

/// A moment as the cloud writes it (RFC 3339).
pub(super) fn moment<'de, D: Deserializer<'de>>(reader: D) -> std::result::Result<Timestamp, D::Error> {
    String::deserialize(reader)?.parse().map_err(serde::de::Error::custom)
}

/// A fault that somebody has to do something about.
pub(super) fn refused(code: &str, message: impl Into<String>) -> CloudFault {
    CloudFault {
        code: code.to_owned(),
        message: message.into(),
        request_id: String::new(),
        remedy: Remedy::Refused,
    }
}

fn address(endpoint: &str) -> std::result::Result<Url, CloudFault> {
    Url::parse(endpoint).map_err(|e| refused("InvalidEndpoint", format!("{endpoint} is no address: {e}.")))
}

fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn written(now: Timestamp) -> String {
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn nonce() -> std::result::Result<String, CloudFault> {
    random::symbols::<26>().map_err(|e| refused("InternalError", e.to_string()))
}

/// No answer came, or not all of it. What was asked may have been done all the same.
fn unanswered(error: &reqwest::Error) -> CloudFault {
    let code = if error.is_timeout() { "Timeout" } else { "ConnectionFailed" };
    let mut reason = String::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        reason = inner.to_string();
        cause = inner.source();
    }
    let host = error.url().map(host_of).unwrap_or_default();
    let message = match (code, reason.is_empty()) {
        ("Timeout", _) => format!("{host} did not answer in time."),
        (_, true) => format!("{host} could not be asked."),
        (_, false) => format!("{host} could not be asked: {reason}."),
    };
    CloudFault {
        code: code.to_owned(),
        message,
        request_id: String::new(),
        remedy: Remedy::TryAgain { after: None },
    }
}

fn understood<T: DeserializeOwned>(answer: Answer) -> std::result::Result<T, CloudFault> {
    if !(200..300).contains(&answer.status) {
        return Err(refusal(&answer));
    }
    serde_json::from_slice(&answer.body).map_err(|e| CloudFault {
        request_id: header(&answer.headers, "x-acs-request-id").unwrap_or_default().to_owned(),
        ..refused("UnreadableAnswer", format!("The answer is not the one documented: {e}."))
    })
}

/// Body of every answer that refuses.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Refusal {
    code: String,
    message: String,
    request_id: String,
}

fn refusal(answer: &Answer) -> CloudFault {
    let said: Refusal = serde_json::from_slice(&answer.body).unwrap_or_default();
    let code = if said.code.is_empty() { format!("Http{}", answer.status) } else { said.code };
    let message = match said.message.is_empty() {
        true => format!("The answer was status {} without a reason that can be read.", answer.status),
        false => said.message,
    };
    let request_id = match said.request_id.is_empty() {
        true => header(&answer.headers, "x-acs-request-id").unwrap_or_default().to_owned(),
        false => said.request_id,
    };
    let busy = matches!(answer.status, 429 | 500..)
        || code.starts_with("Throttling")
        || code.starts_with("ServiceUnavailable");
    let remedy = match busy {
        true => Remedy::TryAgain { after: asked_to_wait(&answer.headers) },
        false => Remedy::Refused,
    };
    CloudFault { code, message, request_id, remedy }
}

/// `Retry-After` is in seconds (RFC 9110, section 10.2.3), the cloud's own header in milliseconds.
fn asked_to_wait(headers: &HeaderMap) -> Option<Duration> {
    let number = |name| header(headers, name)?.trim().parse::<u64>().ok().filter(|number| *number > 0);
    number("x-acs-retry-after")
        .map(Duration::from_millis)
        .or_else(|| number("retry-after").map(Duration::from_secs))
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Answer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        Answer { status, headers: map, body: body.as_bytes().to_vec() }
    }

    fn wait(seconds: u64) -> Remedy {
        Remedy::TryAgain { after: Some(Duration::from_secs(seconds)) }
    }

    #[test]
    fn busy_is_asked_again_and_refused_is_not() {
        let no = r#"{"Code":"NoPermission","Message":"You are not authorized.","RequestId":"R-1"}"#;
        let throttled = r#"{"Code":"Throttling.User","Message":"Slow down.","RequestId":"R-2"}"#;
        let again = Remedy::TryAgain { after: None };
        for (answer, code, remedy) in [
            (answer(403, &[], no), "NoPermission", Remedy::Refused),
            (answer(400, &[], throttled), "Throttling.User", again),
            (answer(400, &[("retry-after", "7")], throttled), "Throttling.User", wait(7)),
            (answer(429, &[("x-acs-retry-after", "2000")], "{}"), "Http429", wait(2)),
            (answer(503, &[("retry-after", "0")], "<html>busy</html>"), "Http503", again),
            (answer(500, &[], r#"{"Code":"InternalError"}"#), "InternalError", again),
            (answer(302, &[("location", "https://elsewhere.example")], ""), "Http302", Remedy::Refused),
        ] {
            let fault = refusal(&answer);
            assert_eq!((fault.code.as_str(), fault.remedy), (code, remedy));
            assert!(!fault.message.is_empty());
        }
    }

    #[test]
    fn a_refusal_is_told_in_the_clouds_words_with_its_request_id() {
        let body = r#"{"Code":"NoPermission","Message":"You are not authorized.","RequestId":"R-1"}"#;
        let fault = refusal(&answer(403, &[], body));
        assert_eq!((fault.message.as_str(), fault.request_id.as_str()), ("You are not authorized.", "R-1"));
        let fault = refusal(&answer(403, &[("x-acs-request-id", "R-2")], "not JSON"));
        assert_eq!(fault.request_id, "R-2");
    }

    #[tokio::test]
    async fn whoever_does_not_answer_in_time_or_at_all_is_asked_again_later() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let http = Http::with_patience(Duration::from_millis(50)).unwrap();
        let call = || Call { endpoint: &endpoint, version: "1", action: "Nothing", parameters: &[] };
        let fault = http.unsigned::<serde_json::Value>(call(), Timestamp::UNIX_EPOCH).await.unwrap_err();
        assert_eq!((fault.code.as_str(), fault.remedy), ("Timeout", Remedy::TryAgain { after: None }));
        drop(listener);
        let fault = http.unsigned::<serde_json::Value>(call(), Timestamp::UNIX_EPOCH).await.unwrap_err();
        assert_eq!(
            (fault.code.as_str(), fault.remedy),
            ("ConnectionFailed", Remedy::TryAgain { after: None })
        );
    }
}
