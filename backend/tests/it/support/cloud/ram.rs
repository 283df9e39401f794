//! RAM, version 2015-05-01.

use serde_json::{Value, json};

use super::state::{Account, Policy, Role};
use super::{Outcome, Parameters, Refusal, ims_users, required};

/// System policies that it knows.
const SYSTEM: [&str; 4] =
    ["AdministratorAccess", "AliyunECSReadOnlyAccess", "AliyunOSSReadOnlyAccess", "AliyunRDSReadOnlyAccess"];

fn missing(kind: &str) -> Refusal {
    Refusal::new(404, &format!("EntityNotExist.{kind}"), &format!("The {kind} does not exist."))
}

fn exists(kind: &str) -> Refusal {
    Refusal::new(409, &format!("EntityAlreadyExists.{kind}"), &format!("The {kind} already exists."))
}

fn policy_document(text: &str) -> Result<(), Refusal> {
    let is_policy = serde_json::from_str::<Value>(text)
        .is_ok_and(|value| value["Version"] == "1" && value["Statement"].is_array());
    if is_policy {
        Ok(())
    } else {
        Err(Refusal::new(400, "MalformedPolicyDocument", "The policy is malformed."))
    }
}

pub(super) fn carry_out(account: &mut Account, id: &str, action: &str, p: &Parameters) -> Outcome {
    match action {
        "CreateRole" => create_role(account, id, p),
        "GetRole" => {
            let name = required(p, "RoleName")?;
            let role = account.roles.get(name).ok_or_else(|| missing("Role"))?;
            Ok(json!({ "Role": shown(id, name, role) }))
        }
        "UpdateRole" => update_role(account, id, p),
        "DeleteRole" => {
            let name = required(p, "RoleName")?;
            let role = account.roles.get(name).ok_or_else(|| missing("Role"))?;
            if !role.policies.is_empty() {
                return Err(Refusal::new(409, "DeleteConflict.Role.Policy", "The role still has policies."));
            }
            account.roles.remove(name);
            Ok(json!({}))
        }
        "ListPoliciesForRole" => {
            let role = account.roles.get(required(p, "RoleName")?).ok_or_else(|| missing("Role"))?;
            let policies: Vec<Value> = role
                .policies
                .iter()
                .map(|(name, kind)| json!({ "PolicyName": name, "PolicyType": kind, "DefaultVersion": "v1" }))
                .collect();
            Ok(json!({ "Policies": { "Policy": policies } }))
        }
        "AttachPolicyToRole" => attach(account, p),
        "DetachPolicyFromRole" => {
            let policy = (required(p, "PolicyName")?.to_owned(), required(p, "PolicyType")?.to_owned());
            let role = account.roles.get_mut(required(p, "RoleName")?).ok_or_else(|| missing("Role"))?;
            let place = role.policies.iter().position(|attached| *attached == policy);
            role.policies.remove(place.ok_or_else(|| missing("Role.Policy"))?);
            Ok(json!({}))
        }
        "CreatePolicy"
        | "GetPolicy"
        | "CreatePolicyVersion"
        | "ListPolicyVersions"
        | "DeletePolicyVersion"
        | "DeletePolicy" => policy(account, action, p),
        "ListPoliciesForUser" | "DetachPolicyFromUser" => ims_users::policies(account, action, p),
        _ => Err(Refusal::new(404, "InvalidAction.NotFound", "Specified api is not found.")),
    }
}

fn shown(account: &str, name: &str, role: &Role) -> Value {
    json!({
        "RoleName": name,
        "Arn": format!("acs:ram::{account}:role/{name}"),
        "AssumeRolePolicyDocument": role.trust,
        "Description": role.description,
        "MaxSessionDuration": role.max_session,
    })
}

fn max_session(text: &str) -> Result<u32, Refusal> {
    let seconds = text.parse().ok().filter(|seconds| (3_600..=43_200).contains(seconds));
    seconds.ok_or_else(|| Refusal::new(400, "InvalidParameter.MaxSessionDuration", "It is out of range."))
}

fn create_role(account: &mut Account, id: &str, p: &Parameters) -> Outcome {
    let name = required(p, "RoleName")?;
    if name.len() > 64 {
        return Err(Refusal::new(400, "InvalidParameter.RoleName.Length", "The name is too long."));
    }
    let trust = required(p, "AssumeRolePolicyDocument")?;
    policy_document(trust)?;
    if account.roles.contains_key(name) {
        return Err(exists("Role"));
    }
    let role = Role {
        trust: trust.to_owned(),
        description: p.get("Description").cloned().unwrap_or_default(),
        max_session: p.get("MaxSessionDuration").map_or(Ok(3_600), |text| max_session(text))?,
        policies: Vec::new(),
    };
    account.roles.insert(name.to_owned(), role.clone());
    Ok(json!({ "Role": shown(id, name, &role) }))
}

