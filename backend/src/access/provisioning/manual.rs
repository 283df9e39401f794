//! What to do in an account by hand: as steps, as lines of the `aliyun` command line, and as Terraform. Pure.
//!
//! *Why every value is quoted:* what administrators paste into a shell or a configuration must do what it says,
//! whatever a description or policy holds.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use shared::provisioning::{ManualAction, ManualStep};

use super::policies::Policies;
use crate::cloud::role::{MAX_SESSION_SECONDS, UnwantedRole, WantedRole};

/// The three ways to say it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub steps: Vec<ManualStep>,
    pub command_lines: String,
    pub terraform: String,
}

/// Writes the same as steps and as command lines.
#[derive(Default)]
pub(in crate::access) struct Writer {
    pub(in crate::access) steps: Vec<ManualStep>,
    pub(in crate::access) lines: String,
}

impl Writer {
    /// A step, and the call of `product` that does it: the operation's name, then its parameters.
    pub(in crate::access) fn step(
        &mut self,
        action: ManualAction,
        name: &str,
        document: &str,
        product: &str,
        call: &[(&str, &str)],
    ) {
        self.steps.push(ManualStep { action, name: name.to_owned(), document: document.to_owned() });
        self.line(product, call);
    }

    fn line(&mut self, product: &str, call: &[(&str, &str)]) {
        let mut parts = call.iter();
        let operation = parts.next().map_or("", |(_, operation)| operation);
        let _never_fails = write!(self.lines, "aliyun {product} {operation}");
        for (name, value) in parts {
            let _never_fails = write!(self.lines, " --{name} {}", in_shell(value));
        }
        self.lines.push('\n');
    }

    fn attach(&mut self, role: &str, policy: &str, is_system: bool, attach: bool) {
        let (action, operation) = match (attach, is_system) {
            (true, true) => (ManualAction::AttachSystemPolicy, "AttachPolicyToRole"),
            (true, false) => (ManualAction::AttachPolicy, "AttachPolicyToRole"),
            (false, true) => (ManualAction::DetachSystemPolicy, "DetachPolicyFromRole"),
            (false, false) => (ManualAction::DetachPolicy, "DetachPolicyFromRole"),
        };
        let kind = if is_system { "System" } else { "Custom" };
        let call = [("", operation), ("PolicyType", kind), ("PolicyName", policy), ("RoleName", role)];
        self.step(action, policy, "", "ram", &call);
    }

    fn put_policy(&mut self, name: &str, document: &str, is_there: bool) {
        let call: &[(&str, &str)] = if is_there {
            &[
                ("", "CreatePolicyVersion"),
                ("PolicyName", name),
                ("PolicyDocument", document),
                ("SetAsDefault", "true"),
                ("RotateStrategy", "DeleteOldestNonDefaultVersionWhenLimitExceeded"),
            ]
        } else {
            &[("", "CreatePolicy"), ("PolicyName", name), ("PolicyDocument", document)]
        };
        self.step(ManualAction::PutPolicy, name, document, "ram", call);
    }
}

