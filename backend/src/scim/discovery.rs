//! What the server is able to do (RFC 7643, sections 5 to 7; RFC 7644, section 4). None of it can be searched.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::paths;

use super::extract::ScimPath;
use super::respond::{Scim, ScimFault, ScimResult};
use super::schemas::{ENTERPRISE_USER, GROUP, GROUPS, ResourceType, Schema, USER, USERS};
use super::search::COUNT_MAX;
use crate::app::App;

static SCHEMAS: [&Schema; 3] = [&USER, &ENTERPRISE_USER, &GROUP];
static RESOURCE_TYPES: [&ResourceType; 2] = [&USERS, &GROUPS];

/// The base URL of SCIM.
pub fn base(app: &App) -> String {
    format!("{}{}", app.config.public_url, paths::SCIM)
}

/// GET `/ServiceProviderConfig`.
pub async fn service_provider_config(
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> ScimResult<Scim<Value>> {
    no_filter(query.as_deref())?;
    Ok(Scim(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": {"supported": true},
        "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": true, "maxResults": COUNT_MAX},
        "changePassword": {"supported": false},
        "sort": {"supported": true},
        "etag": {"supported": true},
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "SCIM credential",
            "description": "The header Authorization: Bearer, followed by the value of a SCIM credential",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
            "primary": true,
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{}/ServiceProviderConfig", base(&app)),
        },
    })))
}

/// GET `/ResourceTypes`.
pub async fn list_resource_types(
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> ScimResult<Scim<Value>> {
    no_filter(query.as_deref())?;
    Ok(Scim(list(RESOURCE_TYPES.iter().map(|kind| resource_type(kind, &app)).collect())))
}

/// GET `/ResourceTypes/{id}`.
pub async fn get_resource_type(
    State(app): State<App>,
    ScimPath(id): ScimPath<String>,
) -> ScimResult<Scim<Value>> {
    let found = RESOURCE_TYPES.iter().find(|kind| kind.name.eq_ignore_ascii_case(&id));
    let found = found.ok_or_else(|| ScimFault::not_found("There is no such type of resource."))?;
    Ok(Scim(resource_type(found, &app)))
}

/// GET `/Schemas`.
pub async fn list_schemas(State(app): State<App>, RawQuery(query): RawQuery) -> ScimResult<Scim<Value>> {
    no_filter(query.as_deref())?;
    Ok(Scim(list(SCHEMAS.iter().map(|schema| shown(schema, &app)).collect())))
}

/// GET `/Schemas/{id}`.
pub async fn get_schema(State(app): State<App>, ScimPath(id): ScimPath<String>) -> ScimResult<Scim<Value>> {
    let found = SCHEMAS.iter().find(|schema| schema.id.eq_ignore_ascii_case(&id));
    Ok(Scim(shown(found.ok_or_else(|| ScimFault::not_found("There is no such schema."))?, &app)))
}

fn shown(schema: &Schema, app: &App) -> Value {
    schema.to_json(&format!("{}/Schemas/{}", base(app), schema.id))
}

fn resource_type(kind: &ResourceType, app: &App) -> Value {
    let extensions: Vec<Value> =
        kind.extension.iter().map(|schema| json!({"schema": schema.id, "required": false})).collect();
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": kind.name,
        "name": kind.name,
        "description": kind.about,
        "endpoint": kind.endpoint,
        "schema": kind.core.id,
        "schemaExtensions": extensions,
        "meta": {
            "resourceType": "ResourceType",
            "location": format!("{}/ResourceTypes/{}", base(app), kind.name),
        },
    })
}

fn list(resources: Vec<Value>) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": resources.len(),
        "startIndex": 1,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}

/// A filter is forbidden here, so that no client takes all for some (RFC 7644, section 4).
fn no_filter(query: Option<&str>) -> ScimResult<()> {
    let mut names = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    if names.any(|(name, _)| name.eq_ignore_ascii_case("filter")) {
        return Err(ScimFault::new(StatusCode::FORBIDDEN, None, "What the server can do is not filtered."));
    }
    Ok(())
}