fn update_role(account: &mut Account, id: &str, p: &Parameters) -> Outcome {
    let name = required(p, "RoleName")?;
    let role = account.roles.get_mut(name).ok_or_else(|| missing("Role"))?;
    if let Some(trust) = p.get("NewAssumeRolePolicyDocument") {
        policy_document(trust)?;
        role.trust.clone_from(trust);
    }
    if let Some(seconds) = p.get("NewMaxSessionDuration") {
        role.max_session = max_session(seconds)?;
    }
    if p.contains_key("NewDescription") {
        role.description = required(p, "NewDescription")?.to_owned();
    }
    Ok(json!({ "Role": shown(id, name, role) }))
}

fn attach(account: &mut Account, p: &Parameters) -> Outcome {
    let (name, kind) = (required(p, "PolicyName")?, required(p, "PolicyType")?);
    let known = match kind {
        "System" => SYSTEM.contains(&name),
        _ => account.policies.contains_key(name),
    };
    let role = account.roles.get_mut(required(p, "RoleName")?).ok_or_else(|| missing("Role"))?;
    if !known {
        return Err(missing("Policy"));
    }
    let policy = (name.to_owned(), kind.to_owned());
    if role.policies.contains(&policy) {
        return Err(exists("Role.Policy"));
    }
    let most = if kind == "System" { 20 } else { 10 };
    if role.policies.iter().filter(|(_, attached)| attached == kind).count() >= most {
        return Err(Refusal::new(409, "LimitExceeded.Role.Policy", "The role has too many policies."));
    }
    role.policies.push(policy);
    Ok(json!({}))
}

fn policy(account: &mut Account, action: &str, p: &Parameters) -> Outcome {
    let name = required(p, "PolicyName")?;
    if action == "CreatePolicy" {
        let document = required(p, "PolicyDocument")?;
        policy_document(document)?;
        if account.policies.contains_key(name) {
            return Err(exists("Policy"));
        }
        let versions = vec![("v1".to_owned(), document.to_owned())];
        account.policies.insert(name.to_owned(), Policy { versions, default: "v1".into(), made: 1 });
        return Ok(json!({ "Policy": { "PolicyName": name, "PolicyType": "Custom" } }));
    }
    let attached = account.roles.values().any(|role| role.policies.contains(&(name.into(), "Custom".into())));
    let policy = account.policies.get_mut(name).ok_or_else(|| missing("Policy"))?;
    match action {
        "GetPolicy" => Ok(json!({
            "Policy": { "PolicyName": name, "PolicyType": "Custom", "DefaultVersion": policy.default },
            "DefaultPolicyVersion": {
                "VersionId": policy.default, "IsDefaultVersion": true, "PolicyDocument": policy.document(),
            },
        })),
        "CreatePolicyVersion" => create_version(policy, p),
        "ListPolicyVersions" => {
            let versions: Vec<Value> = policy
                .versions
                .iter()
                .map(|(id, _)| json!({ "VersionId": id, "IsDefaultVersion": *id == policy.default }))
                .collect();
            Ok(json!({ "PolicyVersions": { "PolicyVersion": versions } }))
        }
        "DeletePolicyVersion" => {
            let id = required(p, "VersionId")?;
            if id == policy.default {
                return Err(Refusal::new(409, "DeleteConflict.PolicyVersion.Default", "It is the default."));
            }
            let place = policy.versions.iter().position(|(version, _)| version == id);
            policy.versions.remove(place.ok_or_else(|| missing("Policy.Version"))?);
            Ok(json!({}))
        }
        _ if attached => Err(Refusal::new(409, "DeleteConflict.Policy.Role", "The policy is attached.")),
        _ if policy.versions.len() > 1 => {
            Err(Refusal::new(409, "DeleteConflict.Policy.Version", "The policy has other versions."))
        }
        _ => {
            account.policies.remove(name);
            Ok(json!({}))
        }
    }
}

fn create_version(policy: &mut Policy, p: &Parameters) -> Outcome {
    let document = required(p, "PolicyDocument")?;
    policy_document(document)?;
    if policy.versions.len() >= 5 {
        if p.get("RotateStrategy").map(String::as_str)
            != Some("DeleteOldestNonDefaultVersionWhenLimitExceeded")
        {
            return Err(Refusal::new(409, "LimitExceeded.Policy.Version", "There are five versions."));
        }
        let oldest = policy.versions.iter().position(|(id, _)| *id != policy.default).unwrap();
        policy.versions.remove(oldest);
    }
    policy.made += 1;
    let id = format!("v{}", policy.made);
    policy.versions.push((id.clone(), document.to_owned()));
    if p.get("SetAsDefault").map(String::as_str) == Some("true") {
        policy.default.clone_from(&id);
    }
    Ok(json!({ "PolicyVersion": { "VersionId": id } }))
}
