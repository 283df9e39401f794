//! What is said to administrators, word for word; and that nothing gets out of its quotes.

use super::*;

const TRUST: &str = r#"{"Version":"1"}"#;

fn wanted() -> WantedRole {
    WantedRole {
        account: "1000000000000001".parse().unwrap(),
        role_name: "AliyunReservedSSO-reader".into(),
        description: "It's read-only".into(),
        saml_provider_name: "AliyunReservedSSO-d-1".into(),
        saml_metadata: "<x/>".into(),
        system_policies: vec!["ReadOnlyAccess".into()],
        inline_policy_name: "AliyunReservedSSO-reader-InlinePolicy".into(),
        inline_policy: r#"{"Statement":[],"Version":"1"}"#.into(),
    }
}

fn policies(system: &[&str], inline: &str) -> Policies {
    Policies { system: system.iter().map(|&name| name.to_owned()).collect(), inline: inline.to_owned() }
}

fn actions(plan: &Plan) -> Vec<(ManualAction, &str)> {
    plan.steps.iter().map(|step| (step.action, step.name.as_str())).collect()
}

#[test]
fn a_new_role_is_made_with_provider_policies_and_attachments() {
    let plan = to_make(&wanted(), TRUST, None, false);
    assert_eq!(
        plan.command_lines,
        r#"aliyun ims CreateSAMLProvider --SAMLProviderName AliyunReservedSSO-d-1 --EncodedSAMLMetadataDocument PHgvPg==
aliyun ram CreateRole --RoleName AliyunReservedSSO-reader --AssumeRolePolicyDocument '{"Version":"1"}' --MaxSessionDuration 43200 --Description 'It'\''s read-only'
aliyun ram CreatePolicy --PolicyName AliyunReservedSSO-reader-InlinePolicy --PolicyDocument '{"Statement":[],"Version":"1"}'
aliyun ram AttachPolicyToRole --PolicyType System --PolicyName ReadOnlyAccess --RoleName AliyunReservedSSO-reader
aliyun ram AttachPolicyToRole --PolicyType Custom --PolicyName AliyunReservedSSO-reader-InlinePolicy --RoleName AliyunReservedSSO-reader
"#
    );
    assert_eq!(
        plan.terraform,
        r#"resource "alicloud_ram_saml_provider" "AliyunReservedSSO-d-1" {
  saml_provider_name            = "AliyunReservedSSO-d-1"
  encodedsaml_metadata_document = "PHgvPg=="
}

resource "alicloud_ram_role" "AliyunReservedSSO-reader" {
  role_name                   = "AliyunReservedSSO-reader"
  assume_role_policy_document = "{\"Version\":\"1\"}"
  max_session_duration        = 43200
  description                 = "It's read-only"
  depends_on                  = [alicloud_ram_saml_provider.AliyunReservedSSO-d-1]
}

resource "alicloud_ram_policy" "AliyunReservedSSO-reader-InlinePolicy" {
  policy_name     = "AliyunReservedSSO-reader-InlinePolicy"
  policy_document = "{\"Statement\":[],\"Version\":\"1\"}"
  rotate_strategy = "DeleteOldestNonDefaultVersionWhenLimitExceeded"
}

resource "alicloud_ram_role_policy_attachment" "AliyunReservedSSO-reader-InlinePolicy-attachment" {
  policy_name = alicloud_ram_policy.AliyunReservedSSO-reader-InlinePolicy.policy_name
  policy_type = "Custom"
  role_name   = alicloud_ram_role.AliyunReservedSSO-reader.role_name
}

resource "alicloud_ram_role_policy_attachment" "AliyunReservedSSO-reader-ReadOnlyAccess" {
  policy_name = "ReadOnlyAccess"
  policy_type = "System"
  role_name   = alicloud_ram_role.AliyunReservedSSO-reader.role_name
}
"#
    );
}

#[test]
fn a_role_that_stands_loses_what_it_must_not_have_before_it_gets_anything() {
    let was = policies(&["AdministratorAccess"], "{}");
    let plan = to_make(&wanted(), TRUST, Some(&was), true);
    assert_eq!(
        actions(&plan),
        [
            (ManualAction::DetachSystemPolicy, "AdministratorAccess"),
            (ManualAction::PutPolicy, "AliyunReservedSSO-reader-InlinePolicy"),
            (ManualAction::AttachSystemPolicy, "ReadOnlyAccess"),
        ]
    );
    assert!(plan.command_lines.contains("aliyun ram CreatePolicyVersion --PolicyName"));
    let without = WantedRole { inline_policy: String::new(), ..wanted() };
    assert_eq!(
        actions(&to_make(&without, TRUST, Some(&policies(&["ReadOnlyAccess"], "{}")), true)),
        [
            (ManualAction::DetachPolicy, "AliyunReservedSSO-reader-InlinePolicy"),
            (ManualAction::DeletePolicy, "AliyunReservedSSO-reader-InlinePolicy"),
        ]
    );
    let same = policies(&["ReadOnlyAccess"], &wanted().inline_policy);
    assert!(to_make(&wanted(), TRUST, Some(&same), true).steps.is_empty());
}

#[test]
fn a_role_is_removed_with_its_policies_and_the_last_takes_the_provider() {
    let unwanted = UnwantedRole {
        account: "1000000000000001".parse().unwrap(),
        role_name: "AliyunReservedSSO-reader".into(),
        inline_policy_name: "AliyunReservedSSO-reader-InlinePolicy".into(),
        last_of_saml_provider: Some("AliyunReservedSSO-d-1".into()),
    };
    let plan = to_remove(&unwanted, &policies(&["ReadOnlyAccess"], "{}"));
    assert_eq!(
        plan.command_lines,
        "aliyun ram DetachPolicyFromRole --PolicyType System --PolicyName ReadOnlyAccess --RoleName AliyunReservedSSO-reader
aliyun ram DetachPolicyFromRole --PolicyType Custom --PolicyName AliyunReservedSSO-reader-InlinePolicy --RoleName AliyunReservedSSO-reader
aliyun ram DeletePolicy --PolicyName AliyunReservedSSO-reader-InlinePolicy --CascadingDelete true
aliyun ram DeleteRole --RoleName AliyunReservedSSO-reader
aliyun ims DeleteSAMLProvider --SAMLProviderName AliyunReservedSSO-d-1
"
    );
    assert!(plan.terraform.is_empty());
}

/// What a shell makes of the line: its words.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            '\'' => (quoted, begun) = (!quoted, true),
            '\\' if !quoted => word.extend(rest.next()),
            ' ' if !quoted => {
                if begun || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            c => word.push(c),
        }
    }
    words.push(word);
    words
}

#[test]
fn hostile_texts_stay_in_their_quotes() {
    for hostile in [
        "'; rm -rf / #",
        "$(reboot)",
        "`reboot`",
        "${file(\"/etc/passwd\")}",
        "%{ for x in y }",
        "$${x}",
        "\" }\nresource \"x\" \"y\" {",
        "\\",
        "a\\'b",
        "\u{7}\u{85}",
        "-x",
    ] {
        let line = format!("aliyun --Description {}", in_shell(hostile));
        assert_eq!(words(&line), ["aliyun", "--Description", hostile], "{line}");
        let quoted = in_terraform(hostile);
        let inner = &quoted[1..quoted.len() - 1];
        assert!(
            !inner.contains('\n') && !inner.replace("\\\\", "").replace("\\\"", "").contains('"'),
            "{quoted}"
        );
        assert!(!inner.contains(['$', '%']), "{quoted}");
    }
}
