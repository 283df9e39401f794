//! What holds for all logons as RAM users: how long a session lasts, and where people land.

use leptos::prelude::*;
use shared::ram_users::RamUserSettings;

use crate::api;
use crate::language::{ConsoleTexts, RamUserTexts};
use crate::ui::field::{Check, TextField, Writing, filled, number};
use crate::ui::form::{Form, Refusal, Submission};
use crate::ui::load::load;
use crate::ui::toast;

/// The section.
#[component]
pub fn RamUserSection() -> impl IntoView {
    let texts = RamUserTexts::current();
    let settings = load(api::ram_users::get_settings);
    view! {
        <section class="card" aria-labelledby="ram-user-section" id="ram-users">
            <h2 id="ram-user-section">{texts.settings}</h2>
            <p class="muted hint-above">{texts.settings_lead}</p>
            {settings.show(|settings| view! { <SettingsForm settings/> }.into_any())}
        </section>
    }
}

#[component]
fn SettingsForm(settings: RamUserSettings) -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), RamUserTexts::current());
    let hours = RwSignal::new(settings.session_hours.to_string());
    let page = RwSignal::new(settings.landing_page);
    let submission = Submission::new();
    let tell = toast::teller();
    let save = move || {
        // A number, or the form would not have been sent.
        let Ok(session_hours) = hours.get_untracked().trim().parse() else { return };
        let body = RamUserSettings { session_hours, landing_page: page.get_untracked().trim().to_owned() };
        let work = async move { api::ram_users::update_settings(&body).await };
        submission.run(work, move |()| tell(common.saved.to_owned()));
    };
    view! {
        <Form submission on_submit=save>
            <TextField
                label=texts.session_hours
                name="session_hours"
                value=hours
                check=number(1, 24)
                hint=texts.session_hours_hint
                writing=Writing::Number
            />
            <TextField
                label=texts.landing_page
                name="landing_page"
                value=page
                check=Check::from(filled)
                hint=texts.landing_page_hint
            />
            <Refusal submission/>
            <div>
                <button type="submit" class="button" disabled=move || submission.busy()>{common.save}</button>
            </div>
        </Form>
    }
}