/// A word of a POSIX shell that is exactly this text.
fn in_shell(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/' | '=' | '+');
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// How to make the role, or bring it up to date when it stands with the policies `was`.
pub(super) fn to_make(
    wanted: &WantedRole,
    trust: &str,
    was: Option<&Policies>,
    provider_is_there: bool,
) -> Plan {
    let mut writer = Writer::default();
    let role = wanted.role_name.as_str();
    if !provider_is_there {
        let encoded = STANDARD.encode(&wanted.saml_metadata);
        let name = wanted.saml_provider_name.as_str();
        let call = [
            ("", "CreateSAMLProvider"),
            ("SAMLProviderName", name),
            ("EncodedSAMLMetadataDocument", encoded.as_str()),
        ];
        writer.step(ManualAction::CreateSamlProvider, name, &wanted.saml_metadata, "ims", &call);
    }
    if was.is_none() {
        let longest = MAX_SESSION_SECONDS.to_string();
        let mut call = vec![
            ("", "CreateRole"),
            ("RoleName", role),
            ("AssumeRolePolicyDocument", trust),
            ("MaxSessionDuration", longest.as_str()),
        ];
        if !wanted.description.is_empty() {
            call.push(("Description", wanted.description.as_str()));
        }
        writer.step(ManualAction::CreateRole, role, trust, "ram", &call);
    }
    let had = |name: &String| was.is_some_and(|was| was.system.contains(name));
    let had_inline = was.map_or("", |was| was.inline.as_str());
    // What it must no longer have goes first.
    if let Some(was) = was {
        for name in was.system.iter().filter(|name| !wanted.system_policies.contains(name)) {
            writer.attach(role, name, true, false);
        }
    }
    let inline = wanted.inline_policy_name.as_str();
    if wanted.inline_policy.is_empty() && !had_inline.is_empty() {
        writer.attach(role, inline, false, false);
        delete_policy(&mut writer, inline);
    }
    if !wanted.inline_policy.is_empty() && wanted.inline_policy != had_inline {
        writer.put_policy(inline, &wanted.inline_policy, !had_inline.is_empty());
    }
    for name in wanted.system_policies.iter().filter(|name| !had(name)) {
        writer.attach(role, name, true, true);
    }
    if !wanted.inline_policy.is_empty() && had_inline.is_empty() {
        writer.attach(role, inline, false, true);
    }
    Plan { terraform: terraform(wanted, trust), steps: writer.steps, command_lines: writer.lines }
}

fn delete_policy(writer: &mut Writer, name: &str) {
    let call = [("", "DeletePolicy"), ("PolicyName", name), ("CascadingDelete", "true")];
    writer.step(ManualAction::DeletePolicy, name, "", "ram", &call);
}

/// How to remove the role, which has these policies.
pub(super) fn to_remove(unwanted: &UnwantedRole, has: &Policies) -> Plan {
    let mut writer = Writer::default();
    let role = unwanted.role_name.as_str();
    for name in &has.system {
        writer.attach(role, name, true, false);
    }
    let inline = unwanted.inline_policy_name.as_str();
    if !has.inline.is_empty() {
        writer.attach(role, inline, false, false);
        delete_policy(&mut writer, inline);
    }
    let call = [("", "DeleteRole"), ("RoleName", role)];
    writer.step(ManualAction::DeleteRole, role, "", "ram", &call);
    if let Some(name) = &unwanted.last_of_saml_provider {
        let call = [("", "DeleteSAMLProvider"), ("SAMLProviderName", name.as_str())];
        writer.step(ManualAction::DeleteSamlProvider, name, "", "ims", &call);
    }
    Plan { steps: writer.steps, command_lines: writer.lines, terraform: String::new() }
}

/// A text of Terraform's language that is exactly this text.
fn in_terraform(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // Where these begin a template depends on what stands around them; written so, they never do.
            '$' | '%' => {
                let _never_fails = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c if c.is_control() => {
                let _never_fails = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Everything that is to stand in the account for the role.
fn terraform(wanted: &WantedRole, trust: &str) -> String {
    let mut text = String::new();
    // Names of roles and policies are letters, digits and hyphens: what Terraform takes as a label.
    let role = &wanted.role_name;
    block(
        &mut text,
        "alicloud_ram_saml_provider",
        &wanted.saml_provider_name,
        &[
            ("saml_provider_name", in_terraform(&wanted.saml_provider_name)),
            ("encodedsaml_metadata_document", in_terraform(&STANDARD.encode(&wanted.saml_metadata))),
        ],
    );
    let mut of_role = vec![
        ("role_name", in_terraform(role)),
        ("assume_role_policy_document", in_terraform(trust)),
        ("max_session_duration", MAX_SESSION_SECONDS.to_string()),
    ];
    if !wanted.description.is_empty() {
        of_role.push(("description", in_terraform(&wanted.description)));
    }
    of_role.push(("depends_on", format!("[alicloud_ram_saml_provider.{}]", wanted.saml_provider_name)));
    block(&mut text, "alicloud_ram_role", role, &of_role);
    let role_name = format!("alicloud_ram_role.{role}.role_name");
    if !wanted.inline_policy.is_empty() {
        let name = &wanted.inline_policy_name;
        block(
            &mut text,
            "alicloud_ram_policy",
            name,
            &[
                ("policy_name", in_terraform(name)),
                ("policy_document", in_terraform(&wanted.inline_policy)),
                ("rotate_strategy", in_terraform("DeleteOldestNonDefaultVersionWhenLimitExceeded")),
            ],
        );
        let policy_name = format!("alicloud_ram_policy.{name}.policy_name");
        attachment(&mut text, &format!("{name}-attachment"), policy_name, "Custom", &role_name);
    }
    for name in &wanted.system_policies {
        attachment(&mut text, &format!("{role}-{name}"), in_terraform(name), "System", &role_name);
    }
    text
}

fn attachment(text: &mut String, label: &str, policy_name: String, policy_type: &str, role_name: &str) {
    block(
        text,
        "alicloud_ram_role_policy_attachment",
        label,
        &[
            ("policy_name", policy_name),
            ("policy_type", in_terraform(policy_type)),
            ("role_name", role_name.to_owned()),
        ],
    );
}

fn block(text: &mut String, resource: &str, label: &str, arguments: &[(&str, String)]) {
    let separator = if text.is_empty() { "" } else { "\n" };
    let _never_fails = writeln!(text, "{separator}resource \"{resource}\" \"{label}\" {{");
    let widest = arguments.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, value) in arguments {
        let _never_fails = writeln!(text, "  {name:<widest$} = {value}");
    }
    text.push_str("}\n");
}

#[cfg(test)]
mod tests;
