//! **Create Access Configuration**.

use leptos::prelude::*;
use shared::access_configurations::CreateAccessConfiguration;
use shared::error::Rule;
use shared::names;

use super::policies::{PolicyList, add, inline_policy};
use crate::api;
use crate::language::{CommonTexts, ConsoleTexts, fill};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{TextField, Writing, number};
use crate::ui::form::{Form, Submission};
use crate::ui::toast;

/// The dialog.
#[component]
pub fn CreateDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Called once an access configuration was made.
    #[prop(into)]
    on_created: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog open title=ConsoleTexts::current().create_configuration>
            <CreateForm open on_created/>
        </Dialog>
    }
}

fn relay_state(text: &str) -> Result<(), Rule> {
    match text.chars().count() {
        0..=names::RELAY_STATE_MAX => Ok(()),
        _ => Err(Rule::TooLong { max: names::RELAY_STATE_MAX }),
    }
}

#[component]
fn CreateForm(open: RwSignal<bool>, on_created: Callback<()>) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let field = || RwSignal::new(String::new());
    let (name, description, relay) = (field(), field(), field());
    let (inline, writing) = (field(), field());
    let duration = RwSignal::new(names::SESSION_DURATION_DEFAULT.to_string());
    let policies = RwSignal::new(Vec::<String>::new());
    let submission = Submission::new();
    let tell = toast::teller();
    let submit = move || {
        add(policies, writing);
        let text = |field: RwSignal<String>| field.get_untracked().trim().to_owned();
        let body = CreateAccessConfiguration {
            name: name.get_untracked(),
            description: text(description),
            session_duration: text(duration).parse().unwrap_or_default(),
            relay_state: text(relay),
            system_policies: policies.get_untracked(),
            inline_policy: text(inline),
        };
        let said = fill(texts.configuration_created, &[("name", &body.name)]);
        let work = async move { api::access_configurations::create_access_configuration(&body).await };
        submission.run(work, move |()| {
            open.set(false);
            tell(said);
            on_created.run(());
        });
    };
    view! {
        <Form submission on_submit=submit>
            <TextField
                label=texts.name
                name="name"
                value=name
                check=names::access_configuration_name
                hint=texts.configuration_name_hint
                first=true
            />
            <TextField
                label=texts.description
                name="description"
                value=description
                check=names::description
                writing=Writing::Prose
                optional=true
            />
            <TextField
                label=texts.session_duration_field
                name="session_duration"
                value=duration
                check=number(names::SESSION_DURATION_MIN, names::SESSION_DURATION_MAX)
                writing=Writing::Number
            />
            <TextField
                label=texts.relay_state
                name="relay_state"
                value=relay
                check=relay_state
                hint=texts.relay_state_hint
                optional=true
            />
            <PolicyList policies writing/>
            <TextField
                label=texts.inline_policy
                name="inline_policy"
                value=inline
                check=inline_policy
                hint=texts.inline_policy_hint
                writing=Writing::Code
                optional=true
            />
            <DialogButtons open submission act=CommonTexts::current().ok/>
        </Form>
    }
}
