//! The RAM users that stand or are on their way: whose, where, under which name, and through what.

use leptos::prelude::*;
use shared::access_assignments::Principal;
use shared::ram_users::{RamUser, RamUserStatus};

use super::{Lists, Shows};
use crate::language::{CommonTexts, ConsoleTexts, PermissionsTexts, RamUserTexts, ram_user_status};
use crate::links;
use crate::ui::empty::Empty;
use crate::ui::icon::Glyph;
use crate::ui::paged::counted;
use crate::ui::table::Table;

/// The list.
#[component]
pub fn RamUsers(
    /// What the tab shows.
    lists: Lists,
) -> impl IntoView {
    let texts = RamUserTexts::current();
    let shows = lists.columns();
    let table = move || {
        let common = ConsoleTexts::current();
        let all = [
            (common.user, shows.user),
            (common.account, shows.account),
            (texts.principal_name, true),
            (common.status, true),
            (texts.why, true),
        ];
        let columns = all.into_iter().filter(|(_, shown)| *shown).map(|(name, _)| name).collect();
        view! {
            <Table stacks=true label=texts.stand columns>
                <For each=move || lists.ram_users.items() key=|it| format!("{it:?}") let:it>
                    {view_row(it, shows)}
                </For>
            </Table>
        }
        .into_any()
    };
    let empty = move || {
        view! { <Empty glyph=Glyph::Key title=texts.no_ram_users text=texts.no_ram_users_text/> }.into_any()
    };
    let words = |shown, total| counted(CommonTexts::current().shown_of, shown, total);
    view! {
        <section class="facts-part" aria-labelledby="ram-users">
            <h2 id="ram-users">{texts.stand}</h2>
            {lists.ram_users.show_live(table, empty, words)}
        </section>
    }
}

fn view_row(it: RamUser, shows: Shows) -> AnyView {
    let user = shows.user.then(|| {
        let href = links::detail(links::USERS, it.user_id.as_str());
        view! { <td role="cell" class="break"><a href=href>{it.user_name.clone()}</a></td> }
    });
    let account = shows.account.then(|| {
        let (name, id) = (it.account_name.clone(), it.account_id.to_string());
        view! { <td role="cell">{name}<span class="below number">{id}</span></td> }
    });
    let name = (!it.principal_name.is_empty()).then(|| view! { <code>{it.principal_name.clone()}</code> });
    let ways = it.through.into_iter().zip(it.through_names).map(|(through, name)| way(through, name));
    view! {
        <tr role="row">
            {user}
            {account}
            <td role="cell" class="break">{name}</td>
            <td role="cell"><span class=badge(it.status)>{ram_user_status(it.status)}</span></td>
            <td role="cell"><ul class="ways">{ways.collect_view()}</ul></td>
        </tr>
    }
    .into_any()
}

fn badge(status: RamUserStatus) -> &'static str {
    match status {
        RamUserStatus::Provisioned => "badge badge-good",
        RamUserStatus::Pending | RamUserStatus::Removing => "badge badge-warn",
    }
}

fn way(through: Principal, name: String) -> AnyView {
    match through {
        Principal::User(_) => view! { <li>{RamUserTexts::current().own}</li> }.into_any(),
        Principal::Group(id) => {
            let words = PermissionsTexts::current().through_group;
            let href = links::detail(links::GROUPS, id.as_str());
            view! { <li><span class="muted">{words}" "</span><a href=href>{name}</a></li> }.into_any()
        }
    }
}
