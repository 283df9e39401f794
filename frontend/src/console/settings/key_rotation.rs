//! The section **Signing Key Rotation**: where it is, the step that comes next, and the way back.

use std::time::Duration;

use leptos::prelude::*;
use shared::key_rotation::{KeyRotation, RotationKey, RotationPhase, RotationStep};
use shared::settings::Settings;

use super::rotation_accounts::Accounts;
use crate::console::overview::badge;
use crate::language::{CloudTexts, rotation_phase};
use crate::ui::dialog::Confirm;
use crate::ui::form::Submission;
use crate::ui::live;
use crate::ui::load::load;
use crate::ui::toast;
use crate::{api, format};

/// How often it is looked how far the server is.
const PAUSE: Duration = Duration::from_secs(2);

/// The section.
#[component]
pub fn RotationSection(
    /// The settings as they are.
    settings: Settings,
) -> impl IntoView {
    let texts = CloudTexts::current();
    let loading = load(api::cloud::get_key_rotation);
    // Drawn anew only when something has changed, so that looking does not take the keyboard away.
    let rotation = Memo::new(move |_| loading.value());
    let (asking, asked) = (RwSignal::new(false), RwSignal::new(RotationStep::Start));
    let ask = Callback::new(move |step| {
        asked.set(step);
        asking.set(true);
    });
    let changed = Callback::new(move |()| loading.reload());
    live::every(
        PAUSE,
        move || rotation.with(|it| it.as_ref().is_some_and(|it| !it.by_hand && is_under_way(it))),
        move || loading.reload(),
    );
    let settings = StoredValue::new(settings);
    view! {
        <section class="card card-parts" id="key-rotation" aria-labelledby="key-rotation-section">
            <h2 id="key-rotation-section">{texts.rotation}</h2>
            <p class="muted">{texts.rotation_lead}</p>
            {loading.show(|_| ().into_any())}
            {move || rotation.get().map(|it| show(it, &settings.get_value(), ask, changed))}
        </section>
        <Question open=asking step=asked changed/>
    }
}

/// Whether accounts wait for their metadata.
fn is_under_way(it: &KeyRotation) -> bool {
    matches!(it.phase, RotationPhase::Spreading | RotationPhase::Removing)
}

fn show(it: KeyRotation, settings: &Settings, ask: Callback<RotationStep>, changed: Callback<()>) -> AnyView {
    let ready = it.accounts.iter().all(|account| account.done);
    let phase = it.phase;
    let keys = it.keys.iter().map(key).collect_view();
    let listed = is_under_way(&it);
    view! {
        <div role="status">
            <p class=if phase == RotationPhase::None { "" } else { "notice notice-info" }>{rotation_phase(phase)}</p>
        </div>
        <div class="facts-part">
            <h3>{CloudTexts::current().keys}</h3>
            <ul class="certificates">{keys}</ul>
        </div>
        {listed.then(|| view! { <Accounts rotation=it settings=settings.clone() changed/> })}
        {buttons(phase, ready, ask)}
    }
    .into_any()
}

fn key(it: &RotationKey) -> AnyView {
    let texts = CloudTexts::current();
    let console = crate::language::ConsoleTexts::current();
    view! {
        <li class="certificate">
            <dl class="facts facts-grid">
                <div class="facts-wide">
                    <dt>{console.fingerprint}</dt>
                    <dd class="break"><code>{it.certificate.fingerprint.clone()}</code></dd>
                </div>
                <div><dt>{console.valid_until}</dt><dd>{format::day(it.certificate.not_after)}</dd></div>
                <div>
                    <dt>{texts.state}</dt>
                    <dd>{badge(it.signs, if it.signs { texts.signs } else { texts.stands_by })}</dd>
                </div>
            </dl>
        </li>
    }
    .into_any()
}

fn buttons(phase: RotationPhase, ready: bool, ask: Callback<RotationStep>) -> AnyView {
    let texts = CloudTexts::current();
    let button = move |step: RotationStep, words: &'static str, class: &'static str| {
        view! { <button type="button" class=class on:click=move |_| ask.run(step)>{words}</button> }
    };
    match phase {
        RotationPhase::None => {
            view! { <div class="buttons">{button(RotationStep::Start, texts.start, "button")}</div> }
                .into_any()
        }
        RotationPhase::Switched => {
            let remove = button(RotationStep::RemoveOld, texts.remove_old, "button button-main");
            view! { <div class="buttons">{remove}</div> }.into_any()
        }
        RotationPhase::Removing => ().into_any(),
        RotationPhase::Spreading => view! {
            <div class="buttons">
                <span class="with-reason">
                    <button
                        type="button"
                        class="button button-main"
                        disabled=!ready
                        aria-describedby=(!ready).then_some("rotation-reason")
                        on:click=move |_| ask.run(RotationStep::Switch)
                    >
                        {texts.switch}
                    </button>
                    {(!ready).then(|| view! {
                        <span class="hint" id="rotation-reason">{texts.switch_blocked}</span>
                    })}
                </span>
                {button(RotationStep::GoBack, texts.go_back, "button")}
            </div>
        }
        .into_any(),
    }
}

/// The question before a step.
#[component]
fn Question(open: RwSignal<bool>, step: RwSignal<RotationStep>, changed: Callback<()>) -> impl IntoView {
    let texts = CloudTexts::current();
    let submission = Submission::new();
    let tell = toast::teller();
    let words = move || match step.get() {
        RotationStep::Start => (texts.start_title, texts.start_text, texts.start),
        RotationStep::Switch => (texts.switch_title, texts.switch_text, texts.switch),
        RotationStep::GoBack => (texts.go_back_title, texts.go_back_text, texts.go_back),
        RotationStep::RemoveOld => (texts.remove_old_title, texts.remove_old_text, texts.remove_old),
    };
    let confirm = move |()| {
        submission.run(api::cloud::step_key_rotation(step.get_untracked()), move |_| {
            open.set(false);
            tell(texts.stepped.to_owned());
            changed.run(());
        });
    };
    let title = Signal::derive(move || words().0.to_owned());
    let text = Signal::derive(move || words().1.to_owned());
    let act = Signal::derive(move || words().2);
    view! { <Confirm open title text act submission on_confirm=confirm/> }
}
