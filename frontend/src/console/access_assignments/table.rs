//! Access assignments as a table, each of which can be removed, or several at once.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::access_assignments::{AccessAssignment, Principal, Through};

use super::removal::{Removal, RemovalDialog, RemovalOutcome};
use crate::language::{ConsoleTexts, PermissionsTexts, fill};
use crate::ui::empty::Empty;
use crate::ui::icon::Glyph;
use crate::ui::paged::Paged;
use crate::ui::table::Table;
use crate::{format, links};

/// The column that the page says already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaves {
    /// All columns are needed.
    Nothing,
    /// All rows are of one user or one group.
    Principal,
    /// All rows are of one access configuration.
    AccessConfiguration,
    /// All rows are of one account.
    Account,
}

/// What is selected, by what makes the assignment.
type Selected = RwSignal<BTreeMap<(String, String, String), AccessAssignment>>;

fn key(row: &AccessAssignment) -> (String, String, String) {
    (row.principal.id().to_owned(), row.account_id.to_string(), row.access_configuration_id.to_string())
}

/// The table.
#[component]
pub fn AssignmentsTable(
    /// The rows.
    list: Paged<AccessAssignment>,
    /// The column that is left out.
    leaves: Leaves,
) -> impl IntoView {
    let common = ConsoleTexts::current();
    let removal = Removal::new();
    let selected: Selected = RwSignal::new(BTreeMap::new());
    // What is no longer shown is no longer selected: nobody removes what is out of sight.
    Effect::new(move || {
        let shown: Vec<_> = list.items().iter().map(key).collect();
        if selected.with_untracked(|selected| selected.keys().any(|key| !shown.contains(key))) {
            selected.update(|selected| selected.retain(|key, _| shown.contains(key)));
        }
    });
    let rows = move |rows: Vec<AccessAssignment>| {
        let rows = rows.into_iter().map(|row| view_row(row, leaves, selected, removal)).collect_view();
        let toolbar = view! { <SelectionBar list selected removal/> };
        view! {
            {toolbar}
            <Table stacks=true label=common.access_assignments columns=columns(leaves)>{rows}</Table>
        }
        .into_any()
    };
    let empty = move || {
        view! { <Empty glyph=Glyph::Shield title=common.no_assignments text=common.no_assignments_text/> }
            .into_any()
    };
    view! {
        <RemovalOutcome removal/>
        {list.show(rows, empty)}
        <RemovalDialog removal on_removed=move |()| list.reload()/>
    }
}

/// Selects all that is shown, and removes what is selected.
#[component]
fn SelectionBar(list: Paged<AccessAssignment>, selected: Selected, removal: Removal) -> impl IntoView {
    let texts = PermissionsTexts::current();
    let own = move || list.items().into_iter().filter(|row| row.through.is_none());
    let count = move || selected.with(BTreeMap::len);
    let all = move || count() > 0 && count() == own().count();
    let some = move || count() > 0 && !all();
    let select = move |event| {
        let wanted = event_target_checked(&event);
        selected.set(if wanted { own().map(|row| (key(&row), row)).collect() } else { BTreeMap::new() });
    };
    view! {
        <div class="toolbar selection">
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=all
                    prop:indeterminate=some
                    on:change=select
                />
                <span>{texts.select_all_shown}</span>
            </label>
            <button
                type="button"
                class="button button-bad-quiet button-small"
                disabled=move || count() == 0
                on:click=move |_| removal.ask(selected.get_untracked().into_values().collect())
            >
                {move || match count() {
                    0 => texts.remove_permissions.to_owned(),
                    n => format!("{} ({n})", texts.remove_permissions),
                }}
            </button>
        </div>
    }
}

impl Leaves {
    fn principals(self) -> bool {
        self != Leaves::Principal
    }

    fn configurations(self) -> bool {
        self != Leaves::AccessConfiguration
    }

