//! The provisionings of the user, group or account, each of which can be changed and deleted.

use leptos::prelude::*;
use shared::ram_users::RamUserProvisioning;

use super::edit::{Acts, Dialogs};
use super::{Lists, Shows};
use crate::console::access_assignments::table::place_and_kind;
use crate::console::people::named;
use crate::format;
use crate::language::{CommonTexts, ConsoleTexts, RamUserTexts, conflict_policy, deletion_policy, fill};
use crate::ui::empty::Empty;
use crate::ui::icon::Glyph;
use crate::ui::paged::counted;
use crate::ui::table::Table;

/// The list.
#[component]
pub fn Provisionings(
    /// What the tab shows.
    lists: Lists,
) -> impl IntoView {
    let texts = RamUserTexts::current();
    let acts = Acts::new();
    let shows = lists.columns();
    let table = move || {
        let common = ConsoleTexts::current();
        let columns = vec![
            if shows.principal { common.user_or_group } else { common.account },
            texts.conflict,
            texts.deletion,
            texts.ram_users,
            common.created_at,
            common.action,
        ];
        view! {
            <Table stacks=true label=texts.provisionings columns>
                <For each=move || lists.provisionings.items() key=|it| format!("{it:?}") let:it>
                    {view_row(it, shows, acts)}
                </For>
            </Table>
        }
        .into_any()
    };
    let empty =
        move || view! { <Empty glyph=Glyph::Users title=texts.none text=texts.none_text/> }.into_any();
    let words = |shown, total| counted(CommonTexts::current().shown_of, shown, total);
    view! {
        {lists.provisionings.show_live(table, empty, words)}
        <Dialogs acts changed=move |()| lists.refresh()/>
    }
}

fn view_row(it: RamUserProvisioning, shows: Shows, acts: Acts) -> AnyView {
    let texts = RamUserTexts::current();
    let name = if shows.principal {
        let (href, kind) = place_and_kind(&it.principal);
        view! { <a href=href>{it.principal_name.clone()}</a><span class="below">{kind}</span> }.into_any()
    } else {
        let id = it.account_id.to_string();
        view! { {it.account_name.clone()} <span class="below number">{id}</span> }.into_any()
    };
    let description = (!it.description.is_empty())
        .then(|| view! { <span class="below prose">{it.description.clone()}</span> });
    let failed = (it.failed_events > 0).then(|| {
        let words = fill(texts.failed, &[("n", &it.failed_events.to_string())]);
        view! { " "<span class="badge badge-bad">{words}</span> }
    });
    let (conflict, deletion) = (conflict_policy(it.conflict_policy), deletion_policy(it.deletion_policy));
    let (ram_users, created_at) = (it.ram_users, format::moment(it.created_at));
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="break">{name}{description}</th>
            <td role="cell" class="muted-narrow">{named(texts.conflict, conflict)}</td>
            <td role="cell" class="muted-narrow">{named(texts.deletion, deletion)}</td>
            <td role="cell" class="number muted-narrow">{named(texts.ram_users, ram_users)}{failed}</td>
            <td role="cell" class="nowrap muted-narrow">{created_at}</td>
            <td role="cell" class="act">{buttons(it, acts)}</td>
        </tr>
    }
    .into_any()
}

fn buttons(it: RamUserProvisioning, acts: Acts) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), RamUserTexts::current());
    let values = [("name", it.principal_name.as_str()), ("account", it.account_name.as_str())];
    let (edit_words, delete_words) = (fill(texts.edit_of, &values), fill(texts.delete_of, &values));
    let edited = it.clone();
    view! {
        <div class="acts">
            <button
                type="button"
                class="link"
                aria-label=edit_words
                on:click=move |_| acts.edit(edited.clone())
            >
                {texts.edit}
            </button>
            <button
                type="button"
                class="link link-bad"
                aria-label=delete_words
                on:click=move |_| acts.delete(it.clone())
            >
                {common.delete}
            </button>
        </div>
    }
    .into_any()
}
