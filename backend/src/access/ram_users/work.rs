//! The work at a RAM user: handing it out to one server at a time, and writing how it ended.
//!
//! Whatever its events say, the work is the same: the RAM user is made when something reaches the user at this moment,
//! else removed. So events may be repeated and come in any order. The cloud is asked outside of any transaction; what
//! is written afterwards is written only by whoever still holds the work. Nothing here runs by itself; see
//! [`super::worker`].
//!
//! *Why one at a time in an account:* two that take over the same RAM user at the same moment would both get it, and the
//! last one that goes turns the account's user-based SSO off, which the next one would need. For the same reason none is
//! begun while a rotation of the signing key puts metadata into the account.

use jiff::Timestamp;
use shared::events::EventKind;
use shared::ids::DirectoryId;
use shared::ram_users::{DeletionPolicy, RamUserEventStatus, RamUserStatus};
use shared::tasks::TaskFailure;

use super::store::events::{self as event_store, Row as EventRow};
use super::store::work::{self as store, Key, Row, WantedRow};
use crate::access::provisioning::work::{PATIENCE_MILLIS, lease_end, pause_millis};
use crate::cloud::ram_user::{RamUserMade, UnwantedRamUser, WantedRamUser, mark, ram_user_name};
use crate::cloud::role::{CloudFault, Remedy};
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, kind_of, word};
use crate::platform::{Result, random};

/// A RAM user at which there is work.
#[derive(Debug, Clone)]
pub struct Due(Key);

/// What is to be done about a RAM user, and the right to do it.
#[derive(Debug, Clone)]
pub struct Job {
    key: Key,
    holder: String,
    /// How long it is held without a sign of life, in seconds.
    lease_seconds: u32,
    todo: Todo,
}

/// What is to be done about a RAM user.
#[derive(Debug, Clone)]
pub enum Todo {
    /// Make it, or see that it stands.
    Make(Box<WantedRamUser>),
    /// Remove it.
    Remove(Box<UnwantedRamUser>),
}

impl Job {
    /// What is to be done.
    pub fn todo(&self) -> &Todo {
        &self.todo
    }
}

/// How the cloud answered: what it made, or nothing where something was removed.
pub type Outcome = std::result::Result<Option<RamUserMade>, CloudFault>;

/// RAM users with work that is due and that nobody has, longest first.
///
/// # Errors
/// When the database fails.
pub async fn list_due(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<Due>> {
    Ok(store::list_due(tx, now, limit).await?.into_iter().map(Due).collect())
}

/// Takes up the work at a RAM user, and holds it for `lease_seconds` without a sign of life; none when somebody else has
/// it, or nothing is left to do. `metadata` is our IdP metadata, which the account's user-based SSO is to hold.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    tx: &mut Tx,
    due: &Due,
    metadata: &str,
    lease_seconds: u32,
    now: Timestamp,
) -> Result<Option<Job>> {
    let key = &due.0;
    let directory = directory::lock(tx).await?;
    if store::is_account_held(tx, key, now).await? {
        return Ok(None);
    }
    let holder = random::symbols::<20>()?;
    if !store::claim(tx, key, &holder, lease_end(lease_seconds, now), now).await? {
        return Ok(None);
    }
    let Some(mut row) = store::find(tx, key).await? else { return Ok(None) };
    // Begun before it is asked what is wanted: what changes that afterwards is an event that waits.
    event_store::begin(tx, key).await?;
    let wanted = store::find_wanted(tx, key).await?;
    let nothing_to_do =
        (wanted.is_none() && !row.begun) || !store::is_account_there(tx, &key.account_id).await?;
    if nothing_to_do {
        event_store::settle(tx, key, now).await?;
        store::delete(tx, key).await?;
        return Ok(None);
    }
    let todo = match wanted {
        Some(wanted) => {
            if is_name_free(&row) {
                store::rename(tx, key, &wanted.user_name).await?;
                row.user_name.clone_from(&wanted.user_name);
            }
            let stands = kind_of::<RamUserStatus>(&row.status)? == RamUserStatus::Provisioned;
            let status = if stands { RamUserStatus::Provisioned } else { RamUserStatus::Pending };
            store::begin(tx, key, &word(status)?, false).await?;
            Todo::Make(Box::new(to_make(&directory.id, key, &row, wanted, metadata)?))
        }
        None => {
            let unwanted = to_remove(tx, &directory.id, key, &row, metadata).await?;
            store::begin(tx, key, &word(RamUserStatus::Removing)?, unwanted.last_of_account).await?;
            Todo::Remove(Box::new(unwanted))
        }
    };
    Ok(Some(Job { key: key.clone(), holder, lease_seconds, todo }))
}

