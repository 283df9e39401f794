//! Whom people ask for access: shown in the portal where there is none.

use leptos::prelude::*;
use shared::names;
use shared::settings::Settings;

use crate::api;
use crate::language::ConsoleTexts;
use crate::ui::field::{Check, TextField, Writing};
use crate::ui::form::{Form, Refusal, Submission};
use crate::ui::toast;

/// The section.
#[component]
pub fn ContactSection(
    /// The settings as they are.
    settings: Settings,
    /// Called once something was changed.
    changed: Callback<()>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let contact = RwSignal::new(settings.access_contact);
    let submission = Submission::new();
    let tell = toast::teller();
    let check = Check::from(|text: &str| names::access_contact(text.trim()));
    let save = move || {
        let contact = contact.get_untracked().trim().to_owned();
        submission.run(api::settings::set_access_contact(contact), move |()| {
            tell(texts.saved.to_owned());
            changed.run(());
        });
    };
    view! {
        <section class="card" aria-labelledby="contact-section" id="contact">
            <h2 id="contact-section">{texts.contact_section}</h2>
            <Form submission on_submit=save>
                <TextField
                    label=texts.contact_for_access
                    name="access_contact"
                    value=contact
                    check
                    hint=texts.contact_hint
                    writing=Writing::Prose
                    optional=true
                />
                <Refusal submission/>
                <div><button type="submit" class="button" disabled=move || submission.busy()>{texts.save}</button></div>
            </Form>
        </section>
    }
}
