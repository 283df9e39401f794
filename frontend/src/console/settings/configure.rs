//! The dialog **Configure Identity Provider**: a metadata document or manual entries, what is understood of
//! them, and saving; with SSO Logon on it asks once more.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::settings::{ConfigureIdentityProvider, METADATA_MAX, Preview};
use wasm_bindgen::JsCast;

use super::certificates::ProviderFacts;
use crate::api::{self, Failure};
use crate::browser;
use crate::language::{CommonTexts, ConsoleTexts};
use crate::ui::dialog::{Confirm, Dialog, DialogButtons};
use crate::ui::field::{RadioField, TextField, Writing, filled};
use crate::ui::form::{Form, Submission};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::{fresh_id, toast};

/// The dialog.
#[component]
pub fn ConfigureDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Whether SSO Logon is on.
    sso_enabled: bool,
    /// Called once the identity provider was configured.
    on_saved: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog open title=ConsoleTexts::current().configure_identity_provider>
            <ConfigureForm open sso_enabled on_saved/>
        </Dialog>
    }
}

const UPLOAD: &str = "upload";
const MANUAL: &str = "manual";

/// What the person has given so far.
#[derive(Clone, Copy)]
struct Given {
    method: RwSignal<String>,
    document: RwSignal<Option<String>>,
    chosen: RwSignal<String>,
    entity_id: RwSignal<String>,
    logon_url: RwSignal<String>,
    certificate: RwSignal<String>,
}

impl Given {
    fn nothing() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            method: RwSignal::new(UPLOAD.to_owned()),
            document: RwSignal::new(None),
            chosen: text(),
            entity_id: text(),
            logon_url: text(),
            certificate: text(),
        }
    }

    /// The request, once everything is there.
    fn request(self) -> Option<ConfigureIdentityProvider> {
        if self.method.get() == UPLOAD {
            let chosen = self.chosen.get();
            let entity_id = (!chosen.is_empty()).then_some(chosen);
            return Some(ConfigureIdentityProvider::Metadata { document: self.document.get()?, entity_id });
        }
        let text = |signal: RwSignal<String>| signal.get().trim().to_owned();
        let (entity_id, logon_url, certificate) =
            (text(self.entity_id), text(self.logon_url), text(self.certificate));
        let complete = !entity_id.is_empty() && !logon_url.is_empty() && !certificate.is_empty();
        complete.then_some(ConfigureIdentityProvider::Manual { entity_id, logon_url, certificate })
    }
}

/// What the server understood of it so far.
#[derive(Clone)]
enum Seen {
    Nothing,
    Reading,
    Answer(Preview),
    Refused(Failure),
}

#[component]
fn ConfigureForm(open: RwSignal<bool>, sso_enabled: bool, on_saved: Callback<()>) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let given = Given::nothing();
    let seen = preview(given);
    let fault = RwSignal::new(None::<&'static str>);
    let asking = RwSignal::new(false);
    let (submission, replacing) = (Submission::new(), Submission::new());
    let tell = toast::teller();
    let save = move |submission: Submission| {
        let Some(body) = given.request() else { return };
        let work = async move { api::settings::configure_identity_provider(&body).await };
        submission.run(work, move |()| {
            asking.set(false);
            open.set(false);
            tell(texts.provider_saved.to_owned());
            on_saved.run(());
        });
    };
    let submit = move || {
        if untrack(|| given.request()).is_none() {
            fault.set(Some(texts.file_needed));
        } else if let (Seen::Answer(Preview::Several { .. }), true) =
            (seen.get_untracked(), given.chosen.get_untracked().is_empty())
        {
            fault.set(Some(texts.choose_provider));
        } else if sso_enabled {
            asking.set(true);
        } else {
            untrack(|| save(submission));
        }
    };
    let methods = [(UPLOAD, texts.upload_metadata), (MANUAL, texts.manual_configuration)];
    let methods = methods.map(|(key, text)| (key.to_owned(), text.to_owned())).to_vec();
    let uploads = Memo::new(move |_| given.method.get() == UPLOAD);
    view! {
        <Form submission on_submit=submit>
            <RadioField label=texts.method.to_owned() options=methods value=given.method/>
            {move || {
                if uploads.get() {
                    view! { <Upload given fault/> }.into_any()
                } else {
                    view! { <Manual given/> }.into_any()
                }
            }}
            <div aria-live="polite">{move || show(seen.get(), given)}</div>
            <DialogButtons open submission act=CommonTexts::current().ok/>
        </Form>
        <Confirm
            open=asking
            title=texts.replace_title
            text=texts.replace_text
            act=CommonTexts::current().ok
            submission=replacing
            on_confirm=move |()| untrack(|| save(replacing))
        />
    }
}

