//! **Create Access Configuration**: three steps and a look at the whole. What is written stays until the page is
//! left; going back loses nothing. Duplicating begins with what another access configuration has.

use leptos::prelude::*;
use shared::access_configurations::AccessConfiguration;

use super::basics::BasicFields;
use super::detail::gone;
use super::policy_editor::InlinePolicyFields;
use super::policy_picks::PolicyPicks;
use super::review::Review;
use super::written::Written;
use crate::language::{ConfigurationTexts, ConsoleTexts, fill};
use crate::ui::form::{Form, Refusal, Submission};
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;
use crate::ui::toast;
use crate::{api, links, location};

/// The fields of each step, as the server names them.
const FIELDS: [&[&str]; 3] =
    [&["name", "description", "session_duration", "relay_state"], &["system_policies"], &["inline_policy"]];

/// The step after the last in which something is written.
const REVIEW: usize = FIELDS.len();

/// The names of the steps.
fn names() -> [&'static str; 4] {
    let (common, texts) = (ConsoleTexts::current(), ConfigurationTexts::current());
    [texts.basic, common.system_policies, common.inline_policy, texts.review]
}

/// The page.
#[component]
pub fn CreatePage() -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let query = location::watch().get_untracked().query;
    let page = match links::query_value(&query, "copy") {
        None => view! { <Wizard title=texts.create.to_owned() written=Written::nothing()/> }.into_any(),
        Some(id) => {
            let original = load(move || {
                let id = id.clone();
                async move { api::access_configurations::get_access_configuration(&id).await }
            });
            original.show_or(duplicate, gone)
        }
    };
    view! {
        <p class="way-back"><a href=links::ACCESS_CONFIGURATIONS>{texts.to_list}</a></p>
        {page}
    }
}

fn duplicate(original: AccessConfiguration) -> AnyView {
    let title = fill(ConfigurationTexts::current().duplicate_title, &[("name", &original.name)]);
    view! { <Wizard title written=Written::of(&original)/> }.into_any()
}

#[component]
fn Wizard(title: String, written: Written) -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let submission = Submission::new();
    let step = RwSignal::new(0_usize);
    let moved = StoredValue::new(false);
    let (tell, navigate) = (toast::teller(), location::navigator());
    let go = move |to: usize| {
        submission.reset();
        moved.set_value(true);
        step.set(to);
    };
    // What the server refuses is shown where it is written.
    Effect::new(move || {
        let refused = |fields: &[&str]| fields.iter().any(|name| submission.refused(name).is_some());
        if let Some(at) = FIELDS.iter().position(|fields| refused(fields)) {
            step.set(at);
        }
    });
    let submit = move || {
        if step.get_untracked() < REVIEW {
            go(step.get_untracked() + 1);
            return;
        }
        let body = written.create();
        let said = fill(texts.created, &[("name", &body.name)]);
        let work = async move { api::access_configurations::create_access_configuration(&body).await };
        submission.run(work, move |made: AccessConfiguration| {
            tell(said);
            navigate(&links::detail(links::ACCESS_CONFIGURATIONS, made.id.as_str()));
        });
    };
    let shown = Memo::new(move |_| step.get());
    view! {
        <Heading title lead=texts.create_lead/>
        <section class="card wizard">
            <Steps step=shown go/>
            <Form submission on_submit=submit>
                {move || {
                    let at = shown.get();
                    view! { <StepHeading at moved/> {fields(at, written, go)} }
                }}
                <Refusal submission/>
                <Buttons step=shown go submission/>
            </Form>
        </section>
    }
}

fn fields(at: usize, written: Written, go: impl Fn(usize) + Copy + Send + Sync + 'static) -> AnyView {
    let texts = ConfigurationTexts::current();
    match at {
        0 => view! { <BasicFields written named=true/> }.into_any(),
        1 => view! { <p class="muted">{texts.policies_lead}</p> <PolicyPicks policies=written.policies/> }
            .into_any(),
        2 => view! { <p class="muted">{texts.inline_lead}</p> <InlinePolicyFields written/> }.into_any(),
        _ => view! { <Review written go/> }.into_any(),
    }
}

/// The name of the step; takes the keyboard when the person has moved to the step.
#[component]
fn StepHeading(at: usize, moved: StoredValue<bool>) -> impl IntoView {
    let node = NodeRef::<leptos::html::H2>::new();
    Effect::new(move || {
        if let Some(heading) = node.get()
            && moved.get_value()
        {
            moved.set_value(false);
            let _ = heading.focus();
        }
    });
    let (n, all) = ((at + 1).to_string(), names().len().to_string());
    let name = names().get(at).copied().unwrap_or_default();
    let words = [("n", n.as_str()), ("all", &all), ("name", name)];
    view! { <h2 node_ref=node tabindex="-1">{fill(ConfigurationTexts::current().step_of, &words)}</h2> }
}

/// All steps; those before the present one lead back to it.
#[component]
fn Steps(step: Memo<usize>, go: impl Fn(usize) + Copy + Send + Sync + 'static) -> impl IntoView {
    let entry = move |at: usize, name: &'static str| {
        let current = move || (step.get() == at).then_some("step");
        let words = move || {
            if at < step.get() {
                view! { <button type="button" class="link" on:click=move |_| go(at)>{name}</button> }
                    .into_any()
            } else {
                view! { <span>{name}</span> }.into_any()
            }
        };
        let mark = move || {
            if at < step.get() { view! { <Icon glyph=Glyph::Tick/> }.into_any() } else { (at + 1).into_any() }
        };
        view! {
            <li class="wizard-step" class:wizard-done=move || at < step.get() aria-current=current>
                <span class="wizard-mark" aria-hidden="true">{mark}</span>
                {words}
            </li>
        }
    };
    let entries = names().into_iter().enumerate().map(|(at, name)| entry(at, name)).collect_view();
    view! { <ol class="wizard-steps" aria-label=ConfigurationTexts::current().steps>{entries}</ol> }
}

#[component]
fn Buttons(
    step: Memo<usize>,
    go: impl Fn(usize) + Copy + Send + Sync + 'static,
    submission: Submission,
) -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let back = move || {
        let before = step.get().checked_sub(1)?;
        let words = texts.back;
        Some(view! { <button type="button" class="button" on:click=move |_| go(before)>{words}</button> })
    };
    view! {
        <div class="buttons">
            <button type="submit" class="button button-main" disabled=move || submission.busy()>
                {move || if step.get() < REVIEW { texts.next } else { texts.create_now }}
            </button>
            {back}
        </div>
    }
}
