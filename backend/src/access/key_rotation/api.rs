//! The JSON doors of the section **Signing Key Rotation**.

use axum::Json;
use axum::extract::State;
use shared::error::ErrorCode;
use shared::key_rotation::{KeyRotation, MarkRotationAccount, RotationStep, StepKeyRotation};

use super::Step;
use crate::app::App;
use crate::cloud::Cloud;
use crate::events::ActingAdministrator;
use crate::platform::http::{ApiJson, ApiResult, SignedInAdministrator};
use crate::platform::keys::{self, Purpose};
use crate::platform::{Error, Result};

/// GET [`shared::paths::KEY_ROTATION`].
pub async fn get_key_rotation(
    State(app): State<App>,
    _: SignedInAdministrator,
) -> ApiResult<Json<KeyRotation>> {
    Ok(Json(present(&app).await?))
}

/// POST [`shared::paths::KEY_ROTATION`].
pub async fn step_key_rotation(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<StepKeyRotation>,
) -> ApiResult<Json<KeyRotation>> {
    let now = app.clock.now();
    let step = Step { public_url: &app.config.public_url, actor: &actor, now };
    let made = match body.step {
        RotationStep::Start => {
            let secret = app.secret.clone();
            let make = move || keys::make(Purpose::CloudIdentityProvider, &secret, now);
            let made = tokio::task::spawn_blocking(make).await;
            Some(made.map_err(|e| Error::bug(format!("making a key stopped: {e}")))??)
        }
        RotationStep::Switch | RotationStep::RemoveOld | RotationStep::GoBack => None,
    };
    let mut tx = app.db.write().await?;
    match (body.step, &made) {
        (RotationStep::Start, Some(made)) => super::start(&mut tx, made, &step).await?,
        (RotationStep::Start, None) => return Err(Error::bug("a start without a key").into()),
        (RotationStep::Switch, _) => super::switch(&mut tx, &step).await?,
        (RotationStep::RemoveOld, _) => super::remove_old(&mut tx, &step).await?,
        (RotationStep::GoBack, _) => super::go_back(&mut tx, &step).await?,
    }
    tx.commit().await?;
    Ok(Json(present(&app).await?))
}

/// POST [`shared::paths::KEY_ROTATION_ACCOUNT`].
pub async fn mark_rotation_account(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<MarkRotationAccount>,
) -> ApiResult<Json<KeyRotation>> {
    let by_hand = is_by_hand(&app).await?;
    if body.done != by_hand {
        let message = match by_hand {
            true => "No cloud credential is configured: put the metadata there by hand.",
            false => "A cloud credential is configured: the server puts the metadata there by itself.",
        };
        return Err(Error::conflict(ErrorCode::KeyRotationConflict, message).into());
    }
    let step = Step { public_url: &app.config.public_url, actor: &actor, now: app.clock.now() };
    let mut tx = app.db.write().await?;
    match by_hand {
        true => super::mark_done(&mut tx, &body.account_id, &step).await?,
        false => super::try_again(&mut tx, &body.account_id, &step).await?,
    }
    tx.commit().await?;
    Ok(Json(present(&app).await?))
}

async fn is_by_hand(app: &App) -> Result<bool> {
    Ok(matches!(Cloud::open(app).await?, Cloud::Manual))
}

async fn present(app: &App) -> Result<KeyRotation> {
    let by_hand = is_by_hand(app).await?;
    let mut tx = app.db.read().await?;
    super::get_key_rotation(&mut tx, &app.config.public_url, by_hand, app.clock.now()).await
}
