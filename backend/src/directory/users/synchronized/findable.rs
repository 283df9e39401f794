//! The values that a user is found by, one a row.

use serde_json::{Map, Value};

/// Longest value that is found by; longer ones are only given back.
const FINDABLE_MAX: usize = 512;

/// One value of an attribute, to be found by.
pub(super) struct Findable {
    pub attribute: String,
    pub element: i64,
    pub sub_attribute: String,
    pub value: String,
}

/// Every value that can be found by.
pub(super) fn findables(attributes: &Map<String, Value>) -> Vec<Findable> {
    let mut found = Vec::new();
    for (name, value) in attributes {
        let name = name.to_ascii_lowercase();
        match value {
            Value::Object(members) if name.starts_with("urn:") => {
                for (member, value) in members {
                    add_findables(&mut found, &format!("{name}:{}", member.to_ascii_lowercase()), value);
                }
            }
            value => add_findables(&mut found, &name, value),
        }
    }
    found
}

fn add_findables(found: &mut Vec<Findable>, attribute: &str, value: &Value) {
    let elements = match value {
        Value::Array(elements) => elements.as_slice(),
        single => std::slice::from_ref(single),
    };
    for (number, element) in (0..).zip(elements) {
        let mut add = |sub_attribute: &str, value: &Value| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if value.chars().count() <= FINDABLE_MAX {
                let (attribute, sub_attribute) = (attribute.to_owned(), sub_attribute.to_ascii_lowercase());
                found.push(Findable { attribute, element: number, sub_attribute, value });
            }
        };
        match element {
            Value::Object(parts) => parts.iter().for_each(|(part, value)| add(part, value)),
            simple => add("", simple),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_found_by_a_row_of_its_own() {
        let attributes = serde_json::json!({
            "title": "Chief",
            "name": {"formatted": "Zoë"},
            "emails": [{"value": "A@x", "type": "work", "primary": true}, {"value": "b@x"}],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
                "department": "R&D", "manager": {"value": "u-1"}
            },
            "x509Certificates": [{"value": "M".repeat(600), "type": "work"}],
        });
        let mut rows: Vec<_> = findables(attributes.as_object().unwrap())
            .into_iter()
            .map(|row| format!("{} {} {} {}", row.attribute, row.element, row.sub_attribute, row.value))
            .collect();
        rows.sort();
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user";
        assert_eq!(
            rows,
            [
                "emails 0 primary true",
                "emails 0 type work",
                "emails 0 value A@x",
                "emails 1 value b@x",
                "name 0 formatted Zoë",
                "title 0  Chief",
                &format!("{enterprise}:department 0  R&D"),
                &format!("{enterprise}:manager 0 value u-1"),
                "x509certificates 0 type work",
            ]
        );
    }
}
