//! Whether a text is a policy of the RAM policy language. Pure.
//!
//! Only the grammar is judged: an object with `Version` `"1"` and a list of statements, each with an effect,
//! actions, resources and perhaps conditions. Anything else in it is refused, because a misspelt `Condition`
//! would widen what is allowed. What the words mean is the cloud's.

use serde_json::{Map, Value};
use shared::error::Rule;
use shared::names::INLINE_POLICY_MAX;

/// Judges an inline policy; empty means none.
pub(super) fn judge(text: &str) -> Result<(), Rule> {
    if text.is_empty() {
        return Ok(());
    }
    if text.chars().count() > INLINE_POLICY_MAX {
        return Err(Rule::TooLong { max: INLINE_POLICY_MAX });
    }
    let value: Value = serde_json::from_str(text)
        .map_err(|e| Rule::NotJson { line: e.line().max(1), column: e.column().max(1) })?;
    if is_policy(&value) { Ok(()) } else { Err(Rule::NotAPolicy) }
}

fn is_policy(value: &Value) -> bool {
    let Value::Object(policy) = value else { return false };
    let statements = policy.get("Statement").and_then(Value::as_array);
    only(policy, &["Version", "Statement"])
        && policy.get("Version").and_then(Value::as_str) == Some("1")
        && statements.is_some_and(|list| !list.is_empty() && list.iter().all(is_statement))
}

fn is_statement(value: &Value) -> bool {
    let Value::Object(statement) = value else { return false };
    only(statement, &["Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"])
        && matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny"))
        && one_of(statement, "Action", "NotAction")
        && one_of(statement, "Resource", "NotResource")
        && statement.get("Condition").is_none_or(Value::is_object)
}

fn only(object: &Map<String, Value>, allowed: &[&str]) -> bool {
    object.keys().all(|key| allowed.contains(&key.as_str()))
}

/// Exactly one of the two is there, and is a text or a list of texts.
fn one_of(statement: &Map<String, Value>, one: &str, other: &str) -> bool {
    match (statement.get(one), statement.get(other)) {
        (Some(value), None) | (None, Some(value)) => is_text_or_list(value),
        _ => false,
    }
}

fn is_text_or_list(value: &Value) -> bool {
    let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    match value {
        Value::Array(list) => !list.is_empty() && list.iter().all(is_text),
        value => is_text(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecs:Describe*","Resource":"*"}]}"#;

    #[test]
    fn a_policy_of_the_language_is_accepted() {
        let deny = r#"{"Version":"1","Statement":[{"Effect":"Deny","NotAction":["oss:Get*","oss:List*"],
            "NotResource":["acs:oss:*:*:a","acs:oss:*:*:日志"],"Condition":{"Bool":{"acs:MFAPresent":"true"}}}]}"#;
        for text in ["", GOOD, deny] {
            assert_eq!(judge(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_refused_at_its_line_and_column() {
        assert_eq!(judge("{\n  \"Version\": \"1\",\n  oops\n}"), Err(Rule::NotJson { line: 3, column: 3 }));
        assert!(matches!(judge(" "), Err(Rule::NotJson { line: 1, .. })));
        assert!(matches!(judge(&"[".repeat(3_000)), Err(Rule::NotJson { .. })), "no overflow of the stack");
    }

    #[test]
    fn json_that_is_no_policy_is_refused() {
        let statement = |text: &str| format!(r#"{{"Version":"1","Statement":[{text}]}}"#);
        for text in [
            "[]".to_owned(),
            "1".to_owned(),
            r#"{"Version":"1"}"#.to_owned(),
            r#"{"Version":"1","Statement":[]}"#.to_owned(),
            GOOD.replace("\"1\"", "1"),
            GOOD.replace("\"1\"", "\"2012-10-17\""),
            GOOD.replace("Allow", "allow"),
            GOOD.replace("Version\":\"1\"", "Version\":\"1\",\"Id\":\"x\""),
            statement("1"),
            statement(r#"{"Effect":"Allow","Action":"*"}"#),
            statement(r#"{"Effect":"Allow","Resource":"*"}"#),
            statement(r#"{"Effect":"Allow","Action":[],"Resource":"*"}"#),
            statement(r#"{"Effect":"Allow","Action":"","Resource":"*"}"#),
            statement(r#"{"Effect":"Allow","Action":[1],"Resource":"*"}"#),
            statement(r#"{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}"#),
            statement(r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":"x"}"#),
            statement(r#"{"Effect":"Allow","Action":"*","Resource":"*","Conditon":{}}"#),
        ] {
            assert_eq!(judge(&text), Err(Rule::NotAPolicy), "{text}");
        }
    }

    #[test]
    fn the_length_is_counted_in_characters() {
        let padded = |count: usize| GOOD.replace("ecs:", &format!("{}ecs:", "汉".repeat(count)));
        let room = INLINE_POLICY_MAX - GOOD.chars().count();
        assert_eq!(judge(&padded(room)), Ok(()));
        assert_eq!(judge(&padded(room + 1)), Err(Rule::TooLong { max: INLINE_POLICY_MAX }));
    }
}
