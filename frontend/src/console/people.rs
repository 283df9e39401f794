//! What the pages of users and of groups share: words for who keeps them, the notice where that is not us, tabs
//! that are part of the address, and the tab **Access Assignments**.

use leptos::prelude::*;
use shared::users::ProvisionType;

use crate::api::access_assignments::{Filter, list_access_assignments};
use crate::console::access_assignments::table::{AssignmentsTable, Leaves};
use crate::language::{ConsoleTexts, PeopleTexts};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::paged::paged;
use crate::{links, location};

/// Who keeps a user or a group, in words.
pub fn provision_type(of: ProvisionType) -> &'static str {
    let texts = PeopleTexts::current();
    match of {
        ProvisionType::Manual => texts.manual,
        ProvisionType::Synchronized => texts.synchronized,
    }
}

/// The choices of a filter by who keeps them; the empty value is all.
pub fn provision_types() -> Vec<(String, String)> {
    let texts = PeopleTexts::current();
    options(&[("Manual", texts.manual), ("Synchronized", texts.synchronized)])
}

/// The choices of a filter: all, then these.
pub fn options(choices: &[(&str, &'static str)]) -> Vec<(String, String)> {
    let all = [("", ConsoleTexts::current().all)];
    all.iter().chain(choices).map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect()
}

/// What the query says of a filter, if that is one of its choices.
pub fn chosen_in(query: &str, key: &str, choices: &[(String, String)]) -> String {
    let said = links::query_value(query, key).unwrap_or_default();
    if choices.iter().any(|(value, _)| *value == said) { said } else { String::new() }
}

/// Id of the notice, for what is described by it.
pub const READ_ONLY: &str = "read-only";

/// Says who keeps what is shown, and where to change it.
pub fn read_only_notice(text: &'static str) -> AnyView {
    view! {
        <p class="notice notice-info" id=READ_ONLY>
            <Icon glyph=Glyph::Synchronized/>
            <span>{text}</span>
        </p>
    }
    .into_any()
}

/// What a cell holds, with its column's name where that is out of sight.
pub fn named(column: &'static str, value: impl ToString) -> AnyView {
    view! { <span class="narrow-only">{column} ": "</span> {value.to_string()} }.into_any()
}

/// As `named`, and nothing where there is no value.
pub fn named_if_any(column: &'static str, value: String) -> Option<AnyView> {
    (!value.is_empty()).then(|| named(column, value))
}

/// The text, or a dash where there is none.
pub fn or_dash(text: &str) -> String {
    if text.is_empty() { "-".to_owned() } else { text.to_owned() }
}

/// The open tab of the page at `path`, which the query's `tab` names, and a way to open another.
pub fn tabs(path: String, names: &'static [&'static str]) -> (Memo<usize>, Callback<usize>) {
    let address = location::watch();
    let open = Memo::new(move |_| {
        let said = links::query_value(&address.get().query, "tab").unwrap_or_default();
        names.iter().position(|name| *name == said).unwrap_or_default()
    });
    let replace = location::replacer();
    let select = Callback::new(move |at: usize| {
        let name = names.get(at).filter(|_| at > 0).copied().unwrap_or_default();
        replace(&links::with_query(&path, &[("tab", name)]));
    });
    (open, select)
}

/// What is granted to one user or one group.
#[component]
pub fn Assignments(
    /// Names the user or the group.
    filter: Filter,
) -> impl IntoView {
    let list = paged(move |after| {
        let filter = filter.clone();
        async move { list_access_assignments(&filter, &after).await }
    });
    view! { <AssignmentsTable list leaves=Leaves::Principal/> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_takes_its_own_choices_from_the_query_and_nothing_else() {
        let choices = provision_types();
        assert_eq!(chosen_in("type=Manual&a=b", "type", &choices), "Manual");
        for query in ["", "type=", "type=manual", "type=Nobody", "other=Manual"] {
            assert_eq!(chosen_in(query, "type", &choices), "", "{query:?}");
        }
    }
}
