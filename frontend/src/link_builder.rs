//! The builder of direct access links, for the portal and for the console: the server judges and makes the link
//! while one writes.

use std::time::Duration;

use leptos::prelude::*;
use shared::error::Rule;
use shared::portal::DirectAccessQuery;

use crate::api;
use crate::language::DirectAccessTexts;
use crate::ui::copy::CopyValue;
use crate::ui::field::{Check, SelectField, TextField};
use crate::ui::load::load;

/// As long as between two keys of somebody who writes.
const PAUSE: Duration = Duration::from_millis(250);

/// Who makes the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Builder {
    /// A user, to what is assigned to them.
    User,
    /// An administrator, to anything.
    Administrator,
}

/// The fields beside the account, and the link.
#[component]
pub fn LinkBuilder(
    /// Who makes the link.
    builder: Builder,
    /// The account's number.
    #[prop(into)]
    account_id: Signal<String>,
    /// Names of the access configurations to choose from.
    #[prop(into)]
    access_configurations: Signal<Vec<String>>,
) -> impl IntoView {
    let texts = DirectAccessTexts::current();
    let (role, page) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let settled = settle(page);
    let link = load(move || {
        let wanted = DirectAccessQuery {
            account_id: account_id.get(),
            access_configuration_name: role.get(),
            landing_page: settled.get(),
        };
        async move {
            match builder {
                Builder::User => api::portal::get_own_direct_access_link(&wanted).await,
                Builder::Administrator => api::portal::get_direct_access_link(&wanted).await,
            }
        }
    });
    let refused = move |field: &str| -> Option<Rule> {
        let failure = link.failure()?;
        failure.fields().iter().find(|error| error.field == field).map(|error| error.rule.clone())
    };
    let check = Check::from(move |text: &str| match refused("landing_page") {
        // What the server has not judged yet is not called wrong.
        Some(rule) if text == settled.get() => Err(rule),
        _ => Ok(()),
    });
    let options = Signal::derive(move || {
        let named = access_configurations.get().into_iter().map(|name| (name.clone(), name));
        std::iter::once((String::new(), texts.whichever.to_owned())).chain(named).collect::<Vec<_>>()
    });
    let shown = link.show_or(
        move |link| view! { <CopyValue label=texts.link value=link.link/> }.into_any(),
        move |failure| {
            (!failure.fields().is_empty()).then(|| view! { <p class="hint">{texts.not_yet}</p> }.into_any())
        },
    );
    view! {
        <div class="form">
            <SelectField label=texts.access_configuration options value=role/>
            <TextField
                label=texts.landing_page
                name="landing_page"
                value=page
                check
                optional=true
                hint=texts.landing_page_hint
            />
            {shown}
        </div>
    }
}

/// What is written, once the person pauses.
fn settle(written: RwSignal<String>) -> RwSignal<String> {
    let settled = RwSignal::new(String::new());
    Effect::new(move || {
        let text = written.get();
        let rest = move || {
            if written.try_with_untracked(|now| *now == text) == Some(true)
                && settled.try_with_untracked(|before| *before != text) == Some(true)
            {
                settled.set(text);
            }
        };
        set_timeout(rest, PAUSE);
    });
    settled
}
