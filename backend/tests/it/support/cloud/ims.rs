//! IMS, version 2019-08-15: SAML providers; the rest is [`ims_users`]'s.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::state::Account;
use super::{Outcome, Parameters, Refusal, ims_users, required};

pub(super) fn metadata(parameters: &Parameters, name: &str) -> Result<String, Refusal> {
    let invalid = || Refusal::new(400, "InvalidParameter.SAMLMetadata", "The metadata is not valid.");
    let bytes = STANDARD.decode(required(parameters, name)?).map_err(|_| invalid())?;
    let xml = String::from_utf8(bytes).map_err(|_| invalid())?;
    if xml.contains("IDPSSODescriptor") { Ok(xml) } else { Err(invalid()) }
}

fn shown(account: &str, name: &str, xml: &str) -> Value {
    json!({ "SAMLProvider": {
        "SAMLProviderName": name,
        "Arn": format!("acs:ram::{account}:saml-provider/{name}"),
        "EncodedSAMLMetadataDocument": STANDARD.encode(xml),
    } })
}

pub(super) fn carry_out(account: &mut Account, id: &str, action: &str, p: &Parameters) -> Outcome {
    if !action.ends_with("SAMLProvider") {
        return ims_users::carry_out(account, id, action, p);
    }
    let name = required(p, "SAMLProviderName")?;
    if action == "CreateSAMLProvider" {
        let xml = metadata(p, "EncodedSAMLMetadataDocument")?;
        if account.saml_providers.contains_key(name) {
            return Err(Refusal::new(
                409,
                "EntityAlreadyExists.SAMLProvider",
                "The provider already exists.",
            ));
        }
        account.saml_providers.insert(name.to_owned(), xml.clone());
        return Ok(shown(id, name, &xml));
    }
    let missing = || Refusal::new(404, "EntityNotExist.SAMLProvider", "The provider does not exist.");
    let held = account.saml_providers.get_mut(name).ok_or_else(missing)?;
    match action {
        "GetSAMLProvider" => Ok(shown(id, name, held)),
        "UpdateSAMLProvider" => {
            *held = metadata(p, "NewEncodedSAMLMetadataDocument")?;
            Ok(shown(id, name, held))
        }
        "DeleteSAMLProvider" => {
            account.saml_providers.remove(name);
            Ok(json!({}))
        }
        _ => Err(Refusal::new(404, "InvalidAction.NotFound", "Specified api is not found.")),
    }
}