/// Asks what is understood, a moment after the last change.
fn preview(given: Given) -> RwSignal<Seen> {
    const PAUSE: Duration = Duration::from_millis(400);
    let seen = RwSignal::new(Seen::Nothing);
    let turn = StoredValue::new(0_u32);
    Effect::new(move || {
        let body = given.request();
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        let Some(body) = body else {
            seen.set(Seen::Nothing);
            return;
        };
        let ask = move || {
            if turn.try_get_value() != Some(mine) {
                return;
            }
            seen.set(Seen::Reading);
            spawn_local(async move {
                let answer = api::settings::preview_identity_provider(&body).await;
                if turn.try_get_value() == Some(mine) {
                    seen.set(answer.map_or_else(Seen::Refused, Seen::Answer));
                }
            });
        };
        set_timeout(ask, PAUSE);
    });
    seen
}

fn show(seen: Seen, given: Given) -> AnyView {
    let texts = ConsoleTexts::current();
    match seen {
        Seen::Nothing => ().into_any(),
        Seen::Reading => crate::ui::load::waiting(),
        Seen::Refused(failure) => {
            let fields = failure.fields().iter().map(|error| crate::language::rule(&error.rule));
            let mut sentence = failure.sentence();
            for rule in fields {
                sentence.push(' ');
                sentence.push_str(&rule);
            }
            view! { <p class="notice notice-bad"><Icon glyph=Glyph::Warning/><span>{sentence}</span></p> }
                .into_any()
        }
        Seen::Answer(Preview::Several { entity_ids }) => {
            let options = entity_ids.into_iter().map(|id| (id.clone(), id)).collect();
            view! { <RadioField label=texts.choose_provider.to_owned() options value=given.chosen/> }
                .into_any()
        }
        Seen::Answer(Preview::Understood(provider)) => view! {
            <div class="understood">
                <h3>{texts.understood}</h3>
                <ProviderFacts provider/>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Upload(given: Given, fault: RwSignal<Option<&'static str>>) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let id = fresh_id("file");
    let hint_id = format!("{id}-hint");
    let described = hint_id.clone();
    let error_id = format!("{id}-error");
    let on_change = move |event: leptos::ev::Event| {
        given.document.set(None);
        given.chosen.set(String::new());
        fault.set(None);
        let input = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) else { return };
        #[expect(clippy::cast_precision_loss, reason = "1 MiB is exact in a double")]
        let largest = METADATA_MAX as f64;
        if file.size() > largest {
            fault.set(Some(texts.file_too_large));
            return;
        }
        spawn_local(async move {
            match browser::read_base64(&file).await {
                Some(document) => drop(given.document.try_set(Some(document))),
                None => drop(fault.try_set(Some(texts.file_unreadable))),
            }
        });
    };
    view! {
        <div class="field">
            <div class="field-label"><label for=id.clone()>{texts.upload_file}</label></div>
            <input
                id=id
                class="input file"
                type="file"
                accept=".xml,application/xml,text/xml,application/samlmetadata+xml"
                aria-describedby=described
                aria-invalid=move || fault.get().is_some().then_some("true")
                on:change=on_change
            />
            <p class="hint" id=hint_id>{texts.upload_hint}</p>
            <div aria-live="assertive">
                {move || fault.get().map(|text| view! { <p class="bad" id=error_id.clone()>{text}</p> })}
            </div>
        </div>
    }
}

#[component]
fn Manual(given: Given) -> impl IntoView {
    let texts = ConsoleTexts::current();
    view! {
        <TextField label=texts.entity_id name="entity_id" value=given.entity_id check=filled/>
        <TextField label=texts.logon_url name="logon_url" value=given.logon_url check=filled/>
        <TextField
            label=texts.certificate
            name="certificate"
            value=given.certificate
            check=filled
            hint=texts.certificate_hint
            writing=Writing::Code
        />
    }
}
