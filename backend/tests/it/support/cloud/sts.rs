//! STS, version 2015-04-01, the console's own check of a role logon, and an instance's metadata service.

use axum::body::Body;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::post_page::{Element, verified_certificate};
use super::state::{Key, State, in_account};
use super::verify::Caller;
use super::{OWNER, Outcome, Parameters, Refusal, required};

/// Token of the machine's platform that AssumeRoleWithOIDC takes.
pub const OIDC_TOKEN: &str = "header.payload.signature";
/// Role of the ECS instance.
pub const ECS_ROLE: &str = "cloudsso-instance";
const METADATA_TOKEN: &str = "metadata-token";

fn credentials(id: &str, key: &Key) -> Value {
    json!({
        "AccessKeyId": id,
        "AccessKeySecret": key.secret,
        "SecurityToken": key.token,
        "Expiration": key.ends_at.unwrap().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    })
}

fn seconds(parameters: &Parameters, most: u32) -> Result<i64, Refusal> {
    let asked = parameters.get("DurationSeconds").map_or(Ok(3_600), |text| text.parse::<i64>());
    let asked = asked.ok().filter(|seconds| (900..=i64::from(most)).contains(seconds));
    asked.ok_or_else(|| Refusal::new(400, "InvalidParameter.DurationSeconds", "It is out of range."))
}

pub(super) fn carry_out(state: &mut State, caller: &Caller, account: &str, action: &str) -> Outcome {
    match action {
        "GetCallerIdentity" => {
            Ok(json!({ "AccountId": account, "Arn": caller.arn, "IdentityType": "RAMUser" }))
        }
        "AssumeRole" => assume_role(state, account, &caller.parameters),
        _ => Err(Refusal::new(404, "InvalidAction.NotFound", "Specified api is not found.")),
    }
}

fn assume_role(state: &mut State, caller: &str, parameters: &Parameters) -> Outcome {
    let arn = required(parameters, "RoleArn")?;
    let (account, name) = in_account(arn, "role")?;
    let session = required(parameters, "RoleSessionName")?;
    let missing = || Refusal::new(404, "EntityNotExist.Role", "The role does not exist.");
    let role = state.accounts.get(account).and_then(|found| found.roles.get(name)).ok_or_else(missing)?;
    if !role.trust.contains(&format!("acs:ram::{caller}:root")) {
        return Err(Refusal::new(403, "NoPermission", "You are not authorized to do this action."));
    }
    let seconds = seconds(parameters, role.max_session)?;
    let user = format!("acs:ram::{account}:role/{name}/{session}");
    let (id, key) = state.give_out(account, &user, seconds);
    Ok(json!({ "Credentials": credentials(&id, &key), "AssumedRoleUser": { "Arn": user } }))
}

pub(super) fn assume_role_with_oidc(state: &mut State, parameters: &Parameters) -> Outcome {
    required(parameters, "OIDCProviderArn")?;
    let arn = required(parameters, "RoleArn")?;
    let (account, _) = in_account(arn, "role")?;
    if required(parameters, "OIDCToken")? != OIDC_TOKEN {
        return Err(Refusal::new(400, "AuthenticationFail.OIDCToken.Invalid", "The token is invalid."));
    }
    let seconds = seconds(parameters, 3_600)?;
    let (id, key) = state.give_out(account, arn, seconds);
    Ok(json!({ "Credentials": credentials(&id, &key) }))
}

/// A role logon that was found to be right.
pub(super) struct Assertion {
    pub role_arn: String,
    pub provider_arn: String,
    pub session_name: String,
    pub max_session: u32,
}

