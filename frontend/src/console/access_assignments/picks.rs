//! What has been picked, and the lists to pick from: accounts by tree, access configurations.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use shared::access_configurations::AccessConfiguration;
use shared::accounts::ResourceDirectory;

use crate::console::accounts::tree::{Node, Row, accounts_below, rows};
use crate::language::{CommonTexts, ConsoleTexts, fill};
use crate::mark::AccountMark;
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::Loading;
use crate::ui::search::Search;

/// Picked things: id and name.
pub type Picked = RwSignal<BTreeMap<String, String>>;

pub(super) fn pick(picked: Picked, wanted: bool, id: &str, name: &str) {
    picked.update(|picked| match wanted {
        true => _ = picked.insert(id.to_owned(), name.to_owned()),
        false => _ = picked.remove(id),
    });
}

/// A list to pick from, with its heading, how many are picked, and its search.
#[component]
pub fn PickList(
    /// What is picked.
    title: &'static str,
    /// The picked things.
    picked: Picked,
    /// What the search field is called.
    search: &'static str,
    /// What is looked for.
    sought: RwSignal<String>,
    /// The list.
    children: Children,
) -> impl IntoView {
    let count = move || {
        let count = picked.with(BTreeMap::len);
        fill(CommonTexts::current().selected, &[("n", &count.to_string())])
    };
    view! {
        <fieldset class="picks">
            <legend>{title}</legend>
            <div class="picks-head">
                <Search label=search value=sought/>
                <span class="muted nowrap">{count}</span>
            </div>
            <div class="picks-list">{children()}</div>
        </fieldset>
    }
}

/// One line to tick.
pub(super) fn line(
    words: AnyView,
    class: String,
    checked: impl Fn() -> bool + Send + 'static,
    partly: impl Fn() -> bool + Send + 'static,
    on_change: impl Fn(bool) + 'static,
) -> AnyView {
    view! {
        <label class=class>
            <input
                type="checkbox"
                prop:checked=checked
                prop:indeterminate=partly
                on:change=move |event| on_change(event_target_checked(&event))
            />
            {words}
        </label>
    }
    .into_any()
}

/// The accounts, in their folders; a folder ticks everything below it.
#[component]
pub fn AccountPicks(
    /// The resource directory.
    directory: Loading<ResourceDirectory>,
    /// The picked accounts.
    picked: Picked,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let sought = RwSignal::new(String::new());
    let list = move |directory: ResourceDirectory| {
        if directory.accounts.is_empty() {
            return view! { <Empty glyph=Glyph::Account title=texts.no_accounts text=texts.no_accounts_text/> }
                .into_any();
        }
        (move || {
            let rows = found(&directory, &sought.get());
            if rows.is_empty() {
                return view! { <p class="muted">{texts.nothing_found}</p> }.into_any();
            }
            rows.into_iter().map(|row| account_line(row, &directory, picked)).collect_view().into_any()
        })
        .into_any()
    };
    view! {
        <PickList title=texts.accounts picked search=texts.search_accounts sought>
            {directory.show(list)}
        </PickList>
    }
}

/// All rows, or the accounts alone whose name or number holds the text.
fn found(directory: &ResourceDirectory, text: &str) -> Vec<Row> {
    let text = text.trim().to_lowercase();
    let mut rows = rows(directory, &BTreeSet::new());
    if !text.is_empty() {
        rows.retain_mut(|row| {
            row.depth = 0;
            match &row.node {
                Node::Account(it) => it.name.to_lowercase().contains(&text) || it.id.as_str().contains(&text),
                Node::Folder(_) => false,
            }
        });
    }
    rows
}

