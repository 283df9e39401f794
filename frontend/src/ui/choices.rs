//! Choosing many of a long list that the server searches. What is chosen stays so while something else is
//! searched, and stays in sight above the list.

use std::collections::BTreeMap;

use leptos::ev::Event;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::paged::Paged;
use super::search::Search;
use crate::language::{CommonTexts, fill};

/// One line of the list.
pub struct Choice {
    /// What the choice is known by.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// More about it; may be empty.
    pub below: String,
    /// Whether it can be chosen; if not, `below` says why.
    pub possible: bool,
}

/// What is chosen: id and name.
pub type Chosen = RwSignal<BTreeMap<String, String>>;

/// The search, what is chosen, and the list.
#[component]
pub fn Choices<T: Clone + Send + Sync + 'static>(
    /// What is chosen.
    label: &'static str,
    /// What the search field is called.
    search: &'static str,
    /// What is looked for.
    sought: RwSignal<String>,
    /// What the search finds.
    list: Paged<T>,
    /// A line of the list.
    choice: fn(T) -> Choice,
    /// What stands there when there is nothing to choose at all.
    empty: fn() -> AnyView,
    /// What is chosen.
    chosen: Chosen,
) -> impl IntoView {
    let texts = CommonTexts::current();
    let count = move || fill(texts.selected, &[("n", &chosen.with(BTreeMap::len).to_string())]);
    let chips = move || chosen.get().into_iter().map(|(id, name)| chip(id, name, chosen)).collect_view();
    let rows =
        move |all: Vec<T>| all.into_iter().map(|one| line(choice(one), chosen)).collect_view().into_any();
    let nothing = move || {
        if sought.get_untracked().trim().is_empty() {
            empty()
        } else {
            view! { <p class="muted">{texts.nothing_found}</p> }.into_any()
        }
    };
    view! {
        <fieldset class="picks">
            <legend class="unseen">{label}</legend>
            <div class="picks-head">
                <Search label=search value=sought first=true/>
                <span class="muted nowrap" role="status">{count}</span>
            </div>
            <div class="picks-list">
                <ul class="chips">{chips}</ul>
                {list.show(rows, nothing)}
            </div>
        </fieldset>
    }
}

fn line(choice: Choice, chosen: Chosen) -> AnyView {
    let Choice { id, name, below, possible } = choice;
    let (mine, called) = (id.clone(), name.clone());
    let choose = move |event: Event| {
        let wanted = event_target_checked(&event);
        chosen.update(|chosen| match wanted {
            true => _ = chosen.insert(mine.clone(), called.clone()),
            false => _ = chosen.remove(&mine),
        });
    };
    let below = (!below.is_empty()).then(|| view! { <span class="below">{below}</span> });
    view! {
        <label class="choice">
            <input
                type="checkbox"
                disabled=!possible
                prop:checked=move || chosen.with(|chosen| chosen.contains_key(&id))
                on:change=choose
            />
            <span>{name}{below}</span>
        </label>
    }
    .into_any()
}

fn chip(id: String, name: String, chosen: Chosen) -> AnyView {
    let words = fill(CommonTexts::current().deselect, &[("name", &name)]);
    let remove = move |_| chosen.update(|chosen| drop(chosen.remove(&id)));
    view! {
        <li class="chip">
            {name}
            <button type="button" class="button-icon" aria-label=words on:click=remove>
                <Icon glyph=Glyph::Close/>
            </button>
        </li>
    }
    .into_any()
}
