//! The work at a role: handing it out to one server at a time, and writing how it ended.
//!
//! The cloud is asked outside of any transaction. What is written afterwards is written only by whoever still
//! holds the work: a server that stopped loses it once its lease is over, and another begins again from the start,
//! which the cloud's side bears. Nothing here runs by itself; see [`super::worker`].

use std::time::Duration;

use jiff::Timestamp;
use shared::access_configurations::AccessConfiguration;
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::provisioning::{ProvisioningStatus, RoleInAccount};
use shared::tasks::{TaskFailure, TaskStatus};

use super::policies::Policies;
use super::store;
use crate::access::tasks::{self, Row};
use crate::access::{access_assignments, access_configurations, accounts};
use crate::cloud::role::{CloudFault, Remedy, UnwantedRole, WantedRole};
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::clock::plus_seconds;
use crate::platform::db::{Tx, word};
use crate::platform::{Error, Result, random};

/// Longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);
/// How long the cloud may be too busy before the tasks fail, in milliseconds.
pub(in crate::access) const PATIENCE_MILLIS: i64 = 60 * 60 * 1_000;

/// What is to be done at a role, and the right to do it.
#[derive(Debug, Clone)]
pub struct Job {
    role: RoleInAccount,
    holder: String,
    /// How long it is held without a sign of life, in seconds.
    lease_seconds: u32,
    /// The turn whose tasks it is for; none when they were all called off after it had begun.
    turn: Option<i64>,
    todo: Todo,
}

/// What is to be done at a role.
#[derive(Debug, Clone)]
pub enum Todo {
    /// Make it, or bring it up to date.
    Make(Box<WantedRole>),
    /// Remove it.
    Remove(UnwantedRole),
}

impl Job {
    /// What is to be done.
    pub fn todo(&self) -> &Todo {
        &self.todo
    }
}

/// Roles with work that is due and that nobody has, longest first.
///
/// # Errors
/// When the database fails.
pub async fn list_due(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<RoleInAccount>> {
    Ok(store::work::list_due(tx, now, limit).await?.into_iter().map(RoleInAccount::from).collect())
}

/// Takes up the work of a role, and holds it for `lease_seconds` without a sign of life; none when somebody else has
/// it, or nothing is left to do. `metadata` is our IdP metadata, which the account's SAML provider is to hold.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    tx: &mut Tx,
    role: &RoleInAccount,
    metadata: &str,
    lease_seconds: u32,
    now: Timestamp,
) -> Result<Option<Job>> {
    directory::lock(tx).await?;
    let Some(before) = store::work::find(tx, role).await? else { return Ok(None) };
    let open = tasks::list_open(tx, std::slice::from_ref(role)).await?;
    let removes = open.first().is_some_and(Row::removes);
    if open.is_empty() && before.holder.is_none() {
        store::work::delete(tx, role).await?;
        return Ok(None);
    }
    // It may take the SAML provider away, which this role needs; and of two removals the last takes it away.
    if store::work::is_another_being_removed(tx, role).await? {
        return Ok(None);
    }
    let holder = random::symbols::<20>()?;
    if !store::work::claim(tx, role, &holder, lease_end(lease_seconds, now), now).await? {
        return Ok(None);
    }
    let Some(configuration) = find_role(tx, role).await? else {
        let failure =
            ours(ErrorCode::AccessConfigurationNotExists, "The account or access configuration is gone.")?;
        tasks::fail(tx, open.into_iter().map(|row| (row, failure.clone())).collect(), now).await?;
        store::work::delete(tx, role).await?;
        return Ok(None);
    };
    let turn = open.first().map(|row| row.turn);
    if let Some(turn) = turn {
        tasks::store::begin(tx, role, turn).await?;
    }
    let todo = if removes {
        store::update_status(tx, role, &word(ProvisioningStatus::Deprovisioning)?).await?;
        Todo::Remove(unwanted(tx, role, &configuration).await?)
    } else {
        Todo::Make(Box::new(wanted(role, configuration, metadata)))
    };
    Ok(Some(Job { role: role.clone(), holder, lease_seconds, turn, todo }))
}

