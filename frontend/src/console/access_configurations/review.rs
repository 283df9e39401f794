//! The last look at what is to be made, with a way back to each part.

use leptos::prelude::*;

use super::policy_editor::document;
use super::written::Written;
use crate::console::people::or_dash;
use crate::format;
use crate::language::{ConfigurationTexts, ConsoleTexts, fill};

/// Everything that is written.
#[component]
pub fn Review(
    /// What is written.
    written: Written,
    /// Goes back to a step.
    go: impl Fn(usize) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), ConfigurationTexts::current());
    let made = written.create();
    let page = if made.relay_state.is_empty() { texts.console_home.to_owned() } else { made.relay_state };
    view! {
        <Part name=texts.basic on_change=move || go(0)>
            <dl class="facts facts-grid">
                <div><dt>{common.name}</dt><dd>{made.name}</dd></div>
                <div><dt>{common.session_duration}</dt><dd>{format::duration(made.session_duration)}</dd></div>
                <div><dt>{texts.initial_page}</dt><dd>{page}</dd></div>
                <div class="facts-wide">
                    <dt>{common.description}</dt>
                    <dd class="prose">{or_dash(&made.description)}</dd>
                </div>
            </dl>
        </Part>
        <Part name=common.system_policies on_change=move || go(1)>{names(&made.system_policies)}</Part>
        <Part name=common.inline_policy on_change=move || go(2)>{document(&made.inline_policy)}</Part>
    }
}

/// Names of system policies, or that there is none.
pub fn names(policies: &[String]) -> AnyView {
    if policies.is_empty() {
        return view! { <p>{ConsoleTexts::current().none}</p> }.into_any();
    }
    let names = policies.iter().map(|name| view! { <li class="chip">{name.clone()}</li> }).collect_view();
    view! { <ul class="chips">{names}</ul> }.into_any()
}

#[component]
fn Part(name: &'static str, on_change: impl Fn() + 'static, children: Children) -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let words = fill(texts.change_part, &[("part", name)]);
    view! {
        <section class="review-part">
            <div class="review-head">
                <h3>{name}</h3>
                <button type="button" class="link" aria-label=words on:click=move |_| on_change()>
                    {texts.change}
                </button>
            </div>
            {children()}
        </section>
    }
}
