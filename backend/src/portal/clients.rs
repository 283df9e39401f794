//! What command-line clients ask for with an access token: the accounts and access configurations of the person behind
//! it, and temporary credentials. Everything is looked up anew at each request; a token by itself opens nothing.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use shared::error::ErrorCode;
use shared::ids::AccountId;

use super::credentials::{self, NoCredentials, Proof, Request};
use super::log_on::Wanted;
use super::store;
use crate::app::App;
use crate::clients::routes::respond;
use crate::clients::wire::{self, Asked, Fault, Outcome, PostedJson, RequestId};
use crate::clients::{self, AccessToken};
use crate::platform::http::ClientAddress;
use crate::platform::{Error, Result};

/// Most entries of a page, and as many as a page has unless fewer are asked for: clients read on to the end anyway.
const PAGE: usize = 100;

/// Query of [`list_accounts`].
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccountsQuery {
    next_token: Option<String>,
    max_results: Option<String>,
}

/// Query of [`list_access_configurations`].
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessConfigurationsQuery {
    account_id: String,
    next_token: Option<String>,
    max_results: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Accounts {
    accounts: Vec<Account>,
    is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Account {
    account_id: String,
    display_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct AccessConfigurations {
    access_configurations_for_account: Vec<AccessConfiguration>,
    is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct AccessConfiguration {
    access_configuration_id: String,
    access_configuration_name: String,
    access_configuration_description: String,
}

/// GET [`shared::paths::CLIENT_ACCOUNTS`].
pub async fn list_accounts(
    State(app): State<App>,
    headers: HeaderMap,
    asked: Asked<AccountsQuery>,
) -> Response {
    respond(async |_| {
        let token = wire::access_token(&headers)?;
        accounts(&app, &token, wire::query(asked)?).await
    })
    .await
}

async fn accounts(app: &App, token: &AccessToken, asked: AccountsQuery) -> Outcome<Accounts> {
    let mut tx = app.db.read().await.map_err(Error::from)?;
    let holder = clients::holder_of(&mut tx, token, app.clock.now()).await?;
    clients::allowed(&mut tx).await?;
    let rows = store::list_accounts(&mut tx, &holder.user_id).await.map_err(Error::from)?;
    let rows = rows.into_iter().map(|row| {
        let account = Account { account_id: row.id.to_string(), display_name: row.name };
        (Place(account.display_name.to_lowercase(), account.account_id.clone()), account)
    });
    let page = page(rows.collect(), asked.next_token.as_deref(), asked.max_results.as_deref())?;
    Ok(Accounts { accounts: page.items, is_truncated: page.next.is_some(), next_token: page.next })
}

/// GET [`shared::paths::CLIENT_ACCESS_CONFIGURATIONS`].
pub async fn list_access_configurations(
    State(app): State<App>,
    headers: HeaderMap,
    asked: Asked<AccessConfigurationsQuery>,
) -> Response {
    respond(async |_| {
        let token = wire::access_token(&headers)?;
        access_configurations(&app, &token, wire::query(asked)?).await
    })
    .await
}

async fn access_configurations(
    app: &App,
    token: &AccessToken,
    asked: AccessConfigurationsQuery,
) -> Outcome<AccessConfigurations> {
    let mut tx = app.db.read().await.map_err(Error::from)?;
    let holder = clients::holder_of(&mut tx, token, app.clock.now()).await?;
    clients::allowed(&mut tx).await?;
    let account: AccountId = asked.account_id.parse().map_err(|_| {
        Error::invalid(ErrorCode::InvalidParameter, "AccountId is not the number of an account.")
    })?;
    let targets = super::list_access_configurations(&mut tx, &holder.user_id, &account).await?;
    let rows = targets.into_iter().map(|target| {
        let place = Place(target.name.to_lowercase(), target.id.to_string());
        let configuration = AccessConfiguration {
            access_configuration_id: target.id.to_string(),
            access_configuration_name: target.name,
            access_configuration_description: target.description,
        };
        (place, configuration)
    });
    let page = page(rows.collect(), asked.next_token.as_deref(), asked.max_results.as_deref())?;
    Ok(AccessConfigurations {
        access_configurations_for_account: page.items,
        is_truncated: page.next.is_some(),
        next_token: page.next,
    })
}

/// Body of [`create_cloud_credential`].
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CloudCredentialRequest {
    account_id: String,
    access_configuration_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CloudCredentialAnswer {
    cloud_credential: CloudCredential,
}

/// Temporary credentials. No `Debug`: they open the account.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CloudCredential {
    access_key_id: String,
    access_key_secret: String,
    security_token: String,
    /// To the second: the SDK for Python reads no fractions.
    expiration: String,
}

/// POST [`shared::paths::CLOUD_CREDENTIALS`].
pub async fn create_cloud_credential(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    posted: PostedJson<CloudCredentialRequest>,
) -> Response {
    respond(async |id| {
        let token = wire::access_token(&headers)?;
        credential(&app, &token, &address, id, wire::body(posted)?).await
    })
    .await
}

async fn credential(
    app: &App,
    token: &AccessToken,
    address: &str,
    id: &RequestId,
    asked: CloudCredentialRequest,
) -> Outcome<CloudCredentialAnswer> {
    let wanted =
        Wanted { account_id: &asked.account_id, access_configuration: &asked.access_configuration_id };
    let request = Request { proof: Proof::AccessToken(token), wanted, address, request_id: id.as_str() };
    let given = credentials::obtain(app, &request).await.map_err(|none| match none {
        NoCredentials::Refused(error) => Fault::Other(error),
        NoCredentials::Cloud(fault) => {
            Fault::Cloud { message: credentials::in_the_clouds_words(&fault), code: fault.code }
        }
    })?;
    Ok(CloudCredentialAnswer {
        cloud_credential: CloudCredential {
            access_key_id: given.access_key_id,
            access_key_secret: given.access_key_secret.expose().to_owned(),
            security_token: given.security_token.expose().to_owned(),
            expiration: given.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        },
    })
}

/// Where an entry stands in a list: by name, and by id where names are the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place(String, String);

impl Place {
    /// As a NextToken. `aliyun` puts it into the address as it is, so it holds nothing that would have to be encoded.
    fn write(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}\n{}", self.1, self.0))
    }

    fn read(text: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (id, name) = text.split_once('\n')?;
        Some(Self(name.to_owned(), id.to_owned()))
    }
}

struct ClientPage<T> {
    items: Vec<T>,
    next: Option<String>,
}

/// The entries after `next_token`, in order, at most `max_results`.
fn page<T>(
    mut rows: Vec<(Place, T)>,
    next_token: Option<&str>,
    max_results: Option<&str>,
) -> Result<ClientPage<T>> {
    let invalid = |message: &str| Error::invalid(ErrorCode::InvalidParameter, message);
    let most = match max_results {
        None | Some("") => PAGE,
        Some(text) => text
            .parse()
            .ok()
            .filter(|most| (1..=PAGE).contains(most))
            .ok_or_else(|| invalid("MaxResults must be a number from 1 to 100."))?,
    };
    let after = match next_token {
        None | Some("") => None,
        Some(text) => {
            Some(Place::read(text).ok_or_else(|| invalid("NextToken is none that this list gave out."))?)
        }
    };
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    rows.retain(|(place, _)| after.as_ref().is_none_or(|after| place > after));
    let more = rows.len() > most;
    rows.truncate(most);
    let next = rows.last().filter(|_| more).map(|(place, _)| place.write());
    Ok(ClientPage { items: rows.into_iter().map(|(_, item)| item).collect(), next })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(names: &[&str]) -> Vec<(Place, String)> {
        names.iter().map(|name| (Place((*name).to_lowercase(), "1".into()), (*name).to_owned())).collect()
    }

    #[test]
    fn a_list_is_read_to_its_end_page_by_page() {
        let names = ["b", "A", "d", "C", "商店"];
        let mut seen = Vec::new();
        let mut next = None;
        loop {
            let page = page(rows(&names), next.as_deref(), Some("2")).unwrap();
            assert!(page.items.len() <= 2);
            seen.extend(page.items);
            next = page.next;
            match &next {
                Some(token) => {
                    assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)))
                }
                None => break,
            }
        }
        assert_eq!(seen, ["A", "b", "C", "d", "商店"]);
    }

    #[test]
    fn a_page_that_cannot_be_is_refused() {
        for most in ["0", "101", "-1", "x", "1.5"] {
            assert!(page(rows(&["a"]), None, Some(most)).is_err(), "{most}");
        }
        for token in ["%", "YQ", "a b", "/w"] {
            assert!(page(rows(&["a"]), Some(token), None).is_err(), "{token}");
        }
    }
}
