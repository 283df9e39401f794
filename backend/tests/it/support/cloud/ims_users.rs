//! RAM users in IMS, version 2019-08-15, and in RAM, version 2015-05-01; user-based SSO.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::state::{Account, RamUser};
use super::{Outcome, Parameters, Refusal, ims, required};

fn missing(kind: &str) -> Refusal {
    Refusal::new(404, &format!("EntityNotExist.{kind}"), &format!("The {kind} does not exist."))
}

/// The name in a principal name of this account.
fn name_of(account: &Account, id: &str, p: &Parameters) -> Result<String, Refusal> {
    let principal_name = required(p, "UserPrincipalName")?;
    let invalid = || Refusal::new(400, "InvalidParameter.UserPrincipalName.Format", "It is not valid.");
    let name = principal_name.strip_suffix(&format!("@{}", account.domain(id))).ok_or_else(invalid)?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if (1..=64).contains(&name.len()) && name.chars().all(allowed) {
        Ok(name.to_owned())
    } else {
        Err(invalid())
    }
}

fn text<'a>(p: &'a Parameters, name: &str, most: usize) -> Result<&'a str, Refusal> {
    let text = required(p, name)?;
    if text.chars().count() <= most {
        Ok(text)
    } else {
        Err(Refusal::new(400, &format!("InvalidParameter.{name}.Length"), "It is too long."))
    }
}

pub(super) fn carry_out(account: &mut Account, id: &str, action: &str, p: &Parameters) -> Outcome {
    match action {
        "GetDefaultDomain" => return Ok(json!({ "DefaultDomainName": account.domain(id) })),
        "GetUserSsoSettings" => return Ok(sso_shown(account)),
        "SetUserSsoSettings" => return set_sso(account, p),
        _ => {}
    }
    let name = name_of(account, id, p)?;
    let domain = account.domain(id);
    if action == "CreateUser" {
        if account.users.contains_key(&name) {
            return Err(Refusal::new(409, "EntityAlreadyExists.User", "The user already exists."));
        }
        let user = RamUser {
            display_name: text(p, "DisplayName", 24)?.to_owned(),
            comments: text(p, "Comments", 128)?.to_owned(),
            ..RamUser::default()
        };
        account.users.insert(name.clone(), user.clone());
        return Ok(shown(&name, &domain, &user));
    }
    let user = account.users.get_mut(&name).ok_or_else(|| missing("User"))?;
    match action {
        "GetUser" => Ok(shown(&name, &domain, user)),
        "UpdateUser" => {
            user.comments = text(p, "NewComments", 128)?.to_owned();
            Ok(shown(&name, &domain, user))
        }
        "DeleteUser" => {
            let hangs = [
                ("Group", !user.groups.is_empty()),
                ("AccessKey", !user.access_keys.is_empty()),
                ("Policy", !user.policies.is_empty()),
                ("MFADevice", user.mfa_device),
            ];
            if let Some((what, _)) = hangs.iter().find(|(_, there)| *there) {
                let code = format!("DeleteConflict.User.{what}");
                return Err(Refusal::new(409, &code, "Something hangs on the user."));
            }
            account.users.remove(&name);
            Ok(json!({}))
        }
        "DeleteLoginProfile" if user.has_password => {
            user.has_password = false;
            Ok(json!({}))
        }
        "DeleteLoginProfile" => Err(missing("User.LoginProfile")),
        "ListGroupsForUser" => {
            let groups: Vec<Value> = user.groups.iter().map(|name| json!({ "GroupName": name })).collect();
            Ok(json!({ "Groups": { "Group": groups } }))
        }
        "RemoveUserFromGroup" => take(&mut user.groups, required(p, "GroupName")?, "User.Group"),
        "ListAccessKeys" => {
            let keys: Vec<Value> =
                user.access_keys.iter().map(|id| json!({ "AccessKeyId": id, "Status": "Active" })).collect();
            Ok(json!({ "AccessKeys": { "AccessKey": keys } }))
        }
        "DeleteAccessKey" => take(&mut user.access_keys, required(p, "UserAccessKeyId")?, "User.AccessKey"),
        "GetUserMFAInfo" if user.mfa_device => {
            let serial = format!("acs:ram::{id}:mfa/{name}");
            Ok(json!({ "IsMFAEnable": true, "MFADevice": { "SerialNumber": serial, "Type": "VMFA" } }))
        }
        "GetUserMFAInfo" => Ok(json!({ "IsMFAEnable": false })),
        "UnbindMFADevice" if user.mfa_device => {
            user.mfa_device = false;
            Ok(json!({}))
        }
        "UnbindMFADevice" => Err(missing("User.MFADevice")),
        _ => Err(Refusal::new(404, "InvalidAction.NotFound", "Specified api is not found.")),
    }
}

/// What RAM has of users that IMS has not.
pub(super) fn policies(account: &mut Account, action: &str, p: &Parameters) -> Outcome {
    let user = account.users.get_mut(required(p, "UserName")?).ok_or_else(|| missing("User"))?;
    if action == "ListPoliciesForUser" {
        let policies: Vec<Value> = user
            .policies
            .iter()
            .map(|(name, kind)| json!({ "PolicyName": name, "PolicyType": kind }))
            .collect();
        return Ok(json!({ "Policies": { "Policy": policies } }));
    }
    let policy = (required(p, "PolicyName")?.to_owned(), required(p, "PolicyType")?.to_owned());
    let place = user.policies.iter().position(|attached| *attached == policy);
    user.policies.remove(place.ok_or_else(|| missing("User.Policy"))?);
    Ok(json!({}))
}

fn take(from: &mut Vec<String>, what: &str, kind: &str) -> Outcome {
    let place = from.iter().position(|one| one == what);
    from.remove(place.ok_or_else(|| missing(kind))?);
    Ok(json!({}))
}

fn shown(name: &str, domain: &str, user: &RamUser) -> Value {
    json!({ "User": {
        "UserName": name,
        "UserPrincipalName": format!("{name}@{domain}"),
        "DisplayName": user.display_name,
        "Comments": user.comments,
        "ProvisionType": "Manual",
    } })
}

fn sso_shown(account: &Account) -> Value {
    let sso = &account.user_sso;
    json!({ "UserSsoSettings": {
        "SsoEnabled": sso.on,
        "MetadataDocument": STANDARD.encode(&sso.metadata),
        "AuxiliaryDomain": sso.auxiliary_domain,
        "SsoLoginWithDomain": !sso.without_domain,
    } })
}

/// What is left out is set back, which is the worst that the pages allow.
fn set_sso(account: &mut Account, p: &Parameters) -> Outcome {
    let flag = |name: &str, otherwise: bool| p.get(name).map_or(otherwise, |text| text == "true");
    account.user_sso.metadata = ims::metadata(p, "MetadataDocument")?;
    account.user_sso.on = flag("SsoEnabled", false);
    account.user_sso.without_domain = !flag("SsoLoginWithDomain", true);
    account.user_sso.auxiliary_domain = p.get("AuxiliaryDomain").cloned().unwrap_or_default();
    Ok(sso_shown(account))
}
