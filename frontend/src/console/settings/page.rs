//! The page and its sections.

use leptos::prelude::*;
use shared::scim::ScimSettings;
use shared::settings::Settings;

use super::{
    cloud, cloud_credential, contact, directory, key_rotation, logon_preferences, ram_users, scim, sso,
};
use crate::api;
use crate::console::overview::badge;
use crate::language::ConsoleTexts;
use crate::ui::heading::Heading;
use crate::ui::load::{Loading, load};

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let texts = ConsoleTexts::current();
    let settings = load(api::settings::get_settings);
    let scim = load(api::scim::get_scim_settings);
    let changed = Callback::new(move |()| settings.reload());
    view! {
        <Heading title=texts.settings lead=texts.settings_lead/>
        {settings.show(move |settings| show(settings, scim, changed))}
    }
}

fn show(settings: Settings, scim: Loading<ScimSettings>, changed: Callback<()>) -> AnyView {
    view! {
        <sso::SsoSection settings=settings.clone() changed/>
        {password_section(settings.sso_enabled)}
        <logon_preferences::LogonPreferencesSection preferences=settings.logon_preferences changed/>
        <scim::ScimSection settings=scim/>
        <cloud::CloudSection settings=settings.clone()/>
        <cloud_credential::CredentialSection/>
        <key_rotation::RotationSection settings=settings.clone()/>
        <ram_users::RamUserSection/>
        <contact::ContactSection settings=settings.clone() changed/>
        <directory::DirectorySection settings changed/>
    }
    .into_any()
}

/// Whether passwords count follows from SSO Logon alone.
fn password_section(sso_enabled: bool) -> AnyView {
    let texts = ConsoleTexts::current();
    let (state, text) =
        if sso_enabled { (texts.off, texts.password_off_text) } else { (texts.on, texts.password_on_text) };
    view! {
        <section class="card" aria-labelledby="password-section">
            <h2 id="password-section">{texts.password_section}</h2>
            <p>{badge(!sso_enabled, state)}" "{text}</p>
        </section>
    }
    .into_any()
}