/// Judges a response as role-based SSO does: signed with a key of the account's own SAML provider, for a role that
/// trusts it.
pub(super) fn judge(state: &State, xml: &str) -> Result<Assertion, String> {
    let response = Element::parse(xml.trim_start_matches("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
    let assertion = response.child("saml:Assertion");
    let said = |name: &str| {
        let values = assertion.saml_attribute(&format!("https://www.aliyun.com/SAML-Role/Attributes/{name}"));
        values.first().map(|value| (*value).to_owned()).unwrap_or_default()
    };
    let pair = said("Role");
    let (role_arn, provider_arn) = pair.split_once(',').ok_or("no pair of role and provider")?;
    let (account, role) = in_account(role_arn, "role").map_err(|_| "the role")?;
    let (provider_account, provider) =
        in_account(provider_arn, "saml-provider").map_err(|_| "the provider")?;
    let account = state.accounts.get(account).filter(|_| account == provider_account).ok_or("the account")?;
    let role = account.roles.get(role).ok_or("EntityNotExist.Role")?;
    let metadata = account.saml_providers.get(provider).ok_or("EntityNotExist.SAMLProvider")?;
    if !role.trust.contains(provider_arn) {
        return Err("the role does not trust the provider".into());
    }
    signed_by(metadata, xml, &assertion.child("saml:Issuer").text)?;
    Ok(Assertion {
        session_name: said("RoleSessionName"),
        role_arn: role_arn.to_owned(),
        provider_arn: provider_arn.to_owned(),
        max_session: role.max_session,
    })
}

/// Whether the metadata is that of the issuer and holds the key with which the assertion is signed.
pub(super) fn signed_by(metadata: &str, xml: &str, issuer: &str) -> Result<(), String> {
    let metadata = Element::parse(metadata.split_once("?>").map_or(metadata, |(_, rest)| rest));
    let descriptor = metadata.child("md:IDPSSODescriptor");
    let trusted = descriptor.children.iter().filter(|child| child.name == "md:KeyDescriptor");
    let certificate = STANDARD.encode(verified_certificate(xml));
    let path = ["ds:KeyInfo", "ds:X509Data", "ds:X509Certificate"];
    if !trusted.into_iter().any(|key| key.at(&path).text.replace(['\n', ' '], "") == certificate) {
        return Err("signed with a key that the metadata does not hold".into());
    }
    if metadata.attribute("entityID") != issuer {
        return Err("another issuer".into());
    }
    Ok(())
}

pub(super) fn assume_role_with_saml(state: &mut State, parameters: &Parameters) -> Outcome {
    let invalid = |reason: &str| Refusal::new(400, "AuthenticationFail.SAMLAssertion.Invalid", reason);
    let encoded = required(parameters, "SAMLAssertion")?;
    let xml = STANDARD.decode(encoded).map_err(|_| invalid("not base64"))?;
    let xml = String::from_utf8(xml).map_err(|_| invalid("no text"))?;
    let assertion = judge(state, &xml).map_err(|reason| invalid(&reason))?;
    let (role, provider) = (required(parameters, "RoleArn")?, required(parameters, "SAMLProviderArn")?);
    if (role, provider) != (assertion.role_arn.as_str(), assertion.provider_arn.as_str()) {
        return Err(invalid("for another role"));
    }
    let seconds = seconds(parameters, assertion.max_session)?;
    let (account, _) = in_account(role, "role")?;
    let user = format!("{role}/{}", assertion.session_name);
    let (id, key) = state.give_out(account, &user, seconds);
    Ok(json!({ "Credentials": credentials(&id, &key), "AssumedRoleUser": { "Arn": user } }))
}

/// The metadata service of an ECS instance of the management account, which wants a token first.
pub(super) fn metadata(state: &State, method: &Method, path: &str, headers: &HeaderMap) -> Response {
    let has =
        |name: &str, value: &str| headers.get(name).is_some_and(|found| found.as_bytes() == value.as_bytes());
    let answer =
        |status: u16, body: String| Response::builder().status(status).body(Body::from(body)).unwrap();
    if method == Method::PUT && path == "/latest/api/token" {
        return match headers.contains_key("x-aliyun-ecs-metadata-token-ttl-seconds") {
            true => answer(200, METADATA_TOKEN.to_owned()),
            false => answer(400, String::new()),
        };
    }
    if !has("x-aliyun-ecs-metadata-token", METADATA_TOKEN) {
        return answer(403, String::new());
    }
    if path != format!("/latest/meta-data/ram/security-credentials/{ECS_ROLE}") {
        return answer(404, String::new());
    }
    let key = state.keys.iter().find(|(_, key)| key.arn == instance_arn()).unwrap();
    let mut body = credentials(key.0, key.1);
    body["Code"] = json!("Success");
    answer(200, body.to_string())
}

/// What the instance's role is called.
pub(super) fn instance_arn() -> String {
    format!("acs:ram::{OWNER}:role/{ECS_ROLE}/instance")
}
