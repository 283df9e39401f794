//! The doors of groups. Visible are Synchronized groups only. Members are users whom SCIM sees, never groups.
//!
//! A PATCH changes members without reading the others. It is answered with the group while that is small, and without
//! a body (RFC 7644, section 3.5.2) once it is not, for a group may have 50,000 members; a client that asks for
//! attributes gets them.

mod document;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::Value;
use shared::ids::{GroupId, UserId};
use shared::users::ProvisionType;

use super::body::ScimBody;
use super::discovery::base;
use super::extract::{Expected, ScimPath, Wanted};
use super::patch::{self as patching, Comparisons, MemberChange};
use super::resources;
use super::respond::{ListResponse, Resource, Scim, ScimResult, without_body};
use super::schemas::GROUPS;
use super::search::{self, ListQuery, Projection};
use super::tolerances;
use crate::app::App;
use crate::directory::groups::synchronized::{self, SynchronizedGroup};
use crate::directory::groups::{
    self as directory, NewGroup, add_members, create_group, remove_members, replace_members,
};
use crate::events::Actor;
use crate::platform::db::Tx;

/// Most members on one page of groups; a page with more holds fewer groups (RFC 7644, section 3.4.2.4).
const PAGE_MEMBERS_MAX: i64 = 10_000;

/// Most members of a group that a PATCH is answered with.
const ANSWER_MEMBERS_MAX: i64 = 100;

/// GET `/Groups`.
pub async fn list(State(app): State<App>, Wanted(query): Wanted) -> ScimResult<Scim<ListResponse>> {
    page(&app, &query).await
}

/// POST `/Groups/.search`.
pub async fn search(State(app): State<App>, ScimBody(body): ScimBody) -> ScimResult<Scim<ListResponse>> {
    page(&app, &ListQuery::from_body(&body)?).await
}

async fn page(app: &App, query: &ListQuery) -> ScimResult<Scim<ListResponse>> {
    let mut tx = app.db.read().await?;
    let (total, ids) = search::list_groups(&mut tx, query).await?;
    let mut groups = synchronized::get_many(&mut tx, &ids).await?;
    if Projection::of(query).wants("members") {
        let counts = synchronized::count_members(&mut tx, &ids).await?;
        let mut members = 0;
        let fits = |group: &SynchronizedGroup| {
            members += counts.get(&group.id).copied().unwrap_or_default();
            members <= PAGE_MEMBERS_MAX
        };
        let room = groups.iter().map(fits).take_while(|fits| *fits).count();
        groups.truncate(room.max(1));
    }
    let shown = shown(app, &mut tx, &groups, query).await?;
    Ok(Scim(ListResponse::new(total, query.start_index, shown)))
}

/// The groups as they are shown, with as much of each as is wanted.
async fn shown(
    app: &App,
    tx: &mut Tx,
    groups: &[SynchronizedGroup],
    query: &ListQuery,
) -> ScimResult<Vec<Value>> {
    let projection = Projection::of(query);
    let base = base(app);
    let with_members = projection.wants("members");
    let mut members = Default::default();
    if with_members {
        let ids: Vec<GroupId> = groups.iter().map(|group| group.id.clone()).collect();
        members = document::by_group(&base, synchronized::members(tx, &ids).await?);
    }
    let shown = groups.iter().map(|group| {
        let members = with_members.then(|| members.remove(&group.id).unwrap_or_default());
        let mut shown = document::shown(&base, group, members);
        projection.apply(&mut shown);
        shown
    });
    Ok(shown.collect())
}

/// POST `/Groups`.
pub async fn create(
    State(app): State<App>,
    Extension(actor): Extension<Actor>,
    Wanted(query): Wanted,
    ScimBody(body): ScimBody,
) -> ScimResult<Resource> {
    let document = resources::read(&GROUPS, &body)?;
    let told = document::told(&document)?;
    let members = members_of(document.get("members"))?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let new = NewGroup {
        name: &told.name,
        description: "",
        provision_type: ProvisionType::Synchronized,
        external_id: told.external_id.as_deref(),
    };
    let group = create_group(&mut tx, &new, &actor, now).await?;
    change(&mut tx, &group.id, &MemberChange::Add(members), &mut Comparisons::default(), &actor, now).await?;
    let created = resource(&app, &mut tx, &group.id, &query).await?;
    tx.commit().await?;
    Ok(Resource { status: StatusCode::CREATED, ..created })
}

fn members_of(value: Option<&Value>) -> ScimResult<Vec<String>> {
    match GROUPS.attribute("members") {
        Some(attribute) => patching::member_ids(attribute, value),
        None => Ok(Vec::new()),
    }
}

/// GET `/Groups/{id}`.
pub async fn get(
    State(app): State<App>,
    ScimPath(id): ScimPath<GroupId>,
    Wanted(query): Wanted,
    expected: Expected,
) -> ScimResult<Response> {
    let mut tx = app.db.read().await?;
    let etag = document::etag(&synchronized::get(&mut tx, &id).await?);
    if expected.is_there(&etag) {
        return Ok(without_body(StatusCode::NOT_MODIFIED, &etag));
    }
    Ok(resource(&app, &mut tx, &id, &query).await?.into_response())
}

