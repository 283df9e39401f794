//! The code page: a command-line program asks to act for the person (RFC 8628, section 3.3). It shows the code to compare
//! and what is known of the program, and warns of codes that others send (section 5.4). Nothing happens before a button
//! is pressed.

use leptos::prelude::*;
use shared::clients::{DecideDevice, Decision, DeviceRequest, PUBLIC_CLIENT};
use shared::error::ErrorCode;
use shared::session::PortalSession;

use super::layout;
use crate::language::{ClientTexts, fill, refusal_of};
use crate::sign_in::Frame;
use crate::ui::empty::Empty;
use crate::ui::field::{TextField, filled};
use crate::ui::form::{Form, Refusal, Submission};
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;
use crate::{api, browser, format, links, location, session};

/// Where the person is.
#[derive(Clone)]
enum Step {
    /// No code, or one that no program waits with.
    Enter,
    /// A code that is to be looked up, or was.
    Compare(String),
    /// Done.
    Decided(Decision),
}

/// The page.
#[component]
pub fn DevicePage() -> impl IntoView {
    session::when_over(layout::leave);
    let query = location::watch().get_untracked().query;
    let code = links::query_value(&query, "user_code").unwrap_or_default();
    let step = RwSignal::new(if code.trim().is_empty() { Step::Enter } else { Step::Compare(code) });
    let session = load(api::session::get_session);
    let view = session.show(move |session| {
        (move || match step.get() {
            Step::Enter => view! { <Enter step/> }.into_any(),
            Step::Compare(code) => view! { <Compare code session=session.clone() step/> }.into_any(),
            Step::Decided(decision) => decided(decision),
        })
        .into_any()
    });
    view! { <Frame>{view}</Frame> }
}

#[component]
fn Enter(step: RwSignal<Step>) -> impl IntoView {
    let texts = ClientTexts::current();
    let code = RwSignal::new(String::new());
    let submission = Submission::new();
    view! {
        <Heading title=texts.device_title lead=texts.device_enter/>
        <Form submission on_submit=move || step.set(Step::Compare(code.get_untracked()))>
            <TextField label=texts.user_code name="user_code" value=code check=filled first=true/>
            <button type="submit" class="button button-main button-wide">{texts.go_on}</button>
        </Form>
    }
}

#[component]
fn Compare(code: String, session: PortalSession, step: RwSignal<Step>) -> impl IntoView {
    let request = load(move || {
        let code = code.clone();
        async move { api::clients::get_device_request(&code).await }
    });
    request.show_or(
        move |request| {
            let session = session.clone();
            view! { <Question request session step/> }.into_any()
        },
        move |failure| (failure.code() == Some(ErrorCode::DeviceCodeNotExists)).then(|| unknown(step)),
    )
}

fn unknown(step: RwSignal<Step>) -> AnyView {
    let texts = ClientTexts::current();
    view! {
        <Heading title=texts.device_title/>
        <p class="notice notice-bad" role="alert">
            <Icon glyph=Glyph::Warning/>
            <span>{refusal_of(ErrorCode::DeviceCodeNotExists)}</span>
        </p>
        <button type="button" class="button button-wide" on:click=move |_| step.set(Step::Enter)>
            {texts.other_code}
        </button>
    }
    .into_any()
}

#[component]
fn Question(request: DeviceRequest, session: PortalSession, step: RwSignal<Step>) -> impl IntoView {
    let texts = ClientTexts::current();
    let submission = Submission::new();
    let user_code = request.user_code.clone();
    let PortalSession { user_name, form_token, .. } = session;
    let decide = move |decision: Decision| {
        let body = DecideDevice { user_code: user_code.clone(), decision, form_token: form_token.clone() };
        let work = async move { api::clients::decide_device_request(&body).await };
        submission.run(work, move |()| step.set(Step::Decided(decision)));
    };
    let deny = decide.clone();
    view! {
        <Heading title=texts.device_title lead=texts.device_lead/>
        <div class="user-code" aria-label=texts.user_code role="group">
            <code>{request.user_code}</code>
        </div>
        <dl class="facts">
            <dt>{texts.signed_in_as}</dt>
            <dd>{user_name}</dd>
            <dt>{texts.client_id}</dt>
            <dd>{program(request.client_id)}</dd>
            {(!request.user_agent.is_empty())
                .then(|| view! { <dt>{texts.user_agent}</dt> <dd>{request.user_agent}</dd> })}
            <dt>{texts.client_address}</dt>
            <dd class="number">{request.address}</dd>
            <dt>{texts.asked_at}</dt>
            <dd>{format::moment(request.asked_at)}</dd>
            <dt>{texts.ends}</dt>
            <dd>{format::moment(request.expires_at)}</dd>
        </dl>
        <p class="notice notice-warn"><Icon glyph=Glyph::Warning/><span>{texts.device_warning}</span></p>
        <Refusal submission/>
        <div class="dialog-buttons">
            <button
                type="button"
                class="button button-main"
                disabled=move || submission.busy()
                on:click=move |_| decide(Decision::Confirm)
            >
                {texts.confirm}
            </button>
            <button
                type="button"
                class="button"
                disabled=move || submission.busy()
                on:click=move |_| deny(Decision::Deny)
            >
                {texts.deny}
            </button>
        </div>
    }
}

/// The client id, with the names of the programs that have it by default.
fn program(client_id: String) -> String {
    if client_id == PUBLIC_CLIENT {
        fill(ClientTexts::current().public_client, &[("id", &client_id)])
    } else {
        client_id
    }
}

fn decided(decision: Decision) -> AnyView {
    let texts = ClientTexts::current();
    let (glyph, title, text) = match decision {
        Decision::Confirm => (Glyph::Key, texts.confirmed, texts.confirmed_text),
        Decision::Deny => (Glyph::Warning, texts.denied, texts.denied_text),
    };
    browser::set_title(title);
    view! { <Empty whole=true glyph title text/> }.into_any()
}
