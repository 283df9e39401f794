//! What can be done with an access configuration as a whole: **Duplicate** and **Delete**.

use leptos::prelude::*;
use shared::access_configurations::AccessConfiguration;

use crate::language::{ConfigurationTexts, ConsoleTexts, fill};
use crate::ui::dialog::Confirm;
use crate::ui::form::Submission;
use crate::ui::toast;
use crate::{api, links, location};

/// The buttons.
#[component]
pub fn Actions(
    /// The access configuration.
    configuration: AccessConfiguration,
) -> impl IntoView {
    let copy = [("copy", configuration.id.as_str())];
    view! {
        <a class="button" href=links::with_query(links::CREATE_ACCESS_CONFIGURATION, &copy)>
            {ConfigurationTexts::current().duplicate}
        </a>
        <DeleteButton id=configuration.id.to_string() name=configuration.name/>
    }
}

#[component]
fn DeleteButton(id: String, name: String) -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), ConfigurationTexts::current());
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let (tell, navigate) = (toast::teller(), location::navigator());
    let title = fill(texts.delete_title, &[("name", &name)]);
    let delete = move |()| {
        let (id, said) = (id.clone(), fill(texts.deleted, &[("name", &name)]));
        let work = async move { api::access_configurations::delete_access_configuration(&id).await };
        submission.run(work, move |()| {
            asking.set(false);
            tell(said);
            navigate(links::ACCESS_CONFIGURATIONS);
        });
    };
    view! {
        <button type="button" class="button button-bad-quiet" on:click=move |_| asking.set(true)>
            {common.delete}
        </button>
        <Confirm
            open=asking
            title
            text=texts.delete_text
            act=common.delete
            destructive=true
            submission
            on_confirm=delete
        />
    }
}
