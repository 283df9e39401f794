//! What is configured of the identity provider, and the buttons that change it.

use leptos::prelude::*;
use shared::settings::Settings;

use super::certificates::ProviderFacts;
use super::configure::ConfigureDialog;
use crate::api;
use crate::language::{ConsoleTexts, fill};
use crate::ui::dialog::Confirm;
use crate::ui::form::Submission;
use crate::ui::toast;

/// The part of the section.
#[component]
pub fn IdentityProviderPart(
    /// The settings as they are.
    settings: Settings,
    /// Called once something was changed.
    changed: Callback<()>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let configuring = RwSignal::new(false);
    let sso_enabled = settings.sso_enabled;
    let clear = settings.identity_provider.as_ref().map(|provider| {
        view! { <ClearButton entity_id=provider.entity_id.clone() sso_enabled changed/> }
    });
    let facts = match settings.identity_provider {
        Some(provider) => view! { <ProviderFacts provider/> }.into_any(),
        None => view! { <p class="muted">{texts.no_identity_provider}</p> }.into_any(),
    };
    view! {
        <div class="part">
            <h3>{texts.identity_provider}</h3>
            {facts}
            <div class="buttons">
                <button type="button" class="button button-main" on:click=move |_| configuring.set(true)>
                    {texts.configure_identity_provider}
                </button>
                {clear}
            </div>
        </div>
        <ConfigureDialog open=configuring sso_enabled on_saved=changed/>
    }
}

#[component]
fn ClearButton(entity_id: String, sso_enabled: bool, changed: Callback<()>) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let tell = toast::teller();
    let clear = move |()| {
        submission.run(api::settings::clear_identity_provider(), move |()| {
            asking.set(false);
            tell(texts.cleared.to_owned());
            changed.run(());
        });
    };
    view! {
        <span class="with-reason">
            <button
                type="button"
                class="button button-bad-quiet"
                disabled=sso_enabled
                aria-describedby=sso_enabled.then_some("clear-reason")
                on:click=move |_| asking.set(true)
            >
                {texts.clear}
            </button>
            {sso_enabled.then(|| view! { <span class="hint" id="clear-reason">{texts.clear_blocked}</span> })}
        </span>
        <Confirm
            open=asking
            title=fill(texts.clear_title, &[("name", &entity_id)])
            text=texts.clear_text
            act=texts.clear
            destructive=true
            submission
            on_confirm=clear
        />
    }
}
