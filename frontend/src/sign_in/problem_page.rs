//! Why a sign-in, or a log-on to an account, was refused: one sentence, a code, who can fix it.

use leptos::prelude::*;
use shared::error::ErrorCode;
use shared::session::Problem;

use super::Frame;
use crate::language::{PortalTexts, problem_kind, who_can_fix};
use crate::portal::contact::Contact;
use crate::ui::copy::CopyButton;
use crate::ui::empty::Empty;
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;
use crate::{api, browser, format, links, session};

/// What was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The sign-in.
    SignIn,
    /// The log-on to an account.
    LogOn,
}

/// The page.
#[component]
pub fn ProblemPage(
    /// The record's id.
    id: String,
    /// What was refused.
    refused: Refused,
) -> impl IntoView {
    session::may_be_absent();
    let problem = load(move || {
        let id = id.clone();
        async move { api::session::get_problem(&id).await }
    });
    let view = problem.show_or(
        move |problem| show(problem, refused),
        |failure| (failure.code() == Some(ErrorCode::ProblemNotExists)).then(gone),
    );
    view! { <Frame>{view}</Frame> }
}

fn show(problem: Problem, refused: Refused) -> AnyView {
    let texts = PortalTexts::current();
    let title = match refused {
        Refused::SignIn => texts.problem_title,
        Refused::LogOn => texts.log_on_problem_title,
    };
    let (way, words) = match refused {
        Refused::SignIn => (problem.sign_in_path.clone(), texts.try_again),
        Refused::LogOn => (links::PORTAL.to_owned(), texts.back_to_portal),
    };
    let contact = (refused == Refused::LogOn).then(|| view! { <WhomToAsk/> });
    let id = problem.id.to_string();
    view! {
        <div class="problem-mark"><Icon glyph=Glyph::Warning/></div>
        <Heading title lead=problem_kind(problem.kind)/>
        <dl class="facts">
            <dt>{texts.problem_next}</dt>
            <dd>{who_can_fix(problem.who_can_fix)}</dd>
            <dt id="problem-code">{texts.problem_code}</dt>
            <dd class="value-line">
                <code class="value-text">{id.clone()}</code>
                <CopyButton text=id of="problem-code"/>
            </dd>
            <dt>{texts.problem_time}</dt>
            <dd>{format::moment(problem.occurred_at)}</dd>
        </dl>
        {contact}
        <a class="button button-main button-wide" href=way>{words}</a>
    }
    .into_any()
}

/// Whom to ask for access, for whoever is still signed in; nobody else learns it.
#[component]
fn WhomToAsk() -> impl IntoView {
    let session = load(api::session::get_session);
    move || session.value().map(|session| view! { <Contact text=session.access_contact/> })
}

fn gone() -> AnyView {
    let texts = PortalTexts::current();
    browser::set_title(texts.problem_gone);
    view! { <Empty whole=true glyph=Glyph::Log title=texts.problem_gone text=texts.problem_gone_text/> }
        .into_any()
}
