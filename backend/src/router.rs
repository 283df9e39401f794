//! Every address of the server, in one place. `house.md`'s "Doors": the JSON doors under `/api`, the SAML
//! doors, the pages.

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, delete, get, post, put};
use axum::{Router, middleware};
use shared::error::ErrorCode;
use shared::paths;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::directory::{overview, settings};
use crate::events;
use crate::platform::Error;
use crate::platform::http::respond::ApiFault;
use crate::platform::http::{assets, body_limit, headers, host, metrics, same_origin};
use crate::scim;
use crate::sign_in::{self, identity_provider, own_metadata};

/// Most bytes of an ordinary JSON body.
pub const API_BODY_LIMIT: usize = 64 * 1024;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The whole server.
pub fn router(app: App) -> Router {
    let layers = ServiceBuilder::new()
        .layer(middleware::from_fn(metrics::track))
        .layer(middleware::from_fn_with_state(app.clone(), headers::secure))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE));
    Router::new()
        .merge(api(&app))
        .merge(saml())
        .merge(clouds())
        .merge(command_line_clients())
        .merge(scim::routes::router(&app))
        .merge(pages(&app))
        .layer(middleware::from_fn_with_state(app.clone(), host::ours_only))
        .merge(health())
        .layer(layers)
        .with_state(app)
}

/// JSON doors for our own pages.
fn api(app: &App) -> Router<App> {
    Router::new()
        .merge(settings_of_metadata())
        .route(paths::SETTINGS, get(identity_provider::api::get_settings))
        .route(paths::SSO_LOGON, put(identity_provider::api::set_sso_logon))
        .route(paths::SSO_RULES, put(settings::api::update_sso_rules))
        .route(paths::LOGON_PREFERENCES, put(settings::api::update_logon_preferences))
        .route(paths::ACCESS_CONTACT, put(settings::api::set_access_contact))
        .route(paths::DIRECTORY_NAME, put(settings::api::rename_directory))
        .route(paths::SIGN_IN_OPTIONS, get(sign_in::api::get_sign_in_options))
        .route(paths::PASSWORD_SIGN_IN, post(sign_in::api::sign_in))
        .route(paths::PROBLEM, get(sign_in::api::get_problem))
        .route(paths::SESSION, get(sign_in::api::get_session).delete(sign_in::api::sign_out))
        .route(paths::ADMINISTRATOR_SESSION, administrator_session())
        .route(paths::EVENTS, get(events::api::list_events))
        .route(paths::OVERVIEW, get(overview::api::get_overview))
        .merge(scim_settings())
        .merge(cloud_settings())
        .merge(users())
        .merge(groups())
        .merge(access())
        .merge(user_portal())
        .route("/api", any(nothing_here))
        .route("/api/", any(nothing_here))
        .route("/api/{*rest}", any(nothing_here))
        .layer(middleware::from_fn_with_state(app.clone(), same_origin::writes_only))
        .layer(DefaultBodyLimit::max(API_BODY_LIMIT))
}

fn scim_settings() -> Router<App> {
    use crate::scim::credentials::api;
    Router::new()
        .route(paths::SCIM_SETTINGS, get(api::get_scim_settings))
        .route(paths::SCIM_SYNCHRONIZATION, put(api::set_scim_synchronization))
        .route(paths::SCIM_CREDENTIALS, post(api::create_scim_credential))
        .route(paths::SCIM_CREDENTIAL, delete(api::delete_scim_credential))
        .route(paths::SCIM_CREDENTIAL_STATUS, put(api::update_scim_credential_status))
}

fn cloud_settings() -> Router<App> {
    use crate::cloud::credential::api;
    let credential =
        get(api::get_cloud_credential).put(api::put_cloud_credential).delete(api::delete_cloud_credential);
    use crate::access::key_rotation::api as rotation;
    Router::new()
        .route(paths::KEY_ROTATION, get(rotation::get_key_rotation).post(rotation::step_key_rotation))
        .route(paths::KEY_ROTATION_ACCOUNT, post(rotation::mark_rotation_account))
        .route(paths::CLOUD_CREDENTIAL, credential)
        .route(paths::CLOUD_CREDENTIAL_TEST, post(api::test_cloud_credential))
}

fn users() -> Router<App> {
    use crate::directory::users::{api, import::api as import};
    Router::new()
        .route(paths::USER_IMPORT, post(import::import_users))
        .route(paths::USER_IMPORT_PREVIEW, post(import::preview_user_import))
        .layer(body_limit(import::BODY_LIMIT))
        .route(paths::USERS, get(api::list_users).post(api::create_user))
        .route(paths::USER, get(api::get_user).put(api::update_user).delete(api::delete_user))
        .route(paths::USER_STATUS, put(api::update_user_status))
        .route(paths::USER_PASSWORD, put(api::set_user_password))
}

