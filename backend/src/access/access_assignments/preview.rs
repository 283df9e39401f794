//! What a grant would do: every combination, with what is there already. Nothing is written.

use std::collections::HashSet;

use shared::access_assignments::{GrantPreview, PlannedAssignment, PreviewGrant};
use shared::page::{PAGE_SIZE, Page};

use super::grant::{Named, check_size, look_up, name};
use super::{Triplet, store};
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// What the grant would do; the page is of its combinations by account, user or group, and access configuration.
///
/// # Errors
/// Whatever would refuse the grant; `after` is not what a page before gave out.
pub async fn preview_grant(tx: &mut Tx, body: &PreviewGrant) -> Result<GrantPreview> {
    let from: usize = match body.after.as_deref() {
        None => 0,
        Some(text) => text.parse().map_err(|_| Error::no_such_page())?,
    };
    check_size(&body.grant)?;
    let named = look_up(tx, &body.grant).await?;
    let mut triplets = named.triplets();
    triplets.sort_by_cached_key(|triplet| place(&named, triplet));
    let there: HashSet<(String, String, String)> =
        store::list_existing(tx, &triplets).await?.into_iter().collect();
    let is_there = |triplet: &Triplet<'_>| there.contains(&key(triplet));
    let roles: HashSet<_> = triplets.iter().filter(|triplet| !is_there(triplet)).map(role).collect();
    let roles: Vec<_> = roles.into_iter().collect();
    let standing = store::list_standing_roles(tx, &roles).await?.len();
    let (total, existing) = (triplets.len() as u64, there.len() as u64);
    let rows = triplets.iter().enumerate().skip(from).take(PAGE_SIZE + 1);
    let page = Page::of_rows(rows.collect(), total, |(at, _)| (at + 1).to_string());
    let page = page.try_map(|(_, triplet)| Ok::<_, Error>(planned(&named, triplet, is_there(triplet))))?;
    Ok(GrantPreview { new: total - existing, existing, roles: (roles.len() - standing) as u64, page })
}

fn key(triplet: &Triplet<'_>) -> (String, String, String) {
    (triplet.principal.id().to_owned(), triplet.account.to_string(), triplet.access_configuration.to_string())
}

fn role<'a>(triplet: &Triplet<'a>) -> (&'a str, &'a str) {
    (triplet.account.as_str(), triplet.access_configuration.as_str())
}

/// What orders the combinations, ids last so that no two are alike.
fn place(named: &Named, triplet: &Triplet<'_>) -> (String, String, String, String) {
    let (principal, account, configuration) = key(triplet);
    (
        name(&named.accounts, triplet.account).to_lowercase() + "\0" + &account,
        name(&named.principals, triplet.principal).to_lowercase(),
        name(&named.access_configurations, triplet.access_configuration).to_lowercase(),
        principal + &configuration,
    )
}

fn planned(named: &Named, triplet: &Triplet<'_>, existing: bool) -> PlannedAssignment {
    PlannedAssignment {
        principal: triplet.principal.clone(),
        principal_name: name(&named.principals, triplet.principal).to_owned(),
        account_id: triplet.account.clone(),
        account_name: name(&named.accounts, triplet.account).to_owned(),
        access_configuration_id: triplet.access_configuration.clone(),
        access_configuration_name: name(&named.access_configurations, triplet.access_configuration)
            .to_owned(),
        existing,
    }
}
