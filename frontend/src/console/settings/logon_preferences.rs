//! **Logon Preferences**: whether users may retrieve temporary credentials.

use leptos::prelude::*;
use shared::settings::LogonPreferences;

use crate::api;
use crate::language::{ClientTexts, CommonTexts, ConsoleTexts};
use crate::ui::dialog::Confirm;
use crate::ui::form::Submission;
use crate::ui::switch::Switch;
use crate::ui::toast;

/// The section.
#[component]
pub fn LogonPreferencesSection(
    /// As they are.
    preferences: LogonPreferences,
    /// Called once something was changed.
    changed: Callback<()>,
) -> impl IntoView {
    let texts = ClientTexts::current();
    let allowed = preferences.users_may_get_credentials;
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let tell = toast::teller();
    let (title, text) =
        if allowed { (texts.forbid_title, texts.forbid_text) } else { (texts.allow_title, texts.allow_text) };
    let turn = move |()| {
        let body = LogonPreferences { users_may_get_credentials: !allowed };
        submission.run(async move { api::settings::update_logon_preferences(&body).await }, move |()| {
            asking.set(false);
            tell(ConsoleTexts::current().saved.to_owned());
            changed.run(());
        });
    };
    view! {
        <section class="card" aria-labelledby="logon-preferences-section">
            <h2 id="logon-preferences-section">{texts.logon_preferences}</h2>
            <p class="muted">{texts.logon_preferences_lead}</p>
            <Switch
                label=texts.may_get
                on=allowed
                hint=texts.may_get_hint
                on_press=move |()| asking.set(true)
            />
            <Confirm
                open=asking
                title=title
                text=text
                act=CommonTexts::current().ok
                submission
                on_confirm=turn
            />
        </section>
    }
}
