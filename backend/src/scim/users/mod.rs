//! The doors of users: they translate between documents and what `directory` knows of a user. Visible are Synchronized
//! users only: a hand-made one is taken over by a POST of the name, and until then is out of reach.

mod document;

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use shared::ids::UserId;

use super::body::ScimBody;
use super::discovery::base;
use super::extract::{Expected, ScimPath, Wanted};
use super::respond::{ListResponse, Resource, Scim, ScimResult, without_body};
use super::schemas::USERS;
use super::search::{self, ListQuery, Projection};
use super::{patch as patching, resources};
use crate::app::App;
use crate::directory::users::synchronized::{self, Membership, SynchronizedUser};
use crate::events::Actor;
use crate::platform::db::Tx;

/// Most bytes of attributes on one page of users; a page with more holds fewer users (RFC 7644, section 3.4.2.4).
const PAGE_BYTES_MAX: i64 = 8 * 1024 * 1024;

/// GET `/Users`.
pub async fn list(State(app): State<App>, Wanted(query): Wanted) -> ScimResult<Scim<ListResponse>> {
    page(&app, &query).await
}

/// POST `/Users/.search`.
pub async fn search(State(app): State<App>, ScimBody(body): ScimBody) -> ScimResult<Scim<ListResponse>> {
    page(&app, &ListQuery::from_body(&body)?).await
}

async fn page(app: &App, query: &ListQuery) -> ScimResult<Scim<ListResponse>> {
    let mut tx = app.db.read().await?;
    let (total, ids) = search::list_users(&mut tx, query).await?;
    let users = synchronized::get_many(&mut tx, &ids, PAGE_BYTES_MAX).await?;
    let mut groups: BTreeMap<UserId, Vec<Membership>> = BTreeMap::new();
    let ids: Vec<UserId> = users.iter().map(|user| user.id.clone()).collect();
    for membership in synchronized::memberships(&mut tx, &ids).await? {
        groups.entry(membership.user_id.clone()).or_default().push(membership);
    }
    let projection = Projection::of(query);
    let shown = users.iter().map(|user| {
        let of_user = groups.get(&user.id).map_or(&[][..], Vec::as_slice);
        let mut shown = document::shown(&base(app), user, of_user);
        projection.apply(&mut shown);
        shown
    });
    Ok(Scim(ListResponse::new(total, query.start_index, shown.collect())))
}

/// POST `/Users`.
pub async fn create(
    State(app): State<App>,
    Extension(actor): Extension<Actor>,
    Wanted(query): Wanted,
    ScimBody(body): ScimBody,
) -> ScimResult<Resource> {
    let told = document::told(resources::read(&USERS, &body)?, true)?;
    let mut tx = app.db.write().await?;
    let user = synchronized::create(&mut tx, &told, &actor, app.clock.now()).await?;
    let created = resource(&app, &mut tx, &user, &query).await?;
    tx.commit().await?;
    Ok(Resource { status: StatusCode::CREATED, ..created })
}

/// GET `/Users/{id}`.
pub async fn get(
    State(app): State<App>,
    ScimPath(id): ScimPath<UserId>,
    Wanted(query): Wanted,
    expected: Expected,
) -> ScimResult<Response> {
    let mut tx = app.db.read().await?;
    let user = synchronized::get(&mut tx, &id).await?;
    let found = resource(&app, &mut tx, &user, &query).await?;
    if expected.is_there(&found.etag) {
        return Ok(without_body(StatusCode::NOT_MODIFIED, &found.etag));
    }
    Ok(found.into_response())
}

/// PUT `/Users/{id}`: what the body does not say is not there any more (RFC 7644, section 3.5.1). A user whom it does
/// not call active or not stays what they are: nobody is let in by an omission.
pub async fn replace(
    State(app): State<App>,
    Extension(actor): Extension<Actor>,
    ScimPath(id): ScimPath<UserId>,
    Wanted(query): Wanted,
    expected: Expected,
    ScimBody(body): ScimBody,
) -> ScimResult<Resource> {
    let mut tx = app.db.write().await?;
    let before = held(&mut tx, &id, &expected).await?;
    let document = resources::read(&USERS, &body)?;
    written(&app, tx, before, document, &actor, &query).await
}

/// PATCH `/Users/{id}`.
pub async fn patch(
    State(app): State<App>,
    Extension(actor): Extension<Actor>,
    ScimPath(id): ScimPath<UserId>,
    Wanted(query): Wanted,
    expected: Expected,
    ScimBody(body): ScimBody,
) -> ScimResult<Resource> {
    let mut tx = app.db.write().await?;
    let before = held(&mut tx, &id, &expected).await?;
    let steps = patching::read(&USERS, &body)?;
    let document = patching::apply(&USERS, document::of(&before.told), &steps)?;
    written(&app, tx, before, document, &actor, &query).await
}

/// DELETE `/Users/{id}`.
pub async fn delete(
    State(app): State<App>,
    Extension(actor): Extension<Actor>,
    ScimPath(id): ScimPath<UserId>,
    expected: Expected,
) -> ScimResult<StatusCode> {
    let mut tx = app.db.write().await?;
    let user = held(&mut tx, &id, &expected).await?;
    synchronized::delete(&mut tx, &user, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The user, held, in the version that is expected.
async fn held(tx: &mut Tx, id: &UserId, expected: &Expected) -> ScimResult<SynchronizedUser> {
    let user = synchronized::lock(tx, id).await?;
    let groups = synchronized::memberships(tx, std::slice::from_ref(id)).await?;
    expected.check(&document::etag(&user, &groups))?;
    Ok(user)
}

/// Makes the user what the document says.
async fn written(
    app: &App,
    mut tx: Tx,
    before: SynchronizedUser,
    document: Map<String, Value>,
    actor: &Actor,
    query: &ListQuery,
) -> ScimResult<Resource> {
    let after = document::told(document, before.told.active)?;
    let user = synchronized::write(&mut tx, &before, after, actor, app.clock.now()).await?;
    let written = resource(app, &mut tx, &user, query).await?;
    tx.commit().await?;
    Ok(written)
}

async fn resource(
    app: &App,
    tx: &mut Tx,
    user: &SynchronizedUser,
    query: &ListQuery,
) -> ScimResult<Resource> {
    let groups = synchronized::memberships(tx, std::slice::from_ref(&user.id)).await?;
    let base = base(app);
    let mut body = document::shown(&base, user, &groups);
    Projection::of(query).apply(&mut body);
    Ok(Resource {
        status: StatusCode::OK,
        body,
        location: document::location(&base, &user.id),
        etag: document::etag(user, &groups),
    })
}
