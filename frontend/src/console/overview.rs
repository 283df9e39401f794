//! **Overview**: the user logon URL, how much there is, and what is left to set up.

use leptos::prelude::*;
use shared::overview::Overview;

use super::mismatch::MismatchNotice;
use crate::language::{ConsoleTexts, fill};
use crate::ui::copy::CopyValue;
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;
use crate::{api, links};

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let texts = ConsoleTexts::current();
    let overview = load(api::overview::get_overview);
    view! {
        <Heading title=texts.overview lead=texts.overview_lead/>
        {overview.show(show)}
    }
}

fn show(overview: Overview) -> AnyView {
    let texts = ConsoleTexts::current();
    let sso = if overview.sso_enabled { texts.on } else { texts.off };
    view! {
        {overview.mismatch.clone().map(|mismatch| view! { <MismatchNotice mismatch/> })}
        <section class="card">
            <CopyValue label=texts.user_logon_url value=overview.user_logon_url.clone()/>
            <p class="hint">{texts.user_logon_url_hint}</p>
            <dl class="facts facts-row">
                <div><dt>{texts.directory_name}</dt><dd>{overview.directory_name.clone()}</dd></div>
                <div><dt>{texts.directory_id}</dt><dd><code>{overview.directory_id.clone()}</code></dd></div>
                <div><dt>{texts.sso_state}</dt><dd>{badge(overview.sso_enabled, sso)}</dd></div>
            </dl>
        </section>
        <div class="counts">
            {count(texts.users, overview.users, links::USERS)}
            {count(texts.accounts, overview.accounts, links::RESOURCE_DIRECTORY)}
            {count(texts.access_configurations, overview.access_configurations, links::ACCESS_CONFIGURATIONS)}
            {count(texts.access_assignments, overview.access_assignments, links::MULTI_ACCOUNT_PERMISSIONS)}
        </div>
        <section class="card" aria-labelledby="next-steps">
            <h2 id="next-steps">{texts.next_steps}</h2>
            {steps(&overview)}
        </section>
    }
    .into_any()
}

/// A state in a word, with a colour to go with it.
pub fn badge(good: bool, words: &'static str) -> AnyView {
    let class = if good { "badge badge-good" } else { "badge" };
    view! { <span class=class>{words}</span> }.into_any()
}

fn count(words: &'static str, number: u64, href: &'static str) -> AnyView {
    view! {
        <a class="card count" href=href>
            <span class="count-number">{number}</span>
            <span class="count-words">{words}</span>
        </a>
    }
    .into_any()
}

fn steps(overview: &Overview) -> AnyView {
    let texts = ConsoleTexts::current();
    let steps = [
        (overview.users > 0, texts.step_users, texts.step_users_text, links::USERS),
        (overview.accounts > 0, texts.step_accounts, texts.step_accounts_text, links::RESOURCE_DIRECTORY),
        (
            overview.access_configurations > 0,
            texts.step_configurations,
            texts.step_configurations_text,
            links::ACCESS_CONFIGURATIONS,
        ),
        (
            overview.access_assignments > 0,
            texts.step_assignments,
            texts.step_assignments_text,
            links::MULTI_ACCOUNT_PERMISSIONS,
        ),
        (
            overview.identity_provider_configured,
            texts.step_provider,
            texts.step_provider_text,
            links::SETTINGS,
        ),
        (overview.sso_enabled, texts.step_sso, texts.step_sso_text, links::SETTINGS),
    ];
    let all_done = steps.iter().all(|(done, ..)| *done);
    let items = steps.map(|(done, words, text, href)| {
        let state = if done { texts.done } else { texts.to_do };
        view! {
            <li class="step" class:step-done=done>
                <span class="step-mark">{done.then(|| view! { <Icon glyph=Glyph::Tick/> })}</span>
                <div>
                    <a href=href>{words}</a>
                    <span class="unseen">{fill(" ({state})", &[("state", state)])}</span>
                    <p class="muted">{text}</p>
                </div>
            </li>
        }
    });
    view! {
        {all_done.then(|| view! { <p class="muted">{texts.all_done}</p> })}
        <ol class="steps">{items.into_iter().collect_view()}</ol>
    }
    .into_any()
}