fn groups() -> Router<App> {
    use crate::directory::groups::api;
    let members = get(api::list_members).post(api::add_members).delete(api::remove_members);
    Router::new()
        .route(paths::GROUPS, get(api::list_groups).post(api::create_group))
        .route(paths::GROUP, get(api::get_group).put(api::update_group).delete(api::delete_group))
        .route(paths::GROUP_MEMBERS, members)
        .route(paths::USER_GROUPS, get(api::list_groups_of_user))
}

fn access() -> Router<App> {
    use crate::access::access_assignments::api as assignments;
    let doors = get(assignments::list_access_assignments)
        .post(assignments::grant_access)
        .delete(assignments::revoke_access);
    Router::new()
        .route(paths::ACCESS_ASSIGNMENTS, doors)
        .route(paths::ACCESS_ASSIGNMENT_PREVIEW, post(assignments::preview_grant))
        .route(paths::ACCESS_ASSIGNMENTS_REVOKE, post(assignments::revoke_much))
        .layer(body_limit(assignments::BODY_LIMIT))
        .merge(access_of_usual_size())
        .merge(provisioning())
        .merge(ram_users())
}

fn ram_users() -> Router<App> {
    use crate::access::ram_users::api;
    let provisionings = get(api::list_ram_user_provisionings).post(api::create_ram_user_provisionings);
    let provisioning = put(api::update_ram_user_provisioning).delete(api::delete_ram_user_provisioning);
    Router::new()
        .route(paths::RAM_USER_PROVISIONINGS, provisionings)
        .route(paths::RAM_USER_PROVISIONING, provisioning)
        .route(paths::RAM_USERS, get(api::list_ram_users))
        .route(paths::RAM_USER_EVENTS, get(api::list_ram_user_events))
        .route(paths::RAM_USER_EVENTS_RETRY, post(api::retry_ram_user_events))
        .route(paths::RAM_USER_DONE, post(api::mark_ram_user_done))
        .route(paths::RAM_USER_SETTINGS, get(api::get_ram_user_settings).put(api::update_ram_user_settings))
}

fn provisioning() -> Router<App> {
    use crate::access::provisioning::api as provisioning;
    use crate::access::tasks::api as tasks;
    let provisionings =
        get(provisioning::list_provisionings).post(provisioning::provision).delete(provisioning::deprovision);
    Router::new()
        .route(paths::PROVISIONINGS, provisionings)
        .route(paths::PROVISIONING_COMPARISON, post(provisioning::compare))
        .route(paths::ROLL_OUT_PREVIEW, get(provisioning::preview_roll_out))
        .route(paths::MANUAL_WORK, get(provisioning::list_manual_work))
        .route(paths::MANUAL_WORK_DONE, post(provisioning::mark_done))
        .route(paths::TASKS, get(tasks::list_tasks))
        .route(paths::TASK_BATCH, get(tasks::get_batch_progress))
        .route(paths::TASKS_CANCEL, post(tasks::cancel_tasks))
        .route(paths::TASKS_RETRY, post(tasks::retry_tasks))
}

fn access_of_usual_size() -> Router<App> {
    use crate::access::access_configurations::api as configurations;
    use crate::access::accounts::api as accounts;
    use crate::access::accounts::import::api as import;
    use crate::access::reach::api as reach;
    Router::new()
        .route(
            paths::RESOURCE_DIRECTORY_IMPORT,
            get(import::get_import_difference).post(import::apply_import),
        )
        .layer(body_limit(import::BODY_LIMIT))
        .route(paths::RESOURCE_DIRECTORY, get(accounts::get_resource_directory))
        .route(paths::FOLDERS, post(accounts::create_folder))
        .route(paths::FOLDER, put(accounts::update_folder).delete(accounts::delete_folder))
        .route(paths::ACCOUNTS, post(accounts::create_account))
        .route(
            paths::ACCOUNT,
            get(accounts::get_account).put(accounts::update_account).delete(accounts::delete_account),
        )
        .route(
            paths::ACCESS_CONFIGURATIONS,
            get(configurations::list_access_configurations).post(configurations::create_access_configuration),
        )
        .route(
            paths::ACCESS_CONFIGURATION,
            get(configurations::get_access_configuration)
                .put(configurations::update_access_configuration)
                .delete(configurations::delete_access_configuration),
        )
        .route(paths::REACH, get(reach::list_reach))
        .route(paths::REACH_EXPORT, get(reach::export_reach))
        .route(paths::SYSTEM_POLICIES, get(configurations::list_system_policies))
}