fn account_line(row: Row, directory: &ResourceDirectory, picked: Picked) -> AnyView {
    let class = format!("choice depth-{}", row.depth.min(6));
    match row.node {
        Node::Account(account) => {
            let (id, name) = (account.id.to_string(), account.name.clone());
            let mine = id.clone();
            let words = view! {
                <Icon glyph=Glyph::Account/>
                <span>{account.name}<span class="below number">{id.clone()}</span></span>
                <AccountMark colour=account.colour label=account.label/>
            };
            let checked = move || picked.with(|picked| picked.contains_key(&mine));
            line(words.into_any(), class, checked, || false, move |wanted| pick(picked, wanted, &id, &name))
        }
        Node::Folder(folder) => {
            let below: BTreeSet<String> = accounts_below(directory, folder.id.as_str()).into_iter().collect();
            let named: Vec<(String, String)> = directory
                .accounts
                .iter()
                .filter(|account| below.contains(account.id.as_str()))
                .map(|account| (account.id.to_string(), account.name.clone()))
                .collect();
            let (some, all) = (named.clone(), named.clone());
            let count = move |of: &[(String, String)]| {
                picked.with(|picked| of.iter().filter(|(id, _)| picked.contains_key(id)).count())
            };
            let words = view! { <Icon glyph=Glyph::Folder/><span>{folder.name}</span> };
            line(
                words.into_any(),
                class,
                move || !all.is_empty() && count(&all) == all.len(),
                move || (1..some.len()).contains(&count(&some)),
                move |_| tick_all(picked, &named),
            )
        }
    }
}

/// Picks all of them, or none of them when all are picked.
fn tick_all(picked: Picked, all: &[(String, String)]) {
    picked.update(|picked| {
        if all.iter().all(|(id, _)| picked.contains_key(id)) {
            for (id, _) in all {
                picked.remove(id);
            }
        } else {
            picked.extend(all.iter().cloned());
        }
    });
}

/// The access configurations.
#[component]
pub fn ConfigurationPicks(
    /// All of them.
    configurations: Loading<Vec<AccessConfiguration>>,
    /// The picked ones.
    picked: Picked,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let sought = RwSignal::new(String::new());
    let list = move |all: Vec<AccessConfiguration>| {
        if all.is_empty() {
            let (title, text) = (texts.no_configurations, texts.no_configurations_text);
            return view! { <Empty glyph=Glyph::Key title text/> }.into_any();
        }
        (move || {
            let text = sought.get().trim().to_lowercase();
            let found = all.iter().filter(|it| it.name.to_lowercase().contains(&text));
            let lines: Vec<AnyView> = found.map(|it| configuration_line(it, picked)).collect();
            if lines.is_empty() {
                view! { <p class="muted">{texts.nothing_found}</p> }.into_any()
            } else {
                lines.into_any()
            }
        })
        .into_any()
    };
    view! {
        <PickList title=texts.access_configurations picked search=texts.search_configurations sought>
            {configurations.show(list)}
        </PickList>
    }
}

fn configuration_line(configuration: &AccessConfiguration, picked: Picked) -> AnyView {
    let (id, name, mine) =
        (configuration.id.to_string(), configuration.name.clone(), configuration.id.to_string());
    let description = configuration.description.clone();
    let below = (!description.is_empty()).then(|| view! { <span class="below">{description}</span> });
    let words = view! { <span>{configuration.name.clone()}{below}</span> };
    let checked = move || picked.with(|picked| picked.contains_key(&mine));
    line(
        words.into_any(),
        "choice".to_owned(),
        checked,
        || false,
        move |wanted| pick(picked, wanted, &id, &name),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_accounts_by_name_or_number_and_leaves_folders_out() {
        let directory: ResourceDirectory = serde_json::from_str(
            r#"{"folders":[{"id":"fd-a","parent_id":null,"name":"Prod"}],
                "accounts":[{"id":"12345678","name":"Shop Prod","account_type":"MemberAccount","folder_id":"fd-a"}]}"#,
        )
        .unwrap();
        assert_eq!(found(&directory, "").len(), 2);
        assert_eq!(found(&directory, "prod").len(), 1);
        assert_eq!(found(&directory, "4567").len(), 1);
        assert!(found(&directory, "nothing").is_empty());
    }
}
