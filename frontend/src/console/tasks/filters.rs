//! The filter by account: written as name or number, with the accounts that there are to choose from.

use std::time::Duration;

use leptos::prelude::*;
use shared::accounts::{Account, ResourceDirectory};

use crate::api;
use crate::language::TaskTexts;
use crate::ui::fresh_id;
use crate::ui::load::{Loading, load};

const PAUSE: Duration = Duration::from_millis(250);

/// The account that is looked for.
#[derive(Clone, Copy)]
pub struct Wanted {
    text: RwSignal<String>,
    directory: Loading<ResourceDirectory>,
}

impl Wanted {
    /// Looks for the account of this name or number; for any when it is empty.
    pub fn of(text: String) -> Self {
        Self { text: RwSignal::new(text), directory: load(api::accounts::get_resource_directory) }
    }

    /// What is written.
    pub fn text(self) -> String {
        self.text.get().trim().to_owned()
    }

    /// The number of the account; empty for any, nothing where the text does not say which.
    pub fn id(self) -> Option<String> {
        let text = self.text();
        if text.is_empty() || is_number(&text) {
            return Some(text);
        }
        let accounts = self.directory.value().map(|directory| directory.accounts).unwrap_or_default();
        found(&accounts, &text)
    }
}

/// Whether the text is the number of an account: tasks of accounts that are gone are found by it.
fn is_number(text: &str) -> bool {
    text.parse::<shared::ids::AccountId>().is_ok()
}

/// As the list offers an account.
fn label(account: &Account) -> String {
    format!("{} ({})", account.name, account.id)
}

/// The one account that is called so, or else the one whose name begins so.
fn found(accounts: &[Account], text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let only = |fits: &dyn Fn(&Account) -> bool| {
        let mut fitting = accounts.iter().filter(|account| fits(account));
        fitting.next().filter(|_| fitting.next().is_none()).map(|account| account.id.to_string())
    };
    only(&|account| label(account).to_lowercase() == text)
        .or_else(|| only(&|account| account.name.to_lowercase() == text))
        .or_else(|| only(&|account| account.name.to_lowercase().starts_with(&text)))
}

/// The field.
#[component]
pub fn AccountFilter(
    /// The account that is looked for.
    wanted: Wanted,
) -> impl IntoView {
    let texts = TaskTexts::current();
    let (id, list_id) = (fresh_id("account"), fresh_id("accounts"));
    let hint_id = format!("{id}-hint");
    let described = hint_id.clone();
    let written = StoredValue::new(String::new());
    let on_input = move |event| {
        let text: String = event_target_value(&event);
        written.set_value(text.clone());
        let settle = move || {
            if written.try_with_value(|now| *now == text) == Some(true) {
                wanted.text.set(text);
            }
        };
        set_timeout(settle, PAUSE);
    };
    let options = move || {
        let accounts = wanted.directory.value().map(|directory| directory.accounts).unwrap_or_default();
        accounts.iter().map(|account| view! { <option value=label(account)></option> }).collect_view()
    };
    view! {
        <div class="field">
            <div class="field-label"><label for=id.clone()>{texts.filter_account}</label></div>
            <input
                id=id
                class="input"
                type="search"
                list=list_id.clone()
                autocomplete="off"
                spellcheck="false"
                aria-describedby=move || wanted.id().is_none().then(|| described.clone())
                prop:value=wanted.text.get_untracked()
                on:input=on_input
            />
            <datalist id=list_id>{options}</datalist>
            {move || {
                let text = wanted.id().is_none().then_some(texts.no_such_account);
                text.map(|text| view! { <p class="hint" id=hint_id.clone()>{text}</p> })
            }}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_name_by_number_or_as_the_list_offers_it() {
        let directory: ResourceDirectory = serde_json::from_value(serde_json::json!({
            "folders": [],
            "accounts": [
                {"id": "1000000000000001", "name": "Shop", "account_type": "MemberAccount", "folder_id": null},
                {"id": "1000000000000002", "name": "Shop test", "account_type": "MemberAccount", "folder_id": null},
                {"id": "1000000000000003", "name": "Shop test", "account_type": "MemberAccount", "folder_id": null},
            ]
        }))
        .unwrap();
        let by = |text: &str| found(&directory.accounts, text);
        assert_eq!(by("shop").as_deref(), Some("1000000000000001"), "the whole name before a beginning");
        assert_eq!(by("Shop test (1000000000000003)").as_deref(), Some("1000000000000003"));
        for text in ["Shop test", "S", "other"] {
            assert_eq!(by(text), None, "{text}");
        }
        assert!(is_number("1000000000000009") && !is_number("Shop"));
    }
}
