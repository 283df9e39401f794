//! What an identity provider says of a user, and the rules that it must keep.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use shared::error::FieldError;
use shared::names;

/// What the identity provider says of a user.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// `userName`.
    pub user_name: String,
    /// `name.givenName`; may be empty.
    pub first_name: String,
    /// `name.familyName`; may be empty.
    pub last_name: String,
    /// `displayName`; may be empty.
    pub display_name: String,
    /// `externalId`: a label of theirs, never a key of ours.
    pub external_id: Option<String>,
    /// `active`: whether it wants the user to sign in.
    pub active: bool,
    /// All other attributes, by their names in SCIM; those of an extension in an object of its URN.
    pub attributes: Map<String, Value>,
}

impl Told {
    /// The user's own address: the work address, else the primary, else the first; may be empty.
    pub fn email(&self) -> &str {
        email_position(&self.attributes).map_or("", |at| email_at(&self.attributes, at))
    }

    /// Puts `email` where [`Self::email`] is, for an administrator may have changed it while SCIM was off. Without an
    /// address of its own the user has none at all: else the next of the others would be taken for it.
    pub(super) fn set_email(&mut self, email: &str) {
        if self.email() == email {
            return;
        }
        if email.is_empty() {
            self.attributes.remove("emails");
            return;
        }
        let at = email_position(&self.attributes);
        let emails = self.attributes.entry("emails").or_insert_with(|| Value::Array(Vec::new()));
        let Some(elements) = emails.as_array_mut() else { return };
        match at {
            Some(at) => elements[at]["value"] = email.into(),
            None => elements.push(serde_json::json!({"value": email, "type": "work", "primary": true})),
        }
    }

    /// Every attribute that has a value, by its name in SCIM.
    pub(super) fn facts(&self) -> BTreeMap<String, String> {
        let columns = [
            ("userName", self.user_name.as_str()),
            ("name.givenName", &self.first_name),
            ("name.familyName", &self.last_name),
            ("displayName", &self.display_name),
            ("externalId", self.external_id.as_deref().unwrap_or_default()),
            ("active", if self.active { "true" } else { "false" }),
        ];
        let mut facts: BTreeMap<String, String> = columns
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        for (name, value) in &self.attributes {
            add_facts(&mut facts, name, value);
        }
        facts
    }

    pub(super) fn field_errors(&self) -> Vec<FieldError> {
        let judged = [
            ("user_name", names::user_name(&self.user_name)),
            ("first_name", names::person_name(&self.first_name)),
            ("last_name", names::person_name(&self.last_name)),
            ("display_name", names::display_name(&self.display_name)),
        ];
        let emails = emails(&self.attributes).map(|(_, address)| ("email", names::email(address)));
        FieldError::of(judged.into_iter().chain(emails))
    }
}

fn add_facts(facts: &mut BTreeMap<String, String>, name: &str, value: &Value) {
    match value {
        Value::Object(parts) => {
            let between = if name.starts_with("urn:") { ':' } else { '.' };
            parts.iter().for_each(|(part, value)| add_facts(facts, &format!("{name}{between}{part}"), value));
        }
        Value::String(text) => _ = facts.insert(name.to_owned(), text.clone()),
        other => _ = facts.insert(name.to_owned(), other.to_string()),
    }
}

/// The addresses that have a value, with their places.
fn emails(attributes: &Map<String, Value>) -> impl Iterator<Item = (&Value, &str)> {
    let elements = attributes.get("emails").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    elements.iter().filter_map(|element| Some((element, element.get("value")?.as_str()?)))
}

fn email_position(attributes: &Map<String, Value>) -> Option<usize> {
    let elements = attributes.get("emails")?.as_array()?;
    let valued = || elements.iter().enumerate().filter(|(_, element)| element.get("value").is_some());
    let is_work = |element: &Value| {
        element.get("type").and_then(Value::as_str).is_some_and(|kind| kind.eq_ignore_ascii_case("work"))
    };
    let is_primary = |element: &Value| element.get("primary") == Some(&Value::Bool(true));
    let found = valued().find(|(_, element)| is_work(element));
    let found = found.or_else(|| valued().find(|(_, element)| is_primary(element)));
    found.or_else(|| valued().next()).map(|(at, _)| at)
}

fn email_at(attributes: &Map<String, Value>, at: usize) -> &str {
    attributes.get("emails").and_then(|emails| emails.get(at)?.get("value")?.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(emails: Value) -> Told {
        let attributes = json!({"emails": emails}).as_object().unwrap().clone();
        Told { attributes, ..Told::default() }
    }

    #[test]
    fn the_address_is_the_work_address_else_the_primary_else_the_first() {
        let (plain, work) = (json!({"value": "p@x"}), json!({"value": "w@x", "type": "WORK"}));
        let primary = json!({"value": "q@x", "primary": true, "type": "home"});
        let empty = json!({"type": "work"});
        for (emails, address) in [
            (json!([plain, primary, work]), "w@x"),
            (json!([plain, primary]), "q@x"),
            (json!([empty, plain]), "p@x"),
            (json!([empty]), ""),
            (json!([]), ""),
        ] {
            assert_eq!(told(emails.clone()).email(), address, "{emails}");
        }
        assert_eq!(Told::default().email(), "");
    }

    #[test]
    fn another_address_is_put_where_that_one_was() {
        let mut user = told(json!([{"value": "h@x", "type": "home"}, {"value": "w@x", "type": "work"}]));
        user.set_email("n@x");
        let expected = json!([{"value": "h@x", "type": "home"}, {"value": "n@x", "type": "work"}]);
        assert_eq!(user.attributes["emails"], expected);
        user.set_email("");
        assert_eq!(user, Told::default());
        let mut user = Told::default();
        user.set_email("n@x");
        assert_eq!(user.email(), "n@x");
        user.set_email("");
        assert_eq!(user, Told::default());
    }

    #[test]
    fn every_rule_that_is_broken_is_named() {
        let mut user = told(json!([{"value": "a@x"}, {"value": "nobody"}]));
        user.user_name = "a b".into();
        user.display_name = "\u{202E}".into();
        let fields: Vec<String> = user.field_errors().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["user_name", "display_name", "email"]);
    }
}