    fn accounts(self) -> bool {
        self != Leaves::Account
    }
}

fn columns(leaves: Leaves) -> Vec<&'static str> {
    let texts = ConsoleTexts::current();
    let all = [
        (texts.user_or_group, leaves.principals()),
        (texts.account, leaves.accounts()),
        (texts.access_configuration, leaves.configurations()),
        (texts.assigned_at, true),
        (texts.action, true),
    ];
    all.into_iter().filter(|(_, shown)| *shown).map(|(name, _)| name).collect()
}

/// Where a user or group has its page, and what it is in a word.
pub fn place_and_kind(principal: &Principal) -> (String, &'static str) {
    let texts = ConsoleTexts::current();
    match principal {
        Principal::User(id) => (links::detail(links::USERS, id.as_str()), texts.user),
        Principal::Group(id) => (links::detail(links::GROUPS, id.as_str()), texts.group),
    }
}

/// The last cell of a row that a group brings.
fn comes_through(through: &Through) -> AnyView {
    let href = links::detail(links::GROUPS, through.id.as_str());
    view! {
        <td role="cell">
            <span class="muted">{ConsoleTexts::current().through}" "</span>
            <a href=href>{through.name.clone()}</a>
        </td>
    }
    .into_any()
}

/// Selects the row. What a group brings is removed at the group.
fn select_box(row: &AccessAssignment, selected: Selected) -> Option<AnyView> {
    if row.through.is_some() {
        return None;
    }
    let values = [
        ("name", row.principal_name.as_str()),
        ("configuration", &row.access_configuration_name),
        ("account", &row.account_name),
    ];
    let label = fill(PermissionsTexts::current().select_row, &values);
    let (mine, row) = (key(row), row.clone());
    let checked = {
        let mine = mine.clone();
        move || selected.with(|selected| selected.contains_key(&mine))
    };
    let select = move |event| {
        let wanted = event_target_checked(&event);
        selected.update(|selected| match wanted {
            true => _ = selected.insert(mine.clone(), row.clone()),
            false => _ = selected.remove(&mine),
        });
    };
    Some(view! { <input type="checkbox" aria-label=label prop:checked=checked on:change=select/> }.into_any())
}

fn view_row(row: AccessAssignment, leaves: Leaves, selected: Selected, removal: Removal) -> AnyView {
    let texts = ConsoleTexts::current();
    let mut select = select_box(&row, selected);
    let principal = leaves.principals().then(|| {
        let (href, kind) = place_and_kind(&row.principal);
        let (name, select) = (row.principal_name.clone(), select.take());
        view! {
            <td role="cell">
                <div class="with-check">
                    {select}
                    <div><a href=href>{name}</a><span class="below">{kind}</span></div>
                </div>
            </td>
        }
    });
    let account = leaves.accounts().then(|| {
        let (account, id, select) = (row.account_name.clone(), row.account_id.to_string(), select.take());
        view! {
            <td role="cell">
                <div class="with-check">{select}<div>{account}<span class="below number">{id}</span></div></div>
            </td>
        }
    });
    let configuration = leaves.configurations().then(|| {
        let href = links::detail(links::ACCESS_CONFIGURATIONS, row.access_configuration_id.as_str());
        view! { <td role="cell"><a href=href>{row.access_configuration_name.clone()}</a></td> }
    });
    let at = row.created_at;
    let act = match row.through.clone() {
        Some(through) => comes_through(&through),
        None => {
            let ask = move |_| removal.ask(vec![row.clone()]);
            view! {
                <td role="cell" class="act">
                    <button type="button" class="link link-bad" on:click=ask>{texts.remove}</button>
                </td>
            }
            .into_any()
        }
    };
    view! {
        <tr role="row">
            {principal}
            {account}
            {configuration}
            <td role="cell" class="nowrap muted-narrow">{format::moment(at)}</td>
            {act}
        </tr>
    }
    .into_any()
}
