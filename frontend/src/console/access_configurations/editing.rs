//! A part of an access configuration that is read, and after **Edit** written.
//!
//! Whoever saves what somebody else has changed meanwhile is told what is there now, keeps what is written, and
//! decides: saving again takes its place. Parts that are not written here stay as the other left them.

use leptos::prelude::*;
use shared::access_configurations::{AccessConfiguration, UpdateAccessConfiguration};
use shared::error::ErrorCode;
use wasm_bindgen::JsCast;

use super::written::Written;
use crate::api::{Answer, access_configurations as api};
use crate::console::people::or_dash;
use crate::language::{CommonTexts, ConfigurationTexts, ConsoleTexts, fill};
use crate::ui::form::{Form, Refusal, Submission};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::Loading;
use crate::ui::toast;
use crate::{browser, format};

/// How a part is read and written.
#[derive(Clone, Copy)]
pub struct Part {
    /// What it is called.
    pub name: &'static str,
    /// Draws it.
    pub show: fn(AccessConfiguration) -> AnyView,
    /// Draws its fields.
    pub fields: fn(Written) -> AnyView,
    /// Puts what is written into a change.
    pub put: fn(Written, &mut UpdateAccessConfiguration),
}

/// The part.
#[component]
pub fn Editable(
    /// The access configuration.
    configuration: Loading<AccessConfiguration>,
    /// The part of it.
    part: Part,
    /// Called with what was saved.
    #[prop(into)]
    saved: Callback<AccessConfiguration>,
) -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let editing = RwSignal::new(false);
    let node = NodeRef::<leptos::html::Div>::new();
    // The keyboard goes where the person goes on.
    Effect::new(move |before: Option<bool>| {
        let now = editing.get();
        if let Some(node) = node.get_untracked()
            && before.is_some_and(|before| before != now)
        {
            let selector = if now { "input, textarea" } else { "button" };
            browser::focus_soon(node.unchecked_into(), selector);
        }
        now
    });
    let words = fill(texts.edit_part, &[("part", part.name)]);
    let body = move || {
        if editing.get() {
            return untrack(|| configuration.value())
                .map(|base| view! { <EditForm base part editing saved/> }.into_any());
        }
        let words = words.clone();
        let button = view! {
            <div class="toolbar">
                <button type="button" class="button" aria-label=words on:click=move |_| editing.set(true)>
                    {texts.edit}
                </button>
            </div>
        };
        Some(view! { {button} {configuration.show(part.show)} }.into_any())
    };
    view! { <div node_ref=node>{body}</div> }
}

/// What came of saving.
enum Outcome {
    Saved(AccessConfiguration),
    /// Somebody else was first; this is what is there now.
    ChangedMeanwhile(AccessConfiguration),
}

async fn save(id: String, change: UpdateAccessConfiguration) -> Answer<Outcome> {
    match api::update_access_configuration(&id, &change).await {
        Err(failure) if failure.code() == Some(ErrorCode::ChangedMeanwhile) => {
            Ok(Outcome::ChangedMeanwhile(api::get_access_configuration(&id).await?))
        }
        answer => answer.map(Outcome::Saved),
    }
}

#[component]
fn EditForm(
    base: AccessConfiguration,
    part: Part,
    editing: RwSignal<bool>,
    saved: Callback<AccessConfiguration>,
) -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let written = Written::of(&base);
    let submission = Submission::new();
    let tell = toast::teller();
    let base = StoredValue::new(base);
    let meanwhile = RwSignal::new(Vec::<(&'static str, String)>::new());
    let submit = move || {
        let before = base.get_value();
        let mut change = UpdateAccessConfiguration::of(&before);
        (part.put)(written, &mut change);
        submission.run(save(before.id.to_string(), change), move |outcome| match outcome {
            Outcome::Saved(now) => {
                tell(fill(texts.saved, &[("name", &now.name)]));
                editing.set(false);
                saved.run(now);
            }
            Outcome::ChangedMeanwhile(now) => {
                meanwhile.set(changed(&before, &now));
                base.set_value(now);
            }
        });
    };
    let name = base.with_value(|base| base.name.clone());
    let notice = move || meanwhile_notice(&name, meanwhile.get());
    view! {
        <Form submission on_submit=submit>
            {(part.fields)(written)}
            <div aria-live="assertive">{notice}</div>
            <Refusal submission/>
            <div class="buttons">
                <button type="submit" class="button button-main" disabled=move || submission.busy()>
                    {ConsoleTexts::current().save}
                </button>
                <button type="button" class="button" on:click=move |_| editing.set(false)>
                    {CommonTexts::current().cancel}
                </button>
            </div>
        </Form>
    }
}

/// What the other person changed: each attribute's name, and what is there now.
fn changed(before: &AccessConfiguration, now: &AccessConfiguration) -> Vec<(&'static str, String)> {
    let (common, texts) = (ConsoleTexts::current(), ConfigurationTexts::current());
    let values = |one: &AccessConfiguration| {
        [
            one.description.clone(),
            format::duration(one.session_duration),
            one.relay_state.clone(),
            one.system_policies.join(", "),
            one.inline_policy.clone(),
        ]
    };
    let names = [
        common.description,
        common.session_duration,
        texts.initial_page,
        common.system_policies,
        common.inline_policy,
    ];
    let pairs = values(before).into_iter().zip(values(now)).zip(names);
    pairs.filter(|((before, now), _)| before != now).map(|((_, now), name)| (name, now)).collect()
}

fn meanwhile_notice(name: &str, there_now: Vec<(&'static str, String)>) -> Option<AnyView> {
    if there_now.is_empty() {
        return None;
    }
    let texts = ConfigurationTexts::current();
    let facts = there_now
        .into_iter()
        .map(|(name, value)| {
            view! { <div><dt>{name}</dt><dd class="prose">{or_dash(&value)}</dd></div> }
        })
        .collect_view();
    let view = view! {
        <div class="notice notice-warn">
            <Icon glyph=Glyph::Warning/>
            <div class="notice-body">
                <p>{fill(texts.changed_meanwhile, &[("name", name)])}</p>
                <p><strong>{texts.there_now}</strong></p>
                <dl class="facts">{facts}</dl>
            </div>
        </div>
    };
    Some(view.into_any())
}
