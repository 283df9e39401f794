//! A group as a document. Members are in it only when it is shown: there may be 50,000 of them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use shared::ids::GroupId;

use crate::directory::groups::synchronized::{Member, SynchronizedGroup};
use crate::platform::clock::from_millis;
use crate::scim::resources::missing;
use crate::scim::respond::ScimResult;
use crate::scim::schemas::{GROUPS, USERS};

/// What a document says of a group, but for its members.
pub(super) struct Told {
    pub name: String,
    pub external_id: Option<String>,
}

/// What a client may write of a group, but for its members.
pub(super) fn of(group: &SynchronizedGroup) -> Map<String, Value> {
    let mut document = Map::new();
    document.insert("displayName".to_owned(), group.group_name.as_str().into());
    if let Some(external_id) = &group.external_id {
        document.insert("externalId".to_owned(), external_id.as_str().into());
    }
    document
}

/// What a document says of a group.
///
/// # Errors
/// When it has no `displayName`.
pub(super) fn told(document: &Map<String, Value>) -> ScimResult<Told> {
    let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
    let name = text("displayName").ok_or_else(|| missing("displayName"))?;
    Ok(Told { name, external_id: text("externalId") })
}

/// Where a group is.
pub(super) fn location(base: &str, id: &GroupId) -> String {
    format!("{base}{}/{id}", GROUPS.endpoint)
}

/// The version of a group.
pub(super) fn etag(group: &SynchronizedGroup) -> String {
    format!("W/\"{}\"", group.version)
}

/// The members as they are shown, by group.
pub(super) fn by_group(base: &str, members: Vec<Member>) -> BTreeMap<GroupId, Vec<Value>> {
    let mut by_group: BTreeMap<GroupId, Vec<Value>> = BTreeMap::new();
    for member in members {
        let mut shown = json!({"value": member.user_id, "type": USERS.name});
        if member.is_synchronized {
            shown["$ref"] = format!("{base}{}/{}", USERS.endpoint, member.user_id).into();
        }
        by_group.entry(member.group_id).or_default().push(shown);
    }
    by_group
}

/// The group as it is shown.
pub(super) fn shown(base: &str, group: &SynchronizedGroup, members: Option<Vec<Value>>) -> Value {
    let mut document = of(group);
    document.insert("schemas".to_owned(), json!([GROUPS.core.id]));
    document.insert("id".to_owned(), group.id.as_str().into());
    if let Some(members) = members {
        document.insert("members".to_owned(), Value::Array(members));
    }
    let meta = json!({
        "resourceType": GROUPS.name,
        "created": from_millis(group.created_at).to_string(),
        "lastModified": from_millis(group.updated_at).to_string(),
        "location": location(base, &group.id),
        "version": etag(group),
    });
    document.insert("meta".to_owned(), meta);
    Value::Object(document)
}
