//! The dialog **Create Credential**: for how long, and then the value, once.

use leptos::prelude::*;
use shared::scim::{CREDENTIAL_DAYS_MAX, CREDENTIAL_DAYS_MIN};

use crate::api;
use crate::language::{CommonTexts, ScimTexts, fill};
use crate::ui::copy::CopyValue;
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::SelectField;
use crate::ui::form::{Form, Submission};
use crate::ui::icon::{Glyph, Icon};

/// Days to choose from; the first is what is chosen unless said otherwise.
const CHOICES: [i64; 4] = [CREDENTIAL_DAYS_MAX, 180, 90, CREDENTIAL_DAYS_MIN];

/// The button and what it opens.
#[component]
pub fn CreateCredential(
    /// Whether there are as many credentials as there may be.
    full: bool,
    /// Called once a credential was made and its value is out of sight.
    changed: Callback<()>,
) -> impl IntoView {
    let texts = ScimTexts::current();
    let (asking, showing) = (RwSignal::new(false), RwSignal::new(false));
    let value = RwSignal::new(String::new());
    // What is listed is read anew once the value is out of sight, not while it is shown.
    Effect::new(move |before: Option<bool>| {
        let now = showing.get();
        if before == Some(true) && !now {
            value.set(String::new());
            changed.run(());
        }
        now
    });
    let made = Callback::new(move |new: String| {
        value.set(new);
        asking.set(false);
        showing.set(true);
    });
    view! {
        <span class="with-reason">
            <button
                type="button"
                class="button button-main"
                disabled=full
                aria-describedby=full.then_some("create-credential-reason")
                on:click=move |_| asking.set(true)
            >
                <Icon glyph=Glyph::Plus/>
                {texts.create_credential}
            </button>
            {full.then(|| view! { <span class="hint" id="create-credential-reason">{texts.create_blocked}</span> })}
        </span>
        <Dialog open=asking title=texts.create_credential>
            <CreateForm open=asking made/>
        </Dialog>
        <Dialog open=showing title=texts.new_credential>
            <p>{texts.new_credential_text}</p>
            <CopyValue label=texts.value value=value.get_untracked()/>
            <div class="dialog-buttons">
                <button type="button" class="button button-main" on:click=move |_| showing.set(false)>
                    {CommonTexts::current().ok}
                </button>
            </div>
        </Dialog>
    }
}

#[component]
fn CreateForm(open: RwSignal<bool>, made: Callback<String>) -> impl IntoView {
    let texts = ScimTexts::current();
    let days = RwSignal::new(CREDENTIAL_DAYS_MAX.to_string());
    let submission = Submission::new();
    let options: Vec<(String, String)> = CHOICES
        .map(|days| days.to_string())
        .map(|days| (days.clone(), fill(texts.days, &[("days", &days)])))
        .to_vec();
    let create = move || {
        let days = days.get_untracked().parse().unwrap_or(CREDENTIAL_DAYS_MAX);
        submission.run(api::scim::create_scim_credential(days), move |new| made.run(new.value));
    };
    view! {
        <Form submission on_submit=create>
            <SelectField label=texts.validity options value=days name="days"/>
            <p class="hint">{texts.validity_hint}</p>
            <DialogButtons open submission act=texts.create/>
        </Form>
    }
}
