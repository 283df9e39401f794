//! **Temporary Credentials** beside **Log On**: a dialog that gets them when it opens, and forgets them when it closes.
//! The secrets are hidden until they are asked for.

use leptos::prelude::*;
use shared::credentials::{Credentials, GetCredentials};
use shared::portal::PortalAccessConfiguration;

use super::credential_formats as formats;
use crate::language::{ClientTexts, fill};
use crate::ui::copy::{CopyButton, CopyValue};
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;
use crate::ui::tabs::Tabs;
use crate::{api, format};

/// Whether the person may retrieve temporary credentials; known to the portal's pages by context.
#[derive(Clone, Copy)]
pub struct MayGetCredentials(pub bool);

/// The button and its dialog; nothing where it is not allowed.
#[component]
pub fn CredentialsButton(
    /// The account's number.
    account_id: String,
    /// The access configuration.
    configuration: PortalAccessConfiguration,
    /// Id of the element that names the permissions, for people who hear the page.
    of: String,
) -> impl IntoView {
    let allowed = use_context::<MayGetCredentials>().is_some_and(|allowed| allowed.0);
    allowed.then(|| {
        let texts = ClientTexts::current();
        let open = RwSignal::new(false);
        let name = configuration.name.clone();
        let title = fill(texts.credentials_of, &[("name", &name)]);
        let wanted = GetCredentials {
            account_id: account_id.clone(),
            access_configuration_id: configuration.id.to_string(),
        };
        view! {
            <button
                type="button"
                class="button button-small"
                aria-describedby=of
                aria-haspopup="dialog"
                on:click=move |_| open.set(true)
            >
                <Icon glyph=Glyph::Key/>
                {texts.temporary_credentials}
            </button>
            <Dialog open title=Signal::stored(title)>
                <Given wanted=wanted.clone() name=name.clone()/>
            </Dialog>
        }
    })
}

#[component]
fn Given(wanted: GetCredentials, name: String) -> impl IntoView {
    let texts = ClientTexts::current();
    let given = load(move || {
        let wanted = wanted.clone();
        async move { api::clients::get_credentials(&wanted).await }
    });
    let view = given.show(move |given| view! { <Shown given name=name.clone()/> }.into_any());
    view! { <p class="muted">{texts.credentials_lead}</p> {view} }
}

#[component]
fn Shown(given: Credentials, name: String) -> impl IntoView {
    let texts = ClientTexts::current();
    let shown = RwSignal::new(false);
    let ends = format::moment(given.expires_at);
    let all = Texts::of(&given, &name);
    let hidden = Texts::of(&masked(&given), &name);
    let id = given.access_key_id.clone();
    view! {
        <CopyValue label="AccessKeyId" value=id/>
        <Secret label="AccessKeySecret" value=given.access_key_secret shown/>
        <Secret label="SecurityToken" value=given.security_token shown/>
        <div class="value-line">
            <button
                type="button"
                class="button button-small"
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || if shown.get() { texts.hide } else { texts.show }}
            </button>
            <span>{texts.ends}": "{ends}</span>
        </div>
        <Formats all hidden shown/>
    }
}

/// A secret with its button; copied whether or not it is shown.
#[component]
fn Secret(label: &'static str, value: String, shown: RwSignal<bool>) -> impl IntoView {
    let id = crate::ui::fresh_id("secret");
    let copied = value.clone();
    view! {
        <div class="value">
            <div class="value-label" id=id.clone()>{label}</div>
            <div class="value-line">
                <code class="value-text">{move || if shown.get() { value.clone() } else { MASK.to_owned() }}</code>
                <CopyButton text=copied of=id/>
            </div>
        </div>
    }
}

const MASK: &str = "••••••••";

fn masked(given: &Credentials) -> Credentials {
    Credentials { access_key_secret: MASK.to_owned(), security_token: MASK.to_owned(), ..given.clone() }
}

/// The credentials in every format, in the order of the tabs.
#[derive(Clone)]
struct Texts([String; 5]);

impl Texts {
    fn of(given: &Credentials, name: &str) -> Self {
        Self([
            formats::shell(given),
            formats::power_shell(given),
            formats::command_prompt(given),
            formats::cli_profile(given, name),
            formats::json(given, &format::rfc_3339(given.expires_at)),
        ])
    }
}

#[component]
fn Formats(all: Texts, hidden: Texts, shown: RwSignal<bool>) -> impl IntoView {
    let texts = ClientTexts::current();
    let at = RwSignal::new(0_usize);
    let selected = Memo::new(move |_| at.get());
    let names = vec![texts.shell, texts.power_shell, texts.command_prompt, texts.cli_profile, texts.json];
    const CLI_PROFILE: usize = 3;
    let panel = move || {
        let at = selected.get();
        let pick = |texts: &Texts| texts.0.get(at).cloned().unwrap_or_default();
        let (whole, without) = (pick(&all), pick(&hidden));
        let copied = whole.clone();
        view! {
            {(at == CLI_PROFILE).then(|| view! { <p class="muted">{texts.cli_profile_text}</p> })}
            <pre class="code-block" tabindex="0">
                <code>{move || if shown.get() { whole.clone() } else { without.clone() }}</code>
            </pre>
            <CopyButton text=copied/>
        }
    };
    view! {
        <Tabs label=texts.formats names selected on_select=move |to| at.set(to)>
            {panel}
        </Tabs>
    }
}
