//! The section **SSO Logon**: what the identity provider needs, what we know of it, the switch.

use leptos::prelude::*;
use shared::paths;
use shared::settings::Settings;

use super::identity_provider::IdentityProviderPart;
use super::rules::Rules;
use crate::language::{ConsoleTexts, fill};
use crate::ui::copy::CopyValue;
use crate::ui::dialog::Confirm;
use crate::ui::form::Submission;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::switch::Switch;
use crate::ui::toast;
use crate::{api, browser, links};

/// The section.
#[component]
pub fn SsoSection(
    /// The settings as they are.
    settings: Settings,
    /// Called once something was changed.
    changed: Callback<()>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let metadata = download(paths::SP_METADATA, &settings.directory_id);
    view! {
        <section class="card" aria-labelledby="sso-section">
            <h2 id="sso-section">{texts.sso_logon}</h2>
            <p class="muted">{texts.sso_section_lead}</p>
            <CopyValue label=texts.entity_id value=settings.entity_id.clone()/>
            <CopyValue label=texts.acs_url value=settings.acs_url.clone()/>
            <button type="button" class="button" on:click=move |_| browser::go(&metadata)>
                <Icon glyph=Glyph::Download/>
                {texts.download_sp_metadata}
            </button>
            <IdentityProviderPart settings=settings.clone() changed/>
            <SsoSwitch settings=settings.clone() changed/>
            <Rules settings changed/>
        </section>
    }
}

/// The address that saves a metadata document as a file.
pub fn download(path: &str, directory_id: &str) -> String {
    format!("{}?download", paths::with_id(path, &links::encode(directory_id)))
}

#[component]
fn SsoSwitch(settings: Settings, changed: Callback<()>) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let tell = toast::teller();
    let on = settings.sso_enabled;
    let provider = settings.identity_provider.map(|provider| provider.entity_id);
    let reason = if provider.is_none() && !on { texts.sso_switch_blocked } else { "" };
    let text = match provider {
        Some(provider) if !on => fill(texts.sso_on_text, &[("provider", &provider)]),
        _ => texts.sso_off_text.to_owned(),
    };
    let turn = move |()| {
        let said = if on { texts.sso_turned_off } else { texts.sso_turned_on };
        submission.run(api::settings::set_sso_logon(!on), move |()| {
            asking.set(false);
            tell(said.to_owned());
            changed.run(());
        });
    };
    view! {
        <Switch
            label=texts.sso_logon
            on
            hint=texts.sso_switch_hint
            reason
            on_press=move |()| asking.set(true)
        />
        <Confirm
            open=asking
            title=if on { texts.sso_off_title } else { texts.sso_on_title }
            text
            act=crate::language::CommonTexts::current().ok
            submission
            on_confirm=turn
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_asked_for_as_a_file() {
        assert_eq!(download(paths::SP_METADATA, "d-1"), "/saml/sp/d-1?download");
    }
}
