//! RAM policy documents: the one by which a role trusts us, and when two documents are the same.

use serde_json::{Value, json};
use shared::ids::AccountId;

/// The document by which a role may be assumed with our assertions and nobody else's. `sign_in_url` is where role
/// logons are posted, without the path.
pub fn trust_policy(account: &AccountId, saml_provider_name: &str, sign_in_url: &str) -> String {
    json!({
        "Statement": [{
            "Action": "sts:AssumeRole",
            "Condition": { "StringEquals": { "saml:recipient": format!("{sign_in_url}/saml-role/sso") } },
            "Effect": "Allow",
            "Principal": { "Federated": [format!("acs:ram::{account}:saml-provider/{saml_provider_name}")] },
        }],
        "Version": "1",
    })
    .to_string()
}

/// Whether two documents say the same, however they are written: order of members, white space, and whether one
/// value stands alone or in a list of one.
pub(super) fn same(one: &str, other: &str) -> bool {
    match (serde_json::from_str(one), serde_json::from_str(other)) {
        (Ok(one), Ok(other)) => plain(one) == plain(other),
        _ => one == other,
    }
}

fn plain(value: Value) -> Value {
    match value {
        Value::Array(mut list) if list.len() == 1 => plain(list.remove(0)),
        Value::Array(list) => Value::Array(list.into_iter().map(plain).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (name, plain(value))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_trusts_our_provider_at_the_address_of_role_log_ons() {
        let account = "1000000000000001".parse().unwrap();
        let document = trust_policy(&account, "AliyunReservedSSO-d-1", "https://signin.aliyun.com");
        assert_eq!(
            document,
            r#"{"Statement":[{"Action":"sts:AssumeRole","Condition":{"StringEquals":{"saml:recipient":"https://signin.aliyun.com/saml-role/sso"}},"Effect":"Allow","Principal":{"Federated":["acs:ram::1000000000000001:saml-provider/AliyunReservedSSO-d-1"]}}],"Version":"1"}"#
        );
    }

    #[test]
    fn how_a_document_is_written_makes_no_difference_and_what_it_says_does() {
        let one = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["ecs:*"],"Resource":"*"}]}"#;
        let other = r#"{ "Statement": {"Action":"ecs:*","Effect":"Allow","Resource":["*"]}, "Version":"1" }"#;
        assert!(same(one, other));
        for different in [
            r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":["ecs:*"],"Resource":"*"}]}"#,
            r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["ecs:*","oss:*"],"Resource":"*"}]}"#,
            "not JSON",
        ] {
            assert!(!same(one, different));
        }
        assert!(same("not JSON", "not JSON"));
    }
}
