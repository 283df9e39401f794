//! The parts of an access configuration that can be changed: basic information, system policies, inline policy.

use leptos::prelude::*;
use shared::access_configurations::AccessConfiguration;

use super::basics::BasicFields;
use super::editing::Part;
use super::policy_editor::{InlinePolicyFields, document};
use super::policy_picks::PolicyPicks;
use super::review::names;
use super::written::Written;
use crate::console::people::or_dash;
use crate::format;
use crate::language::{ConfigurationTexts, ConsoleTexts};
use crate::ui::copy::CopyValue;
use crate::ui::empty::Empty;
use crate::ui::icon::Glyph;

/// Basic information.
pub fn basic() -> Part {
    Part {
        name: ConfigurationTexts::current().basic,
        show: show_basic,
        fields: |written| view! { <BasicFields written/> }.into_any(),
        put: Written::basic,
    }
}

/// System policies.
pub fn system_policies() -> Part {
    Part {
        name: ConsoleTexts::current().system_policies,
        show: show_system_policies,
        fields: |written| view! { <PolicyPicks policies=written.policies/> }.into_any(),
        put: Written::system_policies,
    }
}

/// The inline policy.
pub fn inline_policy() -> Part {
    Part {
        name: ConsoleTexts::current().inline_policy,
        show: show_inline_policy,
        fields: |written| view! { <InlinePolicyFields written/> }.into_any(),
        put: Written::inline,
    }
}

fn show_basic(it: AccessConfiguration) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), ConfigurationTexts::current());
    let page = if it.relay_state.is_empty() { texts.console_home.to_owned() } else { it.relay_state };
    view! {
        <dl class="facts facts-grid">
            <div><dt>{common.name}</dt><dd>{it.name}</dd></div>
            <div><dt>{texts.id}</dt><dd><code>{it.id.to_string()}</code></dd></div>
            <div><dt>{common.session_duration}</dt><dd>{format::duration(it.session_duration)}</dd></div>
            <div><dt>{texts.initial_page}</dt><dd>{page}</dd></div>
            <div><dt>{common.created_at}</dt><dd>{format::moment(it.created_at)}</dd></div>
            <div class="facts-wide">
                <dt>{common.description}</dt>
                <dd class="prose">{or_dash(&it.description)}</dd>
            </div>
        </dl>
        <section class="in-accounts" aria-labelledby="in-accounts">
            <h2 id="in-accounts">{texts.in_accounts}</h2>
            <p class="muted">{texts.role_hint}</p>
            <CopyValue label=texts.role_name value=it.role_name/>
            <CopyValue label=texts.saml_provider_name value=it.saml_provider_name/>
        </section>
    }
    .into_any()
}

fn show_system_policies(it: AccessConfiguration) -> AnyView {
    let texts = ConfigurationTexts::current();
    if it.system_policies.is_empty() {
        return view! {
            <Empty glyph=Glyph::Shield title=texts.no_policies text=texts.no_policies_text/>
        }
        .into_any();
    }
    names(&it.system_policies)
}

fn show_inline_policy(it: AccessConfiguration) -> AnyView {
    let texts = ConfigurationTexts::current();
    if it.inline_policy.is_empty() {
        return view! { <Empty glyph=Glyph::Log title=texts.no_inline text=texts.no_inline_text/> }
            .into_any();
    }
    document(&it.inline_policy)
}
