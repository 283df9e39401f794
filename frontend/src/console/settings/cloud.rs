//! What the accounts need to know of us.

use leptos::prelude::*;
use shared::paths;
use shared::settings::Settings;

use super::sso::download;
use crate::browser;
use crate::language::ConsoleTexts;
use crate::ui::copy::CopyValue;
use crate::ui::icon::{Glyph, Icon};

/// The section.
#[component]
pub fn CloudSection(
    /// The settings as they are.
    settings: Settings,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let metadata = download(paths::IDP_METADATA, &settings.directory_id);
    view! {
        <section class="card" aria-labelledby="cloud-section">
            <h2 id="cloud-section">{texts.cloud_section}</h2>
            <p class="muted">{texts.cloud_lead}</p>
            <CopyValue label=texts.cloud_entity_id value=settings.cloud_idp_entity_id/>
            <CopyValue label=texts.saml_provider_name value=settings.saml_provider_name/>
            <button type="button" class="button" on:click=move |_| browser::go(&metadata)>
                <Icon glyph=Glyph::Download/>
                {texts.download_idp_metadata}
            </button>
        </section>
    }
}