/// Whether the RAM user may get the name that follows from the user's name now. Once it was begun with one it keeps that,
/// also when the user is renamed: whatever was made meanwhile is found by it.
fn is_name_free(row: &Row) -> bool {
    !row.begun || ram_user_name(&row.user_name).is_empty()
}

/// What is to stand in the account.
pub(super) fn to_make(
    directory: &DirectoryId,
    key: &Key,
    row: &Row,
    wanted: WantedRow,
    metadata: &str,
) -> Result<WantedRamUser> {
    Ok(WantedRamUser {
        account: key.account_id.clone(),
        name: ram_user_name(if is_name_free(row) { &wanted.user_name } else { &row.user_name }),
        display_name: if wanted.display_name.is_empty() { wanted.user_name } else { wanted.display_name },
        mark: mark(directory, &key.user_id),
        conflict_policy: kind_of(&wanted.conflict_policy)?,
        standing: (!row.principal_name.is_empty()).then(|| row.principal_name.clone()),
        saml_metadata: metadata.to_owned(),
    })
}

/// What is to go from the account.
pub(super) async fn to_remove(
    tx: &mut Tx,
    directory: &DirectoryId,
    key: &Key,
    row: &Row,
    metadata: &str,
) -> Result<UnwantedRamUser> {
    Ok(UnwantedRamUser {
        account: key.account_id.clone(),
        principal_name: (!row.principal_name.is_empty()).then(|| row.principal_name.clone()),
        name: ram_user_name(&row.user_name),
        mark: mark(directory, &key.user_id),
        deletion_policy: kind_of(&row.deletion_policy)?,
        last_of_account: store::count_others(tx, key).await? == 0,
        saml_metadata: metadata.to_owned(),
    })
}

/// Holds the work for longer; answers whether it was still held.
///
/// # Errors
/// When the database fails.
pub async fn hold(tx: &mut Tx, job: &Job, now: Timestamp) -> Result<bool> {
    Ok(store::hold(tx, &job.key, &job.holder, lease_end(job.lease_seconds, now)).await?)
}

/// Writes how the work ended, unless another has taken it up meanwhile. `chance` spreads the next attempts of work
/// that is put off; any number will do.
///
/// # Errors
/// When the database fails.
pub async fn finish(tx: &mut Tx, job: &Job, outcome: &Outcome, chance: u32, now: Timestamp) -> Result<()> {
    let key = &job.key;
    // Before the row, as in a claim: what is tried again, and what others of the account have got, stays as it is.
    directory::lock(tx).await?;
    store::lock(tx, key).await?;
    let held = store::find(tx, key).await?.filter(|row| row.holder.as_deref() == Some(&job.holder));
    let Some(row) = held else { return Ok(()) };
    let open = event_store::list_open(tx, key).await?;
    match (outcome, &job.todo) {
        (Ok(Some(made)), _) if store::is_principal_taken(tx, key, &made.principal_name).await? => {
            failed(tx, key, &row, &is_another_users(made), &open, now).await
        }
        (Ok(Some(made)), _) => stands(tx, key, &row, made, &open, None, now).await,
        (Ok(None), Todo::Remove(unwanted)) => {
            gone(tx, key, &row, unwanted.deletion_policy, &open, None, now).await
        }
        // Asked to make one, the cloud answers with what it made; without it nothing is known to stand.
        (Ok(None), Todo::Make(_)) => leave(tx, key, now).await,
        (Err(fault), _) => {
            let failure = TaskFailure {
                code: fault.code.clone(),
                message: fault.message.clone(),
                request_id: fault.request_id.clone(),
            };
            let since = row.failing_since.unwrap_or(now.as_millisecond());
            let patient = now.as_millisecond().saturating_sub(since) < PATIENCE_MILLIS;
            match fault.remedy {
                Remedy::TryAgain { after } if patient => {
                    let waiting = word(RamUserEventStatus::Waiting)?;
                    event_store::put_failure(tx, key, &waiting, &failure, None).await?;
                    let due_at = now.as_millisecond() + pause_millis(row.attempts, after, chance);
                    store::release(tx, key, Some(due_at), row.attempts + 1, Some(since)).await?;
                    Ok(())
                }
                _ => failed(tx, key, &row, &failure, &open, now).await,
            }
        }
    }
}

