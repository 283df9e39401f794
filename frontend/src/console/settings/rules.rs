//! Sign-in from the identity provider's side, and the allowed difference of the clocks.

use leptos::prelude::*;
use shared::settings::{CLOCK_SKEW_MAX, CLOCK_SKEW_MIN, Settings, UpdateSsoRules};

use crate::api;
use crate::language::ConsoleTexts;
use crate::ui::field::{TextField, Writing, number};
use crate::ui::form::{Form, Refusal, Submission};
use crate::ui::switch::Switch;
use crate::ui::toast;

/// The switch and the field.
#[component]
pub fn Rules(
    /// The settings as they are.
    settings: Settings,
    /// Called once something was changed.
    changed: Callback<()>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let tell = toast::teller();
    let (switching, saving) = (Submission::new(), Submission::new());
    let (allowed, seconds) = (settings.idp_initiated_allowed, settings.clock_skew_seconds);
    let skew = RwSignal::new(seconds.to_string());
    let update = move |submission: Submission, body: UpdateSsoRules| {
        submission.run(async move { api::settings::update_sso_rules(&body).await }, move |()| {
            tell(texts.saved.to_owned());
            changed.run(());
        });
    };
    let turn = move |()| {
        update(switching, UpdateSsoRules { idp_initiated_allowed: !allowed, clock_skew_seconds: seconds });
    };
    let save = move || {
        let seconds = skew.get_untracked().trim().parse().unwrap_or(seconds);
        update(saving, UpdateSsoRules { idp_initiated_allowed: allowed, clock_skew_seconds: seconds });
    };
    view! {
        <Switch label=texts.idp_initiated on=allowed hint=texts.idp_initiated_hint on_press=turn/>
        <Refusal submission=switching/>
        <Form submission=saving on_submit=save>
            <div class="field-with-button">
                <TextField
                    label=texts.clock_skew
                    name="clock_skew_seconds"
                    value=skew
                    check=number(CLOCK_SKEW_MIN, CLOCK_SKEW_MAX)
                    hint=texts.clock_skew_hint
                    writing=Writing::Number
                />
                <button type="submit" class="button" disabled=move || saving.busy()>{texts.save}</button>
            </div>
            <Refusal submission=saving/>
        </Form>
    }
}
