//! **Log on as RAM Role**: the accounts on which the person has access.

use leptos::prelude::*;
use shared::portal::PortalAccount;

use super::roles_panel::RolesPanel;
use crate::language::{PortalTexts, fill};
use crate::ui::dialog::{Dialog, Shape};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;
use crate::ui::search::Search;
use crate::ui::table::Table;
use crate::{api, links, location};

/// From so many accounts on there is a search field.
const SEARCH_FROM: usize = 11;

/// The page.
#[component]
pub fn AccountsPage(
    /// Proof for the log-on form that our own page sent it.
    form_token: String,
) -> impl IntoView {
    let accounts = load(api::portal::list_accounts);
    accounts.show(move |accounts| {
        if accounts.is_empty() {
            let texts = PortalTexts::current();
            view! { <Empty glyph=Glyph::Account title=texts.no_accounts text=texts.no_accounts_text/> }
                .into_any()
        } else {
            view! { <Accounts accounts form_token=form_token.clone()/> }.into_any()
        }
    })
}

#[component]
fn Accounts(accounts: Vec<PortalAccount>, form_token: String) -> impl IntoView {
    let texts = PortalTexts::current();
    let sought = RwSignal::new(String::new());
    let shown = RwSignal::new(None::<PortalAccount>);
    let open = RwSignal::new(false);
    let many = accounts.len() >= SEARCH_FROM;
    let accounts = StoredValue::new(accounts);
    follow_query(accounts, shown, open);
    let title = Signal::derive(move || shown.get().map(|account| account.name).unwrap_or_default());
    let rows = move || {
        let sought = sought.get();
        let found = accounts.with_value(|all| matching(all, &sought));
        if found.is_empty() {
            let text = fill(texts.no_account_found_text, &[("text", sought.trim())]);
            return view! { <Empty glyph=Glyph::Search title=texts.no_account_found text/> }.into_any();
        }
        view! {
            <Table stacks=true label=texts.accounts columns=vec![texts.account_name, texts.account_id, texts.permissions]>
                {found.into_iter().map(|account| row(account, shown, open)).collect_view()}
            </Table>
        }
        .into_any()
    };
    view! {
        {many.then(|| view! { <div class="toolbar"><Search label=texts.search_accounts value=sought/></div> })}
        {rows}
        <Dialog open title shape=Shape::Panel>
            {
                let form_token = form_token.clone();
                move || {
                    let form_token = form_token.clone();
                    shown.get().map(|account| view! { <RolesPanel account form_token/> })
                }
            }
        </Dialog>
    }
}

fn row(
    account: PortalAccount,
    shown: RwSignal<Option<PortalAccount>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let (name, id) = (account.name.clone(), account.id.to_string());
    let name_id = format!("account-{id}");
    let show = move |_| {
        shown.set(Some(account.clone()));
        open.set(true);
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" id=name_id.clone()>
                <span class="with-icon"><Icon glyph=Glyph::Account/>{name}</span>
            </th>
            <td role="cell" class="number muted-narrow">{id}</td>
            <td role="cell" class="act">
                <button type="button" class="link" aria-describedby=name_id aria-haspopup="dialog" on:click=show>
                    {PortalTexts::current().show_details}
                </button>
            </td>
        </tr>
    }
}

/// Opens the panel that the address names, and keeps the address naming the panel that is open.
fn follow_query(
    accounts: StoredValue<Vec<PortalAccount>>,
    shown: RwSignal<Option<PortalAccount>>,
    open: RwSignal<bool>,
) {
    let wanted = links::query_value(&location::watch().get_untracked().query, "account");
    if let Some(id) = wanted {
        let account = accounts.with_value(|all| all.iter().find(|a| a.id.as_str() == id).cloned());
        open.set(account.is_some());
        shown.set(account);
    }
    let replace = location::replacer();
    Effect::new(move |before: Option<bool>| {
        let open = open.get();
        let id = shown.get_untracked().filter(|_| open).map(|a| a.id.to_string()).unwrap_or_default();
        if open || before == Some(true) {
            replace(&links::with_query(links::PORTAL_RAM_ROLES, &[("account", &id)]));
        }
        open
    });
}

/// The accounts whose name or number holds the text, ASCII case aside.
fn matching(accounts: &[PortalAccount], text: &str) -> Vec<PortalAccount> {
    let text = text.trim().to_ascii_lowercase();
    let found = accounts.iter().filter(|account| {
        account.id.as_str().contains(&text) || account.name.to_ascii_lowercase().contains(&text)
    });
    found.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str, name: &str) -> PortalAccount {
        PortalAccount { id: id.parse().unwrap(), name: name.to_owned() }
    }

    #[test]
    fn an_account_is_found_by_part_of_its_name_or_number() {
        let all = [account("11111111", "Production 生产"), account("22222222", "test")];
        for (text, expected) in [("", 2), (" PROD ", 1), ("生产", 1), ("2222", 1), ("t", 2), ("nothing", 0)]
        {
            assert_eq!(matching(&all, text).len(), expected, "{text:?}");
        }
    }
}
