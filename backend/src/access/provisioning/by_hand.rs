//! What administrators do by hand while the cloud cannot be reached from here: what there is to do, and **Done**.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use shared::error::ErrorCode;
use shared::ids::{AccessConfigurationId, AccountId};
use shared::page::{PAGE_SIZE, Page};
use shared::provisioning::{ManualWork, ManualWorkDone, RoleInAccount};
use shared::tasks::{TaskStatus, TasksChanged};

use super::manual::{self, Plan};
use super::policies::{self, Policies};
use super::{store, work};
use crate::access::access_configurations;
use crate::access::tasks::{self, Row};
use crate::cloud::alibaba::trust_policy;
use crate::directory;
use crate::events::Actor;
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// What stands in an account besides policies.
pub struct Means<'a> {
    /// Our IdP metadata, which the SAML provider holds.
    pub metadata: &'a str,
    /// Where this deployment's role logons are posted.
    pub sign_in_url: &'a str,
}

/// A page of what waits for an administrator's hand, by account and access configuration.
///
/// # Errors
/// When `after` is not what a page before gave out.
pub async fn list_manual_work(
    tx: &mut Tx,
    after: Option<&str>,
    means: &Means<'_>,
) -> Result<Page<ManualWork>> {
    let (account, configuration) = match after {
        None => (String::new(), String::new()),
        Some(text) => parse_place(text).ok_or_else(Error::no_such_page)?,
    };
    let limit = PAGE_SIZE as i64 + 1;
    let rows = store::work::list_by_hand(tx, (&account, &configuration), limit).await?;
    let total = store::work::count_by_hand(tx).await?;
    let roles: Vec<RoleInAccount> = rows.into_iter().map(RoleInAccount::from).collect();
    let page = Page::of_rows(roles, total, |role: &RoleInAccount| {
        format!("{}/{}", role.account_id, role.access_configuration_id)
    });
    let open = tasks::list_open(tx, &page.items).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for role in &page.items {
        let first = open.iter().find(|row| row.role() == *role);
        if let Some((shown, _)) = shown(tx, role, first, means).await? {
            items.push(shown);
        }
    }
    Ok(Page { items, total: page.total, next: page.next })
}

fn parse_place(text: &str) -> Option<(String, String)> {
    let (account, configuration) = text.split_once('/')?;
    let account: AccountId = account.parse().ok()?;
    let configuration: AccessConfigurationId = configuration.parse().ok()?;
    Some((account.into(), configuration.into()))
}

/// What is to be done at the role, for its first task, and the policies that the role then has; none when that
/// task does not wait for an administrator, or what it names is gone.
async fn shown(
    tx: &mut Tx,
    role: &RoleInAccount,
    first: Option<&Row>,
    means: &Means<'_>,
) -> Result<Option<(ManualWork, Policies)>> {
    let Some(first) = first else { return Ok(None) };
    if first.status()? != TaskStatus::AwaitingAdministrator {
        return Ok(None);
    }
    let configuration =
        match access_configurations::get_access_configuration(tx, &role.access_configuration_id).await {
            Ok(configuration) => configuration,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
    let present = Policies::of(&configuration);
    let was = policies::list(tx, &role.access_configuration_id, Some(&role.account_id)).await?;
    let was = was.get(&role.account_id).map(|standing| &standing.policies);
    let plan = if first.removes() {
        let unwanted = work::unwanted(tx, role, &configuration).await?;
        manual::to_remove(&unwanted, was.unwrap_or(&present))
    } else {
        let wanted = work::wanted(role, configuration, means.metadata);
        let trust = trust_policy(&role.account_id, &wanted.saml_provider_name, means.sign_in_url);
        let provider_is_there = store::count_on_account(tx, &role.account_id).await? > 0;
        manual::to_make(&wanted, &trust, was, provider_is_there)
    };
    let revision = revision(first.removes(), &present)?;
    Ok(Some((on_the_wire(role, first, plan, revision), present)))
}

/// Stands for what the role is to be, whatever else is done in the account meanwhile: the first of several roles
/// brings the SAML provider, and that makes what was done for the others not wrong.
fn revision(removes: bool, policies: &Policies) -> Result<String> {
    let written = serde_json::to_vec(&(removes, &policies.system, &policies.inline))
        .map_err(|e| Error::bug(format!("manual work: {e}")))?;
    Ok(URL_SAFE_NO_PAD.encode(digest(&SHA256, &written)))
}

fn on_the_wire(role: &RoleInAccount, first: &Row, plan: Plan, revision: String) -> ManualWork {
    ManualWork {
        role: role.clone(),
        account_name: first.account_name.clone(),
        access_configuration_name: first.access_configuration_name.clone(),
        removes: first.removes(),
        steps: plan.steps,
        command_lines: plan.command_lines,
        terraform: plan.terraform,
        revision,
    }
}

/// **Done**: what [`list_manual_work`] showed has been done by hand.
///
/// # Errors
/// Refused when nothing waits for an administrator at this role, or something else than what was done.
pub async fn mark_done(
    tx: &mut Tx,
    done: &ManualWorkDone,
    means: &Means<'_>,
    actor: &Actor,
    now: Timestamp,
) -> Result<TasksChanged> {
    directory::lock(tx).await?;
    let role = RoleInAccount {
        account_id: done.account_id.clone(),
        access_configuration_id: done.access_configuration_id.clone(),
    };
    tasks::store::lock_open(tx, &role).await?;
    let open = tasks::list_open(tx, std::slice::from_ref(&role)).await?;
    let first = open.first();
    let shown = shown(tx, &role, first, means).await?.filter(|(shown, _)| shown.revision == done.revision);
    let (Some(first), Some((_, policies))) = (first, shown) else {
        return Err(Error::conflict(
            ErrorCode::ManualWorkChanged,
            "What is to be done there is not what it was, or somebody was faster. Look again.",
        ));
    };
    let turn = Some(first.turn);
    if first.removes() {
        work::removed(tx, &role, turn, &open, Some(actor), now).await?;
    } else {
        work::made(tx, &role, turn, &policies, &open, Some(actor), now).await?;
    }
    let changed = open.iter().filter(|row| Some(row.turn) == turn).count() as u64;
    Ok(TasksChanged { changed })
}
