//! **Log on as RAM Role**: the accounts on which the person has access, searched by the server as one types, with
//! what was used last above them and the panel of one account beside them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::portal::{AccountName, PortalAccount};
use shared::session::PortalSession;

use super::account_row::AccountRow;
use super::contact::Contact;
use super::keyboard;
use super::recent::Recent;
use super::roles_panel::RolesPanel;
use super::search_field::SearchField;
use crate::language::{PortalTexts, fill};
use crate::ui::dialog::{Dialog, Shape};
use crate::ui::empty::Empty;
use crate::ui::icon::Glyph;
use crate::ui::paged::{Paged, paged};
use crate::ui::table::Table;
use crate::{api, links, location};

/// The page.
#[component]
pub fn AccountsPage(
    /// Who is signed in.
    session: PortalSession,
) -> impl IntoView {
    let sought = RwSignal::new(String::new());
    let panel = Panel { account: RwSignal::new(None), open: RwSignal::new(false) };
    panel.follow_query();
    let list = paged(move |after| {
        let sought = sought.get();
        async move { api::portal::list_accounts(sought.trim(), &after).await }
    });
    let form_token = session.form_token.clone();
    let of_panel = form_token.clone();
    let title = Signal::derive(move || panel.account.get().map(|account| account.name).unwrap_or_default());
    view! {
        <Accounts list sought panel session/>
        <Dialog open=panel.open title shape=Shape::Panel>
            {
                let form_token = of_panel.clone();
                move || {
                    let form_token = form_token.clone();
                    panel.account.get().map(|account| view! { <RolesPanel account form_token/> })
                }
            }
        </Dialog>
    }
}

/// Recent, search and table; whatever is pressed in here may move the keyboard from row to row.
#[component]
fn Accounts(
    list: Paged<PortalAccount>,
    sought: RwSignal<String>,
    panel: Panel,
    session: PortalSession,
) -> impl IntoView {
    let texts = PortalTexts::current();
    let root = NodeRef::<leptos::html::Div>::new();
    let has_any = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or_default() || list.total().is_some_and(|total| total > 0)
    });
    let token = session.form_token.clone();
    let of_recent = session.form_token;
    let rows = move |accounts: Vec<PortalAccount>| {
        let rows = accounts
            .into_iter()
            .map(|account| view! { <AccountRow account form_token=token.clone() panel/> })
            .collect_view();
        let columns = vec![texts.favourite, texts.account_name, texts.account_id, texts.permissions];
        view! { <Table stacks=true label=texts.accounts columns>{rows}</Table> }.into_any()
    };
    let contact = session.access_contact;
    let empty = move || nothing(&sought.get_untracked(), &contact);
    let found = move || {
        let total = list.total().filter(|_| !sought.get().trim().is_empty())?;
        Some(fill(texts.accounts_found, &[("n", &total.to_string())]))
    };
    keyboard::slash_goes_to_search(root);
    view! {
        <div
            class="accounts"
            node_ref=root
            on:keydown=move |event| keyboard::move_between_rows(&event, root)
        >
            <Show when=move || has_any.get()>
                <Recent form_token=of_recent.clone() hidden=Signal::derive(move || !sought.get().is_empty())/>
                <div class="toolbar"><SearchField label=texts.search_accounts value=sought/></div>
            </Show>
            <p class="unseen" role="status">{found}</p>
            {list.show(rows, empty)}
        </div>
    }
}

fn nothing(sought: &str, contact: &str) -> AnyView {
    let texts = PortalTexts::current();
    let sought = sought.trim();
    if sought.is_empty() {
        let contact = contact.to_owned();
        view! {
            <Empty glyph=Glyph::Account title=texts.no_accounts text=texts.no_accounts_text>
                <Contact text=contact/>
            </Empty>
        }
        .into_any()
    } else {
        let text = fill(texts.no_account_found_text, &[("text", sought)]);
        view! { <Empty glyph=Glyph::Search title=texts.no_account_found text/> }.into_any()
    }
}

/// What **Show Details** opens, and for which account.
#[derive(Clone, Copy)]
pub struct Panel {
    account: RwSignal<Option<AccountName>>,
    open: RwSignal<bool>,
}

impl Panel {
    /// Opens it.
    pub fn show(self, account: AccountName) {
        self.account.set(Some(account));
        self.open.set(true);
    }

    /// Opens the panel that the address names, and keeps the address naming the panel that is open.
    fn follow_query(self) {
        let wanted = links::query_value(&location::watch().get_untracked().query, "account");
        if let Some(id) = wanted {
            spawn_local(async move {
                let Ok(found) = api::portal::list_accounts(&id, "").await else { return };
                if let Some(account) =
                    found.items.into_iter().find(|account| account.account.id.as_str() == id)
                    && !self.open.try_get_untracked().unwrap_or(true)
                {
                    self.show(account.account);
                }
            });
        }
        let replace = location::replacer();
        Effect::new(move |before: Option<bool>| {
            let open = self.open.get();
            let account = self.account.get_untracked().filter(|_| open);
            let id = account.map(|account| account.id.to_string()).unwrap_or_default();
            if open || before == Some(true) {
                replace(&links::with_query(links::PORTAL_RAM_ROLES, &[("account", &id)]));
            }
            open
        });
    }
}
