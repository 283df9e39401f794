//! The JSON doors of the user portal.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use shared::ids::AccountId;
use shared::portal::{DirectAccess, PortalAccessConfiguration, PortalAccount};

use crate::app::App;
use crate::events::Actor;
use crate::platform::http::{ApiPath, ApiQuery, ApiResult, ClientAddress, SignedInUser};

/// GET [`shared::paths::PORTAL_ACCOUNTS`].
pub async fn list_accounts(
    State(app): State<App>,
    user: SignedInUser,
) -> ApiResult<Json<Vec<PortalAccount>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_accounts(&mut tx, &user.id).await?))
}

/// GET [`shared::paths::PORTAL_ACCESS_CONFIGURATIONS`].
pub async fn list_access_configurations(
    State(app): State<App>,
    user: SignedInUser,
    ApiPath(account): ApiPath<AccountId>,
) -> ApiResult<Json<Vec<PortalAccessConfiguration>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_access_configurations(&mut tx, &user.id, &account).await?))
}

/// Query of [`get_direct_access`], as in a direct access link.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectAccessQuery {
    account_id: String,
    access_configuration_name: String,
}

/// GET [`shared::paths::PORTAL_DIRECT_ACCESS`]. A refusal is recorded, so this writes.
pub async fn get_direct_access(
    State(app): State<App>,
    user: SignedInUser,
    ClientAddress(address): ClientAddress,
    ApiQuery(query): ApiQuery<DirectAccessQuery>,
) -> ApiResult<Json<DirectAccess>> {
    let actor = Actor::user(&user.id, &user.user_name, &address);
    let mut tx = app.db.write().await?;
    let found = super::get_direct_access(
        &mut tx,
        &user.id,
        &query.account_id,
        &query.access_configuration_name,
        &actor,
        app.clock.now(),
    )
    .await;
    tx.commit().await?;
    Ok(Json(found?))
}