/// PUT `/Groups/{id}`: the members that the body names are all there are (RFC 7644, section 3.5.1).
pub async fn replace(
    State(app): State<App>,
    Extension(actor): Extension<Actor>,
    ScimPath(id): ScimPath<GroupId>,
    Wanted(query): Wanted,
    expected: Expected,
    ScimBody(body): ScimBody,
) -> ScimResult<Resource> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    held(&mut tx, &id, &expected).await?;
    let document = resources::read(&GROUPS, &body)?;
    let members = members_of(document.get("members"))?;
    rename(&mut tx, &id, &document::told(&document)?, &actor, now).await?;
    change(&mut tx, &id, &MemberChange::Replace(members), &mut Comparisons::default(), &actor, now).await?;
    let replaced = resource(&app, &mut tx, &id, &query).await?;
    tx.commit().await?;
    Ok(replaced)
}

/// PATCH `/Groups/{id}`.
pub async fn patch(
    State(app): State<App>,
    Extension(actor): Extension<Actor>,
    ScimPath(id): ScimPath<GroupId>,
    Wanted(query): Wanted,
    expected: Expected,
    ScimBody(body): ScimBody,
) -> ScimResult<Response> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let before = held(&mut tx, &id, &expected).await?;
    let steps = patching::read(&GROUPS, &body)?;
    let document = patching::apply(&GROUPS, document::of(&before), &steps)?;
    if document != document::of(&before) {
        rename(&mut tx, &id, &document::told(&document)?, &actor, now).await?;
    }
    let mut comparisons = Comparisons::default();
    for member_change in patching::member_changes(&steps)? {
        change(&mut tx, &id, &member_change, &mut comparisons, &actor, now).await?;
    }
    let after = synchronized::get(&mut tx, &id).await?;
    let asked_for = !matches!(Projection::of(&query), Projection::All);
    let answer = if asked_for || !synchronized::has_more_members(&mut tx, &id, ANSWER_MEMBERS_MAX).await? {
        resource(&app, &mut tx, &id, &query).await?.into_response()
    } else {
        without_body(StatusCode::NO_CONTENT, &document::etag(&after))
    };
    tx.commit().await?;
    Ok(answer)
}

/// DELETE `/Groups/{id}`.
pub async fn delete(
    State(app): State<App>,
    Extension(actor): Extension<Actor>,
    ScimPath(id): ScimPath<GroupId>,
    expected: Expected,
) -> ScimResult<StatusCode> {
    let mut tx = app.db.write().await?;
    held(&mut tx, &id, &expected).await?;
    directory::delete_synchronized_group(&mut tx, &id, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The group, held, in the version that is expected.
async fn held(tx: &mut Tx, id: &GroupId, expected: &Expected) -> ScimResult<SynchronizedGroup> {
    let group = synchronized::lock(tx, id).await?;
    expected.check(&document::etag(&group))?;
    Ok(group)
}

async fn rename(
    tx: &mut Tx,
    id: &GroupId,
    told: &document::Told,
    actor: &Actor,
    now: Timestamp,
) -> ScimResult<()> {
    let external_id = told.external_id.as_deref();
    Ok(directory::rename_synchronized_group(tx, id, &told.name, external_id, actor, now).await?)
}

/// Does one change of members.
async fn change(
    tx: &mut Tx,
    id: &GroupId,
    change: &MemberChange,
    comparisons: &mut Comparisons,
    actor: &Actor,
    now: Timestamp,
) -> ScimResult<()> {
    match change {
        MemberChange::Add(ids) => {
            let users = seen(tx, id, ids, actor, now).await?;
            add_members(tx, id, &users, actor, now).await?;
        }
        MemberChange::Replace(ids) => {
            let users = seen(tx, id, ids, actor, now).await?;
            replace_members(tx, id, &users, actor, now).await?;
        }
        MemberChange::Remove(users) => _ = remove_members(tx, id, users, actor, now).await?,
        MemberChange::RemoveMatching(filter) => {
            let members = synchronized::members(tx, std::slice::from_ref(id)).await?;
            comparisons.count(filter, members.len())?;
            let mut leaving = Vec::new();
            for member in members {
                let user = member.user_id.clone();
                let shown = document::by_group("", vec![member]);
                if shown.values().flatten().any(|element| filter.matches(element)) {
                    leaving.push(user);
                }
            }
            remove_members(tx, id, &leaving, actor, now).await?;
        }
    }
    Ok(())
}

/// The users whom SCIM sees, of those whom the ids name; the provisioning log names the others.
async fn seen(
    tx: &mut Tx,
    id: &GroupId,
    ids: &[String],
    actor: &Actor,
    now: Timestamp,
) -> ScimResult<Vec<UserId>> {
    let named: Vec<UserId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let known = synchronized::known(tx, id, &named).await?;
    let (users, strangers) = tolerances::members_who_are_not_there(ids, &known);
    if !strangers.is_empty() {
        synchronized::note_strangers(tx, id, &strangers, actor, now).await?;
    }
    Ok(users)
}

async fn resource(app: &App, tx: &mut Tx, id: &GroupId, query: &ListQuery) -> ScimResult<Resource> {
    let group = synchronized::get(tx, id).await?;
    let mut shown = shown(app, tx, std::slice::from_ref(&group), query).await?;
    Ok(Resource {
        status: StatusCode::OK,
        body: shown.pop().unwrap_or_default(),
        location: document::location(&base(app), id),
        etag: document::etag(&group),
    })
}
