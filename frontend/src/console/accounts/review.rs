//! The changes of one kind, each with its check mark.

use leptos::ev::Event;
use leptos::prelude::*;
use shared::account_import::{HeldBy, ImportChange, ImportKind, ImportedThing};

use super::choice::{Chosen, choose, drop};
use super::path_in_words;
use crate::language::{AccountTexts, ConsoleTexts, fill, import_kind, import_kind_text};
use crate::links;
use crate::ui::table::Table;

type Changes = StoredValue<Vec<ImportChange>>;

/// The section of a kind; nothing when there is no change of it.
pub fn kind_section(kind: ImportKind, changes: Changes, chosen: RwSignal<Chosen>) -> Option<AnyView> {
    let (common, texts) = (ConsoleTexts::current(), AccountTexts::current());
    let rows: Vec<ImportChange> =
        changes.with_value(|changes| changes.iter().filter(|change| change.kind == kind).cloned().collect());
    if rows.is_empty() {
        return None;
    }
    let id = format!("import-{kind:?}");
    let named_by = id.clone();
    let (total, possible) = (rows.len(), possible_keys(&rows));
    let columns = vec![common.name, common.type_column, texts.here, texts.in_cloud];
    let all = (!possible.is_empty()).then(|| choose_all(possible, changes, chosen));
    let body = rows.into_iter().map(|change| view_row(change, changes, chosen)).collect_view();
    let label = import_kind(kind);
    Some(
        view! {
            <section class="card" aria-labelledby=named_by>
                <h2 id=id>{format!("{label} ({total})")}</h2>
                <p class="muted">{import_kind_text(kind)}</p>
                {all}
                <Table stacks=true label columns>{body}</Table>
            </section>
        }
        .into_any(),
    )
}

fn possible_keys(rows: &[ImportChange]) -> Vec<String> {
    rows.iter().filter(|change| change.possible).map(|change| change.key.clone()).collect()
}

fn choose_all(keys: Vec<String>, changes: Changes, chosen: RwSignal<Chosen>) -> AnyView {
    let words = fill(AccountTexts::current().choose_all, &[("n", &keys.len().to_string())]);
    let keys = StoredValue::new(keys);
    let count = move || {
        chosen.with(|chosen| keys.with_value(|keys| keys.iter().filter(|key| chosen.contains(*key)).count()))
    };
    let total = keys.with_value(Vec::len);
    let on_change = move |event: Event| {
        let wanted = event_target_checked(&event);
        for key in keys.get_value() {
            set(changes, chosen, &key, wanted);
        }
    };
    view! {
        <label class="choice choose-all">
            <input
                type="checkbox"
                prop:checked=move || count() == total
                prop:indeterminate=move || (1..total).contains(&count())
                on:change=on_change
            />
            <span>{words}</span>
        </label>
    }
    .into_any()
}

fn set(changes: Changes, chosen: RwSignal<Chosen>, key: &str, wanted: bool) {
    changes.with_value(|changes| {
        chosen.update(|chosen| {
            if wanted {
                choose(changes, chosen, key);
            } else {
                drop(changes, chosen, key);
            }
        });
    });
}

fn view_row(change: ImportChange, changes: Changes, chosen: RwSignal<Chosen>) -> AnyView {
    let kind = match change.thing {
        ImportedThing::Folder => ConsoleTexts::current().folder,
        ImportedThing::Account => ConsoleTexts::current().account,
    };
    let (here, in_cloud) = places(&change);
    let (mine, key) = (change.key.clone(), change.key.clone());
    let held = held(&change);
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <label class="choice">
                    <input
                        type="checkbox"
                        disabled=!change.possible
                        prop:checked=move || chosen.with(|chosen| chosen.contains(&mine))
                        on:change=move |event| set(changes, chosen, &key, event_target_checked(&event))
                    />
                    <span>{change.name}<span class="below number">{change.id}</span></span>
                </label>
                {held}
            </th>
            <td role="cell" class="muted-narrow">{kind}</td>
            <td role="cell" class="break">{named(AccountTexts::current().here, here)}</td>
            <td role="cell" class="break">{named(AccountTexts::current().in_cloud, in_cloud)}</td>
        </tr>
    }
    .into_any()
}

/// What stands here and what in the cloud: a name where it is renamed, else where it is.
fn places(change: &ImportChange) -> (Option<String>, Option<String>) {
    let (before, after) = (change.before.as_str(), change.after.as_str());
    match change.kind {
        ImportKind::New => (None, Some(path_in_words(after))),
        ImportKind::Moved => (Some(path_in_words(before)), Some(path_in_words(after))),
        ImportKind::Renamed => (Some(before.to_owned()), Some(after.to_owned())),
        ImportKind::Recognized => (Some(path_in_words(after)), Some(path_in_words(after))),
        ImportKind::Gone => (Some(path_in_words(before)), None),
    }
}

fn named(column: &'static str, value: Option<String>) -> Option<AnyView> {
    value.map(|value| crate::console::people::named(column, value))
}

/// What hangs on it: what keeps it from being removed, with the way there, or is forgotten with it.
fn held(change: &ImportChange) -> Option<AnyView> {
    let texts = AccountTexts::current();
    let HeldBy { assignments, provisionings } = change.held_by;
    if assignments == 0 {
        let words = match (change.possible, provisionings) {
            (true, 0) => return None,
            (true, n) => fill(texts.forgotten, &[("n", &n.to_string())]),
            (false, _) => texts.held_inside.to_owned(),
        };
        return Some(view! { <p class="hint">{words}</p> }.into_any());
    }
    let words = fill(texts.held, &[("n", &assignments.to_string())]);
    let page = links::detail(links::ACCOUNTS, &change.id);
    let href = links::with_query(&page, &[("tab", super::detail::ASSIGNMENTS_TAB)]);
    Some(view! { <p class="hint">{words} " " <a href=href>{texts.see_account}</a></p> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_is_nowhere_here_and_what_is_gone_nowhere_in_the_cloud() {
        let change = |kind| ImportChange {
            key: String::new(),
            kind,
            thing: ImportedThing::Account,
            id: String::new(),
            name: "Shop".to_owned(),
            before: "A".to_owned(),
            after: "B / C".to_owned(),
            needs: Vec::new(),
            held_by: HeldBy::default(),
            possible: true,
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(places(&change(ImportKind::New)), (None, text("Root / B / C")));
        assert_eq!(places(&change(ImportKind::Gone)), (text("Root / A"), None));
        assert_eq!(places(&change(ImportKind::Renamed)), (text("A"), text("B / C")));
    }
}
