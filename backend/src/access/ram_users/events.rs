//! The list of RAM user events, and trying failed ones again.
//!
//! *Why AwaitingAdministrator is nowhere kept:* whether an event waits for a server or for an administrator follows
//! from whether there is a cloud credential now, and changes with it.

use jiff::Timestamp;
use shared::error::{ErrorCode, Rule};
use shared::events::EventKind;
use shared::page::{PAGE_SIZE, Page};
use shared::ram_users::{
    RamUserEvent, RamUserEventQuery, RamUserEventStatus, RamUserEventsChanged, RetryRamUserEvents,
};
use shared::tasks::TaskFailure;
use shared::time::UnixMillis;

use super::by_hand::{self, Means};
use super::store::events::{Chosen, Filter, Place, Row};
use super::{principal_of, store};
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, kind_of, word};
use crate::platform::{Error, Result};

/// Most events that are named in one request.
const CHOSEN_MAX: usize = 1_000;

/// A page of the events, latest first. `means` is for showing what to do by hand, while there is no cloud credential.
///
/// # Errors
/// When `after` is not what a page before gave out.
pub async fn list_events(
    tx: &mut Tx,
    query: &RamUserEventQuery,
    means: Option<&Means<'_>>,
) -> Result<Page<RamUserEvent>> {
    let after = match query.after.as_deref() {
        None => Place::top(),
        Some(text) => Place::parse(text).ok_or_else(Error::no_such_page)?,
    };
    let status = match (query.status, means.is_some()) {
        (None, _) => String::new(),
        (Some(RamUserEventStatus::Waiting), true)
        | (Some(RamUserEventStatus::AwaitingAdministrator), false) => {
            return Ok(Page { items: Vec::new(), total: 0, next: None });
        }
        (Some(RamUserEventStatus::AwaitingAdministrator), true) => word(RamUserEventStatus::Waiting)?,
        (Some(status), _) => word(status)?,
    };
    let text = |id: Option<&str>| id.unwrap_or_default().to_owned();
    let filter = Filter {
        status,
        user: text(query.user_id.as_ref().map(|id| id.as_str())),
        group: text(query.group_id.as_ref().map(|id| id.as_str())),
        account: text(query.account_id.as_ref().map(|id| id.as_str())),
    };
    let rows = store::events::list(tx, &filter, &after, PAGE_SIZE as i64 + 1).await?;
    let total = store::events::count(tx, &filter).await?;
    let page = Page::of_rows(rows, total, Row::place);
    let mut items = Vec::with_capacity(page.items.len());
    for row in page.items {
        items.push(on_the_wire(tx, row, means).await?);
    }
    Ok(Page { items, total: page.total, next: page.next })
}

async fn on_the_wire(tx: &mut Tx, row: Row, means: Option<&Means<'_>>) -> Result<RamUserEvent> {
    let mut status = kind_of::<RamUserEventStatus>(&row.status)?;
    let mut by_hand = None;
    if let (RamUserEventStatus::Waiting, Some(means)) = (status, means) {
        status = RamUserEventStatus::AwaitingAdministrator;
        by_hand = by_hand::what_to_do(tx, &row, means).await?;
    }
    let failure = (!row.failure_code.is_empty()).then_some(TaskFailure {
        code: row.failure_code,
        message: row.failure_message,
        request_id: row.failure_request_id,
    });
    Ok(RamUserEvent {
        kind: kind_of(&row.kind)?,
        status,
        principal: principal_of(row.principal_id)?,
        principal_name: row.principal_name,
        user_id: row.user_id,
        user_name: row.user_name,
        account_id: row.account_id,
        account_name: row.account_name,
        created_at: UnixMillis(row.created_at),
        finished_at: row.finished_at.map(UnixMillis),
        failure,
        by_hand,
        id: row.id,
    })
}

/// Tries failed events again. What has not failed is left as it is.
///
/// # Errors
/// When not exactly one of the ways to choose is used, or too many events are named.
pub async fn retry_events(
    tx: &mut Tx,
    choice: &RetryRamUserEvents,
    actor: &Actor,
    now: Timestamp,
) -> Result<RamUserEventsChanged> {
    let chosen = chosen(choice)?;
    // Whoever ends work at a RAM user comes before or after, and does not overlook what waits again.
    directory::lock(tx).await?;
    let events = match chosen {
        Chosen::Events(ids) => store::events::reopen_these(tx, ids).await?,
        Chosen::OfUser(id) => store::events::reopen_of_user(tx, id).await?,
        Chosen::OfGroup(id) => store::events::reopen_of_group(tx, id).await?,
        Chosen::OnAccount(id) => store::events::reopen_on_account(tx, id).await?,
    };
    if events > 0 {
        store::work::make_reopened_due(tx, now).await?;
        let event = NewEvent::new(EventKind::RamUsersRetried, actor).detail("count", events);
        events::record(tx, event, now).await?;
    }
    Ok(RamUserEventsChanged { events })
}

fn chosen(choice: &RetryRamUserEvents) -> Result<Chosen<'_>> {
    match (choice.event_ids.as_slice(), &choice.user_id, &choice.group_id, &choice.account_id) {
        ([], None, None, None) => Err(Error::field("event_ids", Rule::Required)),
        (ids, None, None, None) if ids.len() > CHOSEN_MAX => {
            Err(Error::field("event_ids", Rule::TooMany { max: CHOSEN_MAX }))
        }
        (ids, None, None, None) => Ok(Chosen::Events(ids)),
        ([], Some(id), None, None) => Ok(Chosen::OfUser(id)),
        ([], None, Some(id), None) => Ok(Chosen::OfGroup(id)),
        ([], None, None, Some(id)) => Ok(Chosen::OnAccount(id)),
        _ => Err(Error::invalid(
            ErrorCode::InvalidParameter,
            "Name the events, or a user, or a group, or an account.",
        )),
    }
}
