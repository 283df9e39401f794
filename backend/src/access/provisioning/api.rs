//! The JSON doors of provisioning and of what is done by hand.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use shared::error::ErrorCode;
use shared::ids::AccessConfigurationId;
use shared::page::Page;
use shared::provisioning::{
    Comparison, ManualWork, ManualWorkDone, Provision, Provisioning, ProvisioningQuery, RoleInAccount,
    RollOutPreview,
};
use shared::tasks::{Started, TaskStatus, TasksChanged};

use super::by_hand::Means;
use super::work;
use crate::access::{access_configurations, accounts};
use crate::app::App;
use crate::cloud::{self, Cloud};
use crate::directory;
use crate::events::ActingAdministrator;
use crate::platform::db::Tx;
use crate::platform::http::{ApiJson, ApiPath, ApiQuery, ApiResult, SignedInAdministrator};
use crate::platform::{Error, Result};

/// The status of a task that is not done at once: it waits for a server, or for an administrator while no cloud
/// credential is configured.
///
/// # Errors
/// When the database fails or the credential cannot be unsealed.
pub async fn waiting(app: &App) -> Result<TaskStatus> {
    Ok(match Cloud::open(app).await? {
        Cloud::Manual => TaskStatus::AwaitingAdministrator,
        Cloud::Alibaba(_) => TaskStatus::Waiting,
    })
}

/// Our IdP metadata, which the accounts' SAML providers hold.
pub(in crate::access) async fn metadata(app: &App, tx: &mut Tx) -> Result<String> {
    let directory = directory::get(tx).await?;
    cloud::idp_metadata(tx, &directory, &app.config.public_url).await
}

/// GET [`shared::paths::PROVISIONINGS`].
pub async fn list_provisionings(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<ProvisioningQuery>,
) -> ApiResult<Json<Page<Provisioning>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_provisionings(&mut tx, &query).await?))
}

/// POST [`shared::paths::PROVISIONINGS`].
pub async fn provision(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<Provision>,
) -> ApiResult<Json<Started>> {
    let waiting = waiting(&app).await?;
    let mut tx = app.db.write().await?;
    let started = super::provision(&mut tx, &body, waiting, &actor, app.clock.now()).await?;
    tx.commit().await?;
    app.work.wake();
    Ok(Json(started))
}

/// DELETE [`shared::paths::PROVISIONINGS`].
pub async fn deprovision(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<RoleInAccount>,
) -> ApiResult<Json<Started>> {
    let waiting = waiting(&app).await?;
    let mut tx = app.db.write().await?;
    let started = super::deprovision(&mut tx, &body, waiting, &actor, app.clock.now()).await?;
    tx.commit().await?;
    app.work.wake();
    Ok(Json(started))
}

/// POST [`shared::paths::PROVISIONING_COMPARISON`].
pub async fn compare(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiJson(role): ApiJson<RoleInAccount>,
) -> ApiResult<Json<Comparison>> {
    let mut tx = app.db.read().await?;
    accounts::get_account(&mut tx, &role.account_id).await?;
    let configuration =
        access_configurations::get_access_configuration(&mut tx, &role.access_configuration_id).await?;
    let wanted = work::wanted(&role, configuration, &metadata(&app, &mut tx).await?);
    drop(tx);
    let Cloud::Alibaba(client) = Cloud::open(&app).await? else {
        return Err(Error::conflict(
            ErrorCode::CloudCredentialNotExists,
            "The accounts cannot be looked at while no cloud credential is configured.",
        )
        .into());
    };
    match client.compare(&wanted).await {
        Ok(differences) => Ok(Json(Comparison { differences })),
        Err(fault) => {
            let message =
                format!("The cloud answered {}: {} {}", fault.code, fault.message, fault.request_id);
            Err(Error::conflict(ErrorCode::CloudRefused, message.trim_end()).into())
        }
    }
}

/// GET [`shared::paths::ROLL_OUT_PREVIEW`].
pub async fn preview_roll_out(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiPath(id): ApiPath<AccessConfigurationId>,
) -> ApiResult<Json<RollOutPreview>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::preview_roll_out(&mut tx, &id).await?))
}

/// Query of what waits for an administrator's hand.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManualWorkQuery {
    after: Option<String>,
}

/// GET [`shared::paths::MANUAL_WORK`].
pub async fn list_manual_work(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<ManualWorkQuery>,
) -> ApiResult<Json<Page<ManualWork>>> {
    let mut tx = app.db.read().await?;
    let metadata = metadata(&app, &mut tx).await?;
    let means = Means { metadata: &metadata, sign_in_url: &app.config.alibaba.sign_in_url };
    Ok(Json(super::list_manual_work(&mut tx, query.after.as_deref(), &means).await?))
}

/// POST [`shared::paths::MANUAL_WORK_DONE`].
pub async fn mark_done(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<ManualWorkDone>,
) -> ApiResult<Json<TasksChanged>> {
    let mut tx = app.db.write().await?;
    let metadata = metadata(&app, &mut tx).await?;
    let means = Means { metadata: &metadata, sign_in_url: &app.config.alibaba.sign_in_url };
    let changed = super::mark_done(&mut tx, &body, &means, &actor, app.clock.now()).await?;
    tx.commit().await?;
    app.work.wake();
    Ok(Json(changed))
}
