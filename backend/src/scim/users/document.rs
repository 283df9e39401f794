//! A user as a document, and what a document says of a user.

use serde_json::{Map, Value, json};
use shared::ids::UserId;

use crate::directory::users::synchronized::{Membership, SynchronizedUser, Told};
use crate::platform::clock::from_millis;
use crate::platform::secrets::hash_value;
use crate::scim::resources::missing;
use crate::scim::respond::ScimResult;
use crate::scim::schemas::{ENTERPRISE_USER, GROUPS, USERS};

/// What a client may write of a user; `active` as the client said it last.
pub(super) fn of(told: &Told) -> Map<String, Value> {
    let mut document = told.attributes.clone();
    let mut put = |name: &str, value: Value| _ = document.insert(name.to_owned(), value);
    put("userName", told.user_name.as_str().into());
    put("active", told.active.into());
    if let Some(external_id) = &told.external_id {
        put("externalId", external_id.as_str().into());
    }
    if !told.display_name.is_empty() {
        put("displayName", told.display_name.as_str().into());
    }
    let mut name = match document.remove("name") {
        Some(Value::Object(name)) => name,
        _ => Map::new(),
    };
    for (part, value) in [("givenName", &told.first_name), ("familyName", &told.last_name)] {
        if !value.is_empty() {
            name.insert(part.to_owned(), value.as_str().into());
        }
    }
    if !name.is_empty() {
        document.insert("name".to_owned(), Value::Object(name));
    }
    document
}

/// What a document says of a user. Where it does not say whether the user is active, that is `active`.
///
/// # Errors
/// When it has no `userName`.
pub(super) fn told(mut document: Map<String, Value>, active: bool) -> ScimResult<Told> {
    let user_name = take_text(&mut document, "userName").ok_or_else(|| missing("userName"))?;
    let mut name = match document.remove("name") {
        Some(Value::Object(name)) => name,
        _ => Map::new(),
    };
    let told = Told {
        user_name,
        first_name: take_text(&mut name, "givenName").unwrap_or_default(),
        last_name: take_text(&mut name, "familyName").unwrap_or_default(),
        display_name: take_text(&mut document, "displayName").unwrap_or_default(),
        external_id: take_text(&mut document, "externalId"),
        active: document.remove("active").and_then(|active| active.as_bool()).unwrap_or(active),
        attributes: document,
    };
    if name.is_empty() {
        return Ok(told);
    }
    let mut attributes = told.attributes;
    attributes.insert("name".to_owned(), Value::Object(name));
    Ok(Told { attributes, ..told })
}

fn take_text(members: &mut Map<String, Value>, name: &str) -> Option<String> {
    match members.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// Where a user is.
pub(super) fn location(base: &str, id: &UserId) -> String {
    format!("{base}{}/{id}", USERS.endpoint)
}

/// The version of what is shown: it changes with the user, and with the groups that the user is in.
pub(super) fn etag(user: &SynchronizedUser, groups: &[Membership]) -> String {
    if groups.is_empty() {
        return format!("W/\"{}\"", user.version);
    }
    // A name of a group may hold any character but a line feed.
    let mut seen: Vec<String> =
        groups.iter().map(|group| format!("{} {}", group.group_id, group.group_name)).collect();
    seen.sort_unstable();
    let groups = hash_value(&seen.join("\n"));
    format!("W/\"{}.{}\"", user.version, groups.get(..12).unwrap_or(&groups))
}

/// The user as it is shown; `active` is whether the user may sign in.
pub(super) fn shown(base: &str, user: &SynchronizedUser, groups: &[Membership]) -> Value {
    let mut document = of(&user.told);
    document.insert("active".to_owned(), user.is_enabled().into());
    if let Some(Value::Object(enterprise)) = document.get_mut(ENTERPRISE_USER.id) {
        add_reference_to_manager(base, enterprise);
    }
    document.insert("schemas".to_owned(), json!(USERS.schemas_of(&document)));
    document.insert("id".to_owned(), user.id.as_str().into());
    if !groups.is_empty() {
        let groups = groups.iter().map(|group| {
            json!({
                "value": group.group_id,
                "$ref": format!("{base}{}/{}", GROUPS.endpoint, group.group_id),
                "display": group.group_name,
                "type": "direct",
            })
        });
        document.insert("groups".to_owned(), groups.collect());
    }
    let meta = json!({
        "resourceType": USERS.name,
        "created": from_millis(user.created_at).to_string(),
        "lastModified": from_millis(user.updated_at).to_string(),
        "location": location(base, &user.id),
        "version": etag(user, groups),
    });
    document.insert("meta".to_owned(), meta);
    Value::Object(document)
}

/// A manager is a user of ours when the client says so by our id; other labels lead nowhere.
fn add_reference_to_manager(base: &str, enterprise: &mut Map<String, Value>) {
    let Some(manager) = enterprise.get_mut("manager") else { return };
    let id = manager.get("value").and_then(Value::as_str).and_then(|id| id.parse::<UserId>().ok());
    if let Some(id) = id {
        manager["$ref"] = location(base, &id).into();
    }
}
