//! **Log on as RAM User**: the accounts in which the person has a RAM user, searched by the server as one types, each
//! one press away.

use leptos::prelude::*;
use shared::paths;
use shared::ram_users::PortalRamUser;
use shared::session::PortalSession;

use super::contact::Contact;
use super::keyboard;
use super::search_field::SearchField;
use crate::api;
use crate::language::{CommonTexts, PortalTexts, fill};
use crate::mark::AccountMark;
use crate::ui::empty::Empty;
use crate::ui::icon::Glyph;
use crate::ui::paged::paged;
use crate::ui::table::Table;

/// The page; whatever is pressed in here may move the keyboard from row to row.
#[component]
pub fn RamUsersPage(
    /// Who is signed in.
    session: PortalSession,
) -> impl IntoView {
    let texts = PortalTexts::current();
    let sought = RwSignal::new(String::new());
    let list = paged(move |after| {
        let sought = sought.get();
        async move { api::ram_users::list_own(sought.trim(), &after).await }
    });
    let has_any = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or_default() || list.total().is_some_and(|total| total > 0)
    });
    let (token, contact) = (session.form_token, session.access_contact);
    let rows = move |ram_users: Vec<PortalRamUser>| {
        let rows = ram_users.into_iter().map(|it| row(it, &token)).collect_view();
        let columns = vec![texts.account_name, texts.account_id, texts.ram_user_name, texts.action];
        view! { <Table stacks=true label=texts.ram_users columns>{rows}</Table> }.into_any()
    };
    let empty = move || nothing(&sought.get_untracked(), &contact);
    let found = move || {
        let total = list.total().filter(|_| !sought.get().trim().is_empty())?;
        Some(fill(texts.ram_users_found, &[("n", &total.to_string())]))
    };
    let root = NodeRef::<leptos::html::Div>::new();
    keyboard::slash_goes_to_search(root);
    view! {
        <div
            class="ram-users"
            node_ref=root
            on:keydown=move |event| keyboard::move_between_rows(&event, root)
        >
            <Show when=move || has_any.get()>
                <div class="toolbar"><SearchField label=texts.search_ram_users value=sought/></div>
            </Show>
            <p class="unseen" role="status">{found}</p>
            {list.show(rows, empty)}
        </div>
    }
}

fn row(it: PortalRamUser, form_token: &str) -> AnyView {
    let PortalRamUser { account, principal_name } = it;
    let (id, form_token) = (account.id.to_string(), form_token.to_owned());
    let name_id = format!("ram-user-{id}");
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <span id=name_id.clone()>{account.name}</span>
                " "
                <AccountMark colour=account.colour label=account.label/>
            </th>
            <td role="cell" class="number muted-narrow">{id.clone()}</td>
            <td role="cell" class="break">{principal_name}</td>
            <td role="cell" class="act">
                <form method="post" action=paths::RAM_USER_LOG_ON target="_blank">
                    <input type="hidden" name="account_id" value=id/>
                    <input type="hidden" name="form_token" value=form_token/>
                    <button
                        type="submit"
                        class="button button-main button-small"
                        data-row-main=true
                        aria-describedby=name_id
                    >
                        {CommonTexts::current().log_on}
                    </button>
                </form>
            </td>
        </tr>
    }
    .into_any()
}

fn nothing(sought: &str, contact: &str) -> AnyView {
    let texts = PortalTexts::current();
    let sought = sought.trim();
    if sought.is_empty() {
        let contact = contact.to_owned();
        view! {
            <Empty glyph=Glyph::Users title=texts.no_ram_users text=texts.no_ram_users_text>
                <Contact text=contact/>
            </Empty>
        }
        .into_any()
    } else {
        let text = fill(texts.no_ram_user_found_text, &[("text", sought)]);
        view! { <Empty glyph=Glyph::Search title=texts.no_account_found text/> }.into_any()
    }
}