fn is_another_users(made: &RamUserMade) -> TaskFailure {
    TaskFailure {
        code: "RamUserOfAnotherUser".to_owned(),
        message: format!("{} is the RAM user of another user.", made.principal_name),
        request_id: String::new(),
    }
}

/// It stands. `by` is whoever made it by hand.
pub(super) async fn stands(
    tx: &mut Tx,
    key: &Key,
    row: &Row,
    made: &RamUserMade,
    open: &[EventRow],
    by: Option<&Actor>,
    now: Timestamp,
) -> Result<()> {
    store::made(tx, key, &made.principal_name).await?;
    event_store::succeed_begun(tx, key, now).await?;
    let stood = kind_of::<RamUserStatus>(&row.status)? == RamUserStatus::Provisioned
        && row.principal_name == made.principal_name;
    if !stood {
        let kind = if made.taken_over { EventKind::RamUserTakenOver } else { EventKind::RamUserProvisioned };
        let event = about(kind, key, row, open, by)?.detail("ram_user", &made.principal_name);
        events::record(tx, event, now).await?;
    }
    leave(tx, key, now).await
}

/// It is gone, or is nobody's. `by` is whoever removed it by hand.
pub(super) async fn gone(
    tx: &mut Tx,
    key: &Key,
    row: &Row,
    policy: DeletionPolicy,
    open: &[EventRow],
    by: Option<&Actor>,
    now: Timestamp,
) -> Result<()> {
    store::removed(tx, key).await?;
    event_store::succeed_begun(tx, key, now).await?;
    if !row.principal_name.is_empty() {
        let event = about(EventKind::RamUserRemoved, key, row, open, by)?
            .detail("ram_user", &row.principal_name)
            .detail("deletion_policy", word(policy)?);
        events::record(tx, event, now).await?;
    }
    if event_store::list_open(tx, key).await?.is_empty() {
        store::delete(tx, key).await?;
        return Ok(());
    }
    leave(tx, key, now).await
}

async fn failed(
    tx: &mut Tx,
    key: &Key,
    row: &Row,
    failure: &TaskFailure,
    open: &[EventRow],
    now: Timestamp,
) -> Result<()> {
    let status = word(RamUserEventStatus::Failed)?;
    event_store::put_failure(tx, key, &status, failure, Some(now.as_millisecond())).await?;
    let event = about(EventKind::RamUserFailed, key, row, open, None)?
        .detail("code", &failure.code)
        .detail("message", &failure.message)
        .detail("request_id", &failure.request_id);
    events::record(tx, event, now).await?;
    leave(tx, key, now).await
}

/// Lets go of the RAM user: it is due again at once when events came up meanwhile.
async fn leave(tx: &mut Tx, key: &Key, now: Timestamp) -> Result<()> {
    let is_more_to_do = !event_store::list_open(tx, key).await?.is_empty();
    store::release(tx, key, is_more_to_do.then_some(now.as_millisecond()), 0, None).await?;
    Ok(())
}

/// An event about the RAM user, done by whoever brought up the first of what is open.
fn about(kind: EventKind, key: &Key, row: &Row, open: &[EventRow], by: Option<&Actor>) -> Result<NewEvent> {
    let first = open.first();
    let actor = match (by, first) {
        (Some(actor), _) => actor.clone(),
        (None, Some(first)) => Actor {
            kind: kind_of(&first.actor_kind)?,
            id: first.actor_id.clone(),
            name: first.actor_name.clone(),
            address: first.actor_address.clone(),
        },
        (None, None) => Actor::server(),
    };
    let mut event = NewEvent::new(kind, &actor)
        .target(&row.user_name)
        .detail("id", &key.user_id)
        .detail("account_id", &key.account_id)
        .detail("account", first.map_or(key.account_id.as_str(), |first| first.account_name.as_str()));
    if by.is_some() {
        event = event.detail("by_hand", true);
    }
    Ok(event)
}

/// Whether servers left events begun that no server will end, because there is no cloud credential any longer.
///
/// # Errors
/// When the database fails.
pub async fn is_any_begun(tx: &mut Tx) -> Result<bool> {
    Ok(event_store::is_any_begun(tx).await?)
}

/// What a server began and left waits for an administrator.
///
/// # Errors
/// When the database fails.
pub async fn release_left(tx: &mut Tx, now: Timestamp) -> Result<()> {
    event_store::release_left(tx, now).await?;
    Ok(())
}