fn user_portal() -> Router<App> {
    use crate::portal::api;
    Router::new()
        .route(paths::PORTAL_ACCOUNTS, get(api::list_accounts))
        .route(paths::PORTAL_ACCESS_CONFIGURATIONS, get(api::list_access_configurations))
        .route(paths::PORTAL_FAVOURITE, put(api::mark_favourite).delete(api::unmark_favourite))
        .route(paths::PORTAL_RECENT, get(api::list_recent))
        .route(paths::PORTAL_RAM_USERS, get(api::list_ram_users))
        .route(paths::PORTAL_DIRECT_ACCESS, get(api::get_direct_access))
        .route(paths::PORTAL_DIRECT_ACCESS_LINK, get(api::get_own_direct_access_link))
        .route(paths::DIRECT_ACCESS_LINK, get(api::get_direct_access_link))
        .route(paths::PORTAL_CREDENTIALS, post(crate::portal::credentials::api::get_credentials))
        .route(paths::DEVICE_REQUEST, device_request())
}

fn device_request() -> MethodRouter<App> {
    use crate::clients::api;
    get(api::get_device_request).post(api::decide_device_request)
}

fn administrator_session() -> MethodRouter<App> {
    get(sign_in::api::get_administrator_session)
        .post(sign_in::api::sign_in_administrator)
        .delete(sign_in::api::sign_out_administrator)
}

/// The two doors that take a whole metadata document.
fn settings_of_metadata() -> Router<App> {
    let configure = put(identity_provider::api::configure_identity_provider)
        .delete(identity_provider::api::clear_identity_provider);
    Router::new()
        .route(paths::IDENTITY_PROVIDER, configure)
        .route(paths::IDENTITY_PROVIDER_PREVIEW, post(identity_provider::api::preview_identity_provider))
        .layer(DefaultBodyLimit::max(identity_provider::api::BODY_LIMIT))
}

/// SAML doors, which other sites lead to.
fn saml() -> Router<App> {
    Router::new()
        .route(paths::SAML_SIGN_IN, get(sign_in::routes::start))
        .route(paths::ACS, post(sign_in::routes::receive))
        .route(paths::SP_METADATA, get(own_metadata::service_provider))
        .route(paths::IDP_METADATA, get(own_metadata::cloud_identity_provider))
        .route("/saml/{*rest}", any(no_door))
        .layer(DefaultBodyLimit::max(sign_in::routes::BODY_LIMIT))
}

async fn nothing_here() -> ApiFault {
    ApiFault(Error::not_found(ErrorCode::PathNotExists, "There is nothing at this address."))
}

/// Programs come here, not people: what is no door of ours is no page either.
async fn no_door() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "There is nothing at this address.\n")
}

/// The way out to the accounts.
fn clouds() -> Router<App> {
    Router::new()
        .route(paths::LOG_ON, get(crate::portal::routes::asked).post(crate::portal::routes::log_on))
        .route(paths::RAM_USER_LOG_ON, post(crate::portal::routes::log_on_as_ram_user))
        .layer(DefaultBodyLimit::max(API_BODY_LIMIT))
}

/// The wire protocol of the public command-line clients.
fn command_line_clients() -> Router<App> {
    use crate::clients::routes as clients;
    use crate::portal::clients as portal;
    let door = |door: MethodRouter<App>| door.fallback(clients::wrong_method);
    Router::new()
        .route(paths::DEVICE_AUTHORIZATION, door(post(clients::start_device_authorization)))
        .route(paths::TOKEN, door(post(clients::create_token)))
        .route(paths::CLIENT_ACCOUNTS, door(get(portal::list_accounts)))
        .route(paths::CLIENT_ACCESS_CONFIGURATIONS, door(get(portal::list_access_configurations)))
        .route(paths::CLOUD_CREDENTIALS, door(post(portal::create_cloud_credential)))
        .layer(DefaultBodyLimit::max(API_BODY_LIMIT))
}

/// For those who watch the server.
fn health() -> Router<App> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics::get_metrics))
}

async fn ready(State(app): State<App>) -> Response {
    let answer = async {
        let mut tx = app.db.read().await?;
        crate::directory::get(&mut tx).await
    };
    match answer.await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(cause = ?error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// Everything else is a page.
fn pages(app: &App) -> Router<App> {
    Router::new()
        .route("/assets/{*path}", get(assets::asset))
        .fallback(assets::page)
        .layer(middleware::from_fn_with_state(app.clone(), sign_in::pages::lead))
}

fn after_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    ApiFault(Error::bug("a panic; see the line above")).into_response()
}
