//! The body of a request: JSON of a bounded size and depth in which nothing is said twice (C-04, C-12).
//!
//! *Why not axum's `Json`:* of two members of the same name it keeps the last and says nothing, so a proxy in front
//! of us could have judged the other one.

use std::collections::BTreeSet;
use std::fmt;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::log::Named;
use super::respond::{MEDIA_TYPE, ScimFault, ScimResult, ScimType};
use super::routes::BODY_LIMIT;
use crate::app::App;

/// Deepest nesting of objects and arrays.
const DEPTH_MAX: usize = 20;
/// Most characters of a name that a refusal repeats.
const SHOWN_MAX: usize = 64;

/// The JSON object that a request carries.
#[derive(Debug)]
pub struct ScimBody(pub Map<String, Value>);

impl FromRequest<App> for ScimBody {
    type Rejection = ScimFault;

    async fn from_request(request: Request, app: &App) -> ScimResult<Self> {
        check_media_type(request.headers())?;
        let named = request.extensions().get::<Named>().cloned().unwrap_or_default();
        let bytes = Bytes::from_request(request, app).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                let detail = format!("The body is larger than {BODY_LIMIT} bytes. Send it in parts.");
                return ScimFault::new(StatusCode::PAYLOAD_TOO_LARGE, None, detail);
            }
            ScimFault::bad(ScimType::InvalidSyntax, "The body did not arrive as a whole.")
        })?;
        let body = parse(&bytes)?;
        named.take(&body);
        Ok(ScimBody(body))
    }
}

fn check_media_type(headers: &HeaderMap) -> ScimResult<()> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = given.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    let known = [MEDIA_TYPE, "application/json"].iter().any(|known| known.eq_ignore_ascii_case(kind));
    let utf8 = parts.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    });
    if known && utf8 {
        return Ok(());
    }
    let detail = format!("Send the body as {MEDIA_TYPE} or application/json, in UTF-8.");
    Err(ScimFault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, None, detail))
}

/// Reads a JSON object.
///
/// # Errors
/// When it is none, too deep, or says something twice; the text names the place.
pub fn parse(bytes: &[u8]) -> ScimResult<Map<String, Value>> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Node { depth: 0 }.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    match read {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(ScimFault::bad(ScimType::InvalidSyntax, "The body must be a JSON object.")),
        Err(error) => {
            Err(ScimFault::bad(ScimType::InvalidSyntax, format!("The body cannot be read: {error}.")))
        }
    }
}

struct Node {
    depth: usize,
}

impl Node {
    fn below<E: serde::de::Error>(&self) -> Result<Node, E> {
        if self.depth == DEPTH_MAX {
            return Err(E::custom(format!("it is nested deeper than {DEPTH_MAX} levels")));
        }
        Ok(Node { depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Node {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        while let Some(element) = elements.next_element_seed(self.below()?)? {
            read.push(element);
        }
        Ok(read.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        let mut seen = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !seen.insert(name.to_ascii_lowercase()) {
                return Err(A::Error::custom(format!("it says \"{}\" twice", shown(&name))));
            }
            read.insert(name, members.next_value_seed(self.below()?)?);
        }
        Ok(read.into())
    }
}

/// So much of a name as a refusal repeats.
pub fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_read_as_it_is() {
        let read = parse(br#" {"a": [1, -2, 1.5, null, true, {"b": "\u00e9"}]} "#).unwrap();
        assert_eq!(Value::Object(read), serde_json::json!({"a": [1, -2, 1.5, null, true, {"b": "é"}]}));
    }

    #[test]
    fn what_is_said_twice_is_refused_whatever_the_letter_case_and_at_any_depth() {
        for body in [
            r#"{"userName": "a", "userName": "b"}"#,
            r#"{"userName": "a", "USERNAME": "b"}"#,
            r#"{"name": {"givenName": "a", "givenname": "b"}}"#,
            r#"{"emails": [{"value": "a", "Value": "b"}]}"#,
            r#"{"userName": "a", "user\u004eame": "b"}"#,
        ] {
            let fault = parse(body.as_bytes()).unwrap_err();
            assert_eq!(fault.scim_type, Some(ScimType::InvalidSyntax), "{body}");
            assert!(fault.detail.contains("twice"), "{}", fault.detail);
        }
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for body in ["", "[]", "7", "null", "{", "{}{}", "{\"a\": \"\\ud800\"}", "\u{FEFF}{}", "{'a': 1}"] {
            assert!(parse(body.as_bytes()).is_err(), "{body}");
        }
        assert!(parse(b"{\"a\": \"\xff\"}").is_err());
    }

    #[test]
    fn twenty_levels_are_read_and_one_more_is_not() {
        let nested =
            |levels: usize| format!("{}{}", "{\"a\":".repeat(levels - 1), "{}") + &"}".repeat(levels - 1);
        assert!(parse(nested(20).as_bytes()).is_ok());
        assert!(parse(nested(22).as_bytes()).is_err());
        let deep = format!("{{\"a\":{}", "[".repeat(500_000));
        assert!(parse(deep.as_bytes()).unwrap_err().detail.contains("deeper"));
    }

    #[test]
    fn a_long_name_is_not_repeated_whole() {
        let name = "é".repeat(10_000);
        let fault = parse(format!("{{\"{name}\": 1, \"{name}\": 2}}").as_bytes()).unwrap_err();
        assert!(fault.detail.len() < 300, "{}", fault.detail.len());
    }
}
