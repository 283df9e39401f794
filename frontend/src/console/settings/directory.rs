//! The directory's name.

use leptos::prelude::*;
use shared::names;
use shared::settings::Settings;

use crate::api;
use crate::language::{ConsoleTexts, fill};
use crate::ui::field::{Check, TextField};
use crate::ui::form::{Form, Refusal, Submission};
use crate::ui::toast;

/// The section.
#[component]
pub fn DirectorySection(
    /// The settings as they are.
    settings: Settings,
    /// Called once something was changed.
    changed: Callback<()>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let name = RwSignal::new(settings.directory_name);
    let submission = Submission::new();
    let tell = toast::teller();
    let own_id = settings.directory_id.clone();
    let check = Check::from(move |text: &str| names::directory_name(text.trim(), &own_id));
    let save = move || {
        let name = name.get_untracked().trim().to_owned();
        let said = fill(texts.directory_renamed, &[("name", &name)]);
        submission.run(api::settings::rename_directory(name), move |()| {
            tell(said);
            changed.run(());
        });
    };
    view! {
        <section class="card" aria-labelledby="directory-section">
            <h2 id="directory-section">{texts.directory_section}</h2>
            <Form submission on_submit=save>
                <div class="field-with-button">
                    <TextField
                        label=texts.directory_name
                        name="name"
                        value=name
                        check
                        hint=texts.directory_name_hint
                    />
                    <button type="submit" class="button" disabled=move || submission.busy()>{texts.save}</button>
                </div>
                <Refusal submission/>
            </Form>
            <dl class="facts"><dt>{texts.directory_id}</dt><dd><code>{settings.directory_id}</code></dd></dl>
        </section>
    }
}
