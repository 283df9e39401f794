//! The user portal, and direct access links as administrators build them.

use shared::page::Page;
use shared::paths;
use shared::portal::{
    DirectAccess, DirectAccessLink, DirectAccessQuery, PortalAccessConfiguration, PortalAccount, RecentLogOn,
};

use super::{Answer, http};
use crate::links::{encode, with_query};

/// A page of the accounts on which the person has access; `after` is `Page::next` of the page before, or empty.
pub async fn list_accounts(search: &str, after: &str) -> Answer<Page<PortalAccount>> {
    http::get(&with_query(paths::PORTAL_ACCOUNTS, &[("search", search), ("after", after)])).await
}

/// What the person used last.
pub async fn list_recent() -> Answer<Vec<RecentLogOn>> {
    http::get(paths::PORTAL_RECENT).await
}

/// Marks an account as a favourite, or takes the mark away.
pub async fn set_favourite(account_id: &str, favourite: bool) -> Answer<()> {
    let method = if favourite { "PUT" } else { "DELETE" };
    http::send_bare(method, &paths::with_id(paths::PORTAL_FAVOURITE, &encode(account_id))).await
}

/// The access configurations that the person may use on an account.
pub async fn list_access_configurations(account_id: &str) -> Answer<Vec<PortalAccessConfiguration>> {
    http::get(&paths::with_id(paths::PORTAL_ACCESS_CONFIGURATIONS, &encode(account_id))).await
}

/// What a direct access link leads to.
pub async fn get_direct_access(link: &DirectAccessQuery) -> Answer<DirectAccess> {
    http::get(&with_link(paths::PORTAL_DIRECT_ACCESS, link)).await
}

/// A link to what the person may use.
pub async fn get_own_direct_access_link(wanted: &DirectAccessQuery) -> Answer<DirectAccessLink> {
    http::get(&with_link(paths::PORTAL_DIRECT_ACCESS_LINK, wanted)).await
}

/// A link to anything there is, for administrators.
pub async fn get_direct_access_link(wanted: &DirectAccessQuery) -> Answer<DirectAccessLink> {
    http::get(&with_link(paths::DIRECT_ACCESS_LINK, wanted)).await
}

fn with_link(path: &str, link: &DirectAccessQuery) -> String {
    let query = [
        ("accountId", link.account_id.as_str()),
        ("accessConfigurationName", &link.access_configuration_name),
        ("landingPage", &link.landing_page),
    ];
    with_query(path, &query)
}