pub(in crate::access) fn lease_end(lease_seconds: u32, now: Timestamp) -> i64 {
    plus_seconds(now, lease_seconds.into()).as_millisecond()
}

/// The access configuration, when the account is there, too.
async fn find_role(tx: &mut Tx, role: &RoleInAccount) -> Result<Option<AccessConfiguration>> {
    let found = async {
        accounts::get_account(tx, &role.account_id).await?;
        access_configurations::get_access_configuration(tx, &role.access_configuration_id).await
    };
    match found.await {
        Ok(configuration) => Ok(Some(configuration)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn inline_policy_name(role_name: &str) -> String {
    format!("{role_name}-InlinePolicy")
}

/// What is to stand in the account.
pub(super) fn wanted(role: &RoleInAccount, configuration: AccessConfiguration, metadata: &str) -> WantedRole {
    WantedRole {
        account: role.account_id.clone(),
        inline_policy_name: inline_policy_name(&configuration.role_name),
        role_name: configuration.role_name,
        description: configuration.description,
        saml_provider_name: configuration.saml_provider_name,
        saml_metadata: metadata.to_owned(),
        system_policies: configuration.system_policies,
        inline_policy: configuration.inline_policy,
    }
}

/// What is to go from the account.
pub(super) async fn unwanted(
    tx: &mut Tx,
    role: &RoleInAccount,
    configuration: &AccessConfiguration,
) -> Result<UnwantedRole> {
    let is_last = store::work::count_others(tx, role).await? == 0;
    Ok(UnwantedRole {
        account: role.account_id.clone(),
        role_name: configuration.role_name.clone(),
        inline_policy_name: inline_policy_name(&configuration.role_name),
        last_of_saml_provider: is_last.then(|| configuration.saml_provider_name.clone()),
    })
}

impl Policies {
    /// Those that the role is given.
    fn given(wanted: &WantedRole) -> Self {
        Self {
            system: wanted.system_policies.iter().cloned().collect(),
            inline: wanted.inline_policy.clone(),
        }
    }
}

/// Holds the work for longer; answers whether it was still held.
///
/// # Errors
/// When the database fails.
pub async fn hold(tx: &mut Tx, job: &Job, now: Timestamp) -> Result<bool> {
    Ok(store::work::hold(tx, &job.role, &job.holder, lease_end(job.lease_seconds, now)).await?)
}

/// Writes how the work ended, unless another has taken it up meanwhile. `chance` spreads the next attempts of
/// work that is put off; any number will do.
///
/// # Errors
/// When the database fails; unavailable when a user or group was deleted at the same moment: then it is to be
/// written again.
pub async fn finish(
    tx: &mut Tx,
    job: &Job,
    outcome: &std::result::Result<(), CloudFault>,
    chance: u32,
    now: Timestamp,
) -> Result<()> {
    directory::lock(tx).await?;
    let role = &job.role;
    let held = store::work::find(tx, role).await?.filter(|row| row.holder.as_deref() == Some(&job.holder));
    let Some(work) = held else { return Ok(()) };
    tasks::store::lock_open(tx, role).await?;
    let open = tasks::list_open(tx, std::slice::from_ref(role)).await?;
    match (outcome, &job.todo) {
        (Ok(()), Todo::Make(wanted)) => {
            made(tx, role, job.turn, &Policies::given(wanted), &open, None, now).await
        }
        (Ok(()), Todo::Remove(_)) => removed(tx, role, job.turn, &open, None, now).await,
        (Err(fault), todo) => {
            let failure = TaskFailure {
                code: fault.code.clone(),
                message: fault.message.clone(),
                request_id: fault.request_id.clone(),
            };
            let since = work.failing_since.unwrap_or(now.as_millisecond());
            let patient = now.as_millisecond().saturating_sub(since) < PATIENCE_MILLIS;
            match (fault.remedy, job.turn) {
                (Remedy::TryAgain { after }, turn) if patient => {
                    if let Some(turn) = turn {
                        tasks::store::put_off(tx, role, turn, &failure).await?;
                    }
                    let due_at = now.as_millisecond() + pause_millis(work.attempts, after, chance);
                    store::work::release(tx, role, due_at, work.attempts + 1, Some(since)).await?;
                    Ok(())
                }
                _ => failed(tx, role, job.turn, todo, &failure, &open, now).await,
            }
        }
    }
}

/// How long to wait before the cloud is asked again: a second, doubled with each attempt up to five minutes, of
/// which a half is left to chance; and at least as long as the cloud asks for.
pub(in crate::access) fn pause_millis(attempts: i64, after: Option<Duration>, chance: u32) -> i64 {
    let doubled = u32::try_from(attempts).ok().and_then(|n| 1_000_u64.checked_shl(n.min(20)));
    let longest = LONGEST_PAUSE.as_millis() as u64;
    let full = doubled.unwrap_or(longest).min(longest);
    let half = full / 2;
    let spread = half + u64::from(chance) % (half + 1);
    let asked = after.map_or(0, |after| after.min(LONGEST_PAUSE).as_millis() as u64);
    spread.max(asked) as i64
}

/// The role stands with these policies. `by` is whoever made it by hand.
pub(super) async fn made(
    tx: &mut Tx,
    role: &RoleInAccount,
    turn: Option<i64>,
    policies: &Policies,
    open: &[Row],
    by: Option<&Actor>,
    now: Timestamp,
) -> Result<()> {
    let configuration =
        access_configurations::get_access_configuration(tx, &role.access_configuration_id).await?;
    let is_current = *policies == Policies::of(&configuration);
    let status =
        if is_current { ProvisioningStatus::Provisioned } else { ProvisioningStatus::ReprovisionRequired };
    store::put(tx, role, &word(status)?, policies, now).await?;
    let of_turn: Vec<Row> = open.iter().filter(|row| Some(row.turn) == turn).cloned().collect();
    // Whoever asked for a change that the role does not have yet still waits for it.
    let has_what_it_asks = |row: &Row| is_current || row.status == "InProgress" || row.assigns();
    let (ended, late): (Vec<Row>, Vec<Row>) = of_turn.iter().cloned().partition(has_what_it_asks);
    let (assigns, others): (Vec<Row>, Vec<Row>) = ended.into_iter().partition(Row::assigns);
    access_assignments::complete(tx, &assigns, now).await?;
    tasks::succeed(tx, &others, now).await?;
    let kind = EventKind::AccessConfigurationProvisioned;
    record(tx, kind, role, &configuration.name, &of_turn, by, now).await?;
    let left: Vec<&Row> = open.iter().filter(|row| Some(row.turn) != turn).chain(&late).collect();
    leave(tx, role, &left, now).await
}

/// The role is gone. `by` is whoever removed it by hand.
pub(super) async fn removed(
    tx: &mut Tx,
    role: &RoleInAccount,
    turn: Option<i64>,
    open: &[Row],
    by: Option<&Actor>,
    now: Timestamp,
) -> Result<()> {
    store::delete(tx, role).await?;
    let (ended, left): (Vec<Row>, Vec<Row>) = open.iter().cloned().partition(|row| Some(row.turn) == turn);
    tasks::succeed(tx, &ended, now).await?;
    let name = ended.first().map_or("", |row| row.access_configuration_name.as_str());
    let kind = EventKind::AccessConfigurationDeprovisioned;
    record(tx, kind, role, name, &ended, by, now).await?;
    leave(tx, role, &left.iter().collect::<Vec<_>>(), now).await
}

async fn failed(
    tx: &mut Tx,
    role: &RoleInAccount,
    turn: Option<i64>,
    todo: &Todo,
    failure: &TaskFailure,
    open: &[Row],
    now: Timestamp,
) -> Result<()> {
    if matches!(todo, Todo::Remove(_)) {
        store::update_status(tx, role, &word(ProvisioningStatus::DeprovisionFailed)?).await?;
    }
    let (ended, left): (Vec<Row>, Vec<Row>) = open.iter().cloned().partition(|row| Some(row.turn) == turn);
    tasks::fail(tx, ended.into_iter().map(|row| (row, failure.clone())).collect(), now).await?;
    leave(tx, role, &left.iter().collect::<Vec<_>>(), now).await
}

/// Lets go of the role: its work goes on at once when tasks are left, else there is none any more.
async fn leave(tx: &mut Tx, role: &RoleInAccount, left: &[&Row], now: Timestamp) -> Result<()> {
    match left.iter().min_by_key(|row| row.turn) {
        None => store::work::delete(tx, role).await?,
        Some(next) => {
            let due_at = super::due_at(next.status()?, now);
            store::work::release(tx, role, due_at, 0, None).await?
        }
    };
    Ok(())
}

async fn record(
    tx: &mut Tx,
    kind: EventKind,
    role: &RoleInAccount,
    access_configuration: &str,
    rows: &[Row],
    by: Option<&Actor>,
    now: Timestamp,
) -> Result<()> {
    let account = match rows.first() {
        Some(row) => row.account_name.clone(),
        None => accounts::get_account(tx, &role.account_id).await?.name,
    };
    let actor = match (by, rows.first()) {
        (Some(actor), _) => actor.clone(),
        (None, Some(row)) => row.actor()?,
        (None, None) => Actor::server(),
    };
    let mut event = NewEvent::new(kind, &actor)
        .target(access_configuration)
        .detail("account_id", &role.account_id)
        .detail("account", account)
        .detail("access_configuration", access_configuration);
    if by.is_some() {
        event = event.detail("by_hand", true);
    }
    events::record(tx, event, now).await?;
    Ok(())
}

/// A failure in our own words.
pub(in crate::access) fn ours(code: ErrorCode, message: &str) -> Result<TaskFailure> {
    Ok(TaskFailure { code: word(code)?, message: message.to_owned(), request_id: String::new() })
}

/// Whether tasks wait where they do not belong; see [`direct`].
///
/// # Errors
/// When the database fails.
pub async fn is_any_astray(tx: &mut Tx, waiting: TaskStatus, now: Timestamp) -> Result<bool> {
    let by_hand = waiting == TaskStatus::AwaitingAdministrator;
    let astray = if by_hand { TaskStatus::Waiting } else { TaskStatus::AwaitingAdministrator };
    Ok(tasks::store::is_any(tx, &word(astray)?).await?
        || (by_hand && store::work::is_any_for_servers(tx, now).await?))
}

/// Lets waiting tasks go where they belong: to a server when the cloud can be reached, else to an administrator.
///
/// # Errors
/// When the database fails.
pub async fn direct(tx: &mut Tx, waiting: TaskStatus, now: Timestamp) -> Result<()> {
    directory::lock(tx).await?;
    if waiting == TaskStatus::AwaitingAdministrator {
        store::work::hand_over(tx, now).await?;
        tasks::store::hand_over(tx).await?;
    } else {
        store::work::take_over(tx, now).await?;
        tasks::store::take_over(tx).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_five_minutes_and_half_of_each_is_chance() {
        for (attempts, shortest, longest) in [
            (0, 500, 1_000),
            (1, 1_000, 2_000),
            (5, 16_000, 32_000),
            (9, 150_000, 300_000),
            (500, 150_000, 300_000),
        ] {
            for chance in [0, 1, 7_777, u32::MAX] {
                let pause = pause_millis(attempts, None, chance);
                assert!((shortest..=longest).contains(&pause), "{attempts} {chance}: {pause}");
            }
        }
    }

    #[test]
    fn the_cloud_is_not_asked_before_it_wants_to_be_nor_kept_waiting_for_hours() {
        assert_eq!(pause_millis(0, Some(Duration::from_secs(20)), 0), 20_000);
        assert_eq!(pause_millis(9, Some(Duration::from_secs(1)), 0), 150_000);
        assert_eq!(pause_millis(0, Some(Duration::from_secs(86_400)), 0), 300_000);
    }
}
