//! The section **SCIM Synchronization**: the address, the switch, the credentials, and how to set up Entra ID.

use leptos::prelude::*;
use shared::scim::ScimSettings;

use super::scim_credentials::Credentials;
use super::scim_guide::Guide;
use crate::console::mismatch::MismatchNotice;
use crate::language::{CommonTexts, ScimTexts, fill};
use crate::ui::copy::CopyValue;
use crate::ui::dialog::Confirm;
use crate::ui::form::Submission;
use crate::ui::load::Loading;
use crate::ui::switch::Switch;
use crate::ui::toast;
use crate::{api, browser};

/// The section.
#[component]
pub fn ScimSection(
    /// The settings, as they are read.
    settings: Loading<ScimSettings>,
) -> impl IntoView {
    let texts = ScimTexts::current();
    let changed = Callback::new(move |()| settings.reload());
    let node = NodeRef::<leptos::html::Section>::new();
    Effect::new(move || {
        if let Some(section) = node.get() {
            browser::show_if_named(&section);
        }
    });
    view! {
        <section node_ref=node class="card" id="scim" aria-labelledby="scim-section">
            <h2 id="scim-section">{texts.scim_synchronization}</h2>
            <p class="muted">{texts.lead}</p>
            {settings.show(move |settings| show(settings, changed))}
        </section>
    }
}

fn show(settings: ScimSettings, changed: Callback<()>) -> AnyView {
    let base_url = settings.base_url.clone();
    view! {
        {settings.mismatch.clone().map(|mismatch| view! { <MismatchNotice mismatch/> })}
        <CopyValue label=ScimTexts::current().base_url value=base_url.clone()/>
        <ScimSwitch settings=settings.clone() changed/>
        <Credentials credentials=settings.credentials changed/>
        <Guide base_url/>
    }
    .into_any()
}

#[component]
fn ScimSwitch(settings: ScimSettings, changed: Callback<()>) -> impl IntoView {
    let texts = ScimTexts::current();
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let tell = toast::teller();
    let on = settings.enabled;
    let numbers = [
        ("users", settings.synchronized_users.to_string()),
        ("groups", settings.synchronized_groups.to_string()),
    ];
    let kept = fill(texts.kept, &numbers.each_ref().map(|(name, number)| (*name, number.as_str())));
    let turn = move |()| {
        let said = if on { texts.turned_off } else { texts.turned_on };
        submission.run(api::scim::set_scim_synchronization(!on), move |()| {
            asking.set(false);
            tell(said.to_owned());
            changed.run(());
        });
    };
    view! {
        <Switch
            label=texts.scim_synchronization
            on
            hint=format!("{} {kept}", texts.switch_hint)
            on_press=move |()| asking.set(true)
        />
        <Confirm
            open=asking
            title=if on { texts.off_title } else { texts.on_title }
            text=if on { texts.off_text } else { texts.on_text }
            act=CommonTexts::current().ok
            submission
            on_confirm=turn
        />
    }
}
