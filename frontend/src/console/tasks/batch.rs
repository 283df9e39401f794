//! What was started together: how far it is, what failed, and what can still be done about it.

use std::time::Duration;

use leptos::prelude::*;
use shared::error::ErrorCode;
use shared::ids::TaskBatchId;
use shared::tasks::{BatchProgress, ChooseTasks, TaskStatus};

use super::page::choices;
use super::table::{Act, TasksTable, run};
use crate::api::Failure;
use crate::api::tasks::{Filter, get_batch_progress, list_tasks};
use crate::language::{ConsoleTexts, TaskTexts, fill, task_status};
use crate::links;
use crate::ui::dialog::Confirm;
use crate::ui::field::SelectField;
use crate::ui::form::{Refusal, Submission};
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::live;
use crate::ui::load::{Loading, load};
use crate::ui::paged::paged;
use crate::ui::toast;

const PAUSE: Duration = Duration::from_millis(1_500);

/// The page.
#[component]
pub fn BatchPage(
    /// The batch's id.
    id: String,
) -> impl IntoView {
    let texts = TaskTexts::current();
    let asked = id.clone();
    let progress = load(move || {
        let id = asked.clone();
        async move { get_batch_progress(&id).await }
    });
    let status = RwSignal::new(String::new());
    let batch = id.clone();
    let tasks = paged(move |after| {
        let filter = Filter { batch_id: batch.clone(), status: status.get(), ..Filter::default() };
        async move { list_tasks(&filter, &after).await }
    });
    let moving = move || progress.value().is_some_and(|progress| progress.over() < progress.total());
    live::every(PAUSE, moving, move || {
        progress.reload();
        tasks.refresh();
    });
    // What ended between the two readings.
    let at_rest = Memo::new(move |_| !moving());
    Effect::new(move |before: Option<bool>| {
        let now = at_rest.get();
        if now && before == Some(false) {
            tasks.refresh();
        }
        now
    });
    let there = Memo::new(move |_| progress.value().is_some());
    let gone = |failure: Failure| {
        (failure.code() == Some(ErrorCode::TaskBatchNotExists)).then(|| {
            let texts = TaskTexts::current();
            crate::console::gone(texts.batch_gone, &failure.sentence(), links::TASKS, texts.to_tasks)
        })
    };
    let statuses = choices(TaskStatus::ALL, task_status);
    let changed = move || {
        progress.reload();
        tasks.refresh();
    };
    view! {
        <p class="way-back"><a href=links::MULTI_ACCOUNT_PERMISSIONS>{texts.to_permissions}</a></p>
        // The page itself is drawn once; what moves in it follows the numbers.
        {move || if there.get() {
            let (id, statuses) = (id.clone(), statuses.clone());
            view! {
                <Heading title=texts.batch lead=texts.batch_lead/>
                <ProgressCard id progress changed=Callback::new(move |()| changed())/>
                <section class="card" aria-labelledby="batch-tasks">
                    <h2 id="batch-tasks">{texts.tasks}</h2>
                    <div class="toolbar toolbar-fields">
                        <SelectField label=ConsoleTexts::current().status options=statuses value=status/>
                    </div>
                    <TasksTable list=tasks/>
                </section>
            }
            .into_any()
        } else {
            progress.show_or(|_| ().into_any(), gone)
        }}
    }
}

#[component]
fn ProgressCard(id: String, progress: Loading<BatchProgress>, changed: Callback<()>) -> impl IntoView {
    let texts = TaskTexts::current();
    let now = Memo::new(move |last: Option<&BatchProgress>| {
        progress.value().or_else(|| last.cloned()).unwrap_or_default()
    });
    view! {
        <section class="card" aria-labelledby="batch-progress">
            <h2 id="batch-progress">{texts.progress}</h2>
            <progress
                class="progress"
                aria-labelledby="batch-progress"
                max=move || now.get().total()
                prop:value=move || f64::from(u32::try_from(now.get().over()).unwrap_or(u32::MAX))
            ></progress>
            <p role="status">{move || words(&now.get())}</p>
            <Counts now/>
            {move || awaiting(&now.get())}
            <Acts id now changed/>
        </section>
    }
}

fn words(progress: &BatchProgress) -> String {
    let texts = TaskTexts::current();
    let over = progress.over() == progress.total();
    let values = [
        ("over", progress.over()),
        ("total", progress.total()),
        ("success", progress.success),
        ("failed", progress.failed),
        ("canceled", progress.canceled),
    ]
    .map(|(name, number)| (name, number.to_string()));
    let values = values.each_ref().map(|(name, number)| (*name, number.as_str()));
    fill(if over { texts.all_over } else { texts.progress_words }, &values)
}

#[component]
fn Counts(now: Memo<BatchProgress>) -> impl IntoView {
    let counts = TaskStatus::ALL.map(|status| {
        let number = move || {
            let now = now.get();
            match status {
                TaskStatus::Waiting => now.waiting,
                TaskStatus::InProgress => now.in_progress,
                TaskStatus::AwaitingAdministrator => now.awaiting_administrator,
                TaskStatus::Success => now.success,
                TaskStatus::Failed => now.failed,
                TaskStatus::Canceled => now.canceled,
            }
        };
        view! { <div><dt>{task_status(status)}</dt><dd class="number">{number}</dd></div> }
    });
    view! { <dl class="facts facts-row">{counts.into_iter().collect_view()}</dl> }
}

fn awaiting(progress: &BatchProgress) -> Option<AnyView> {
    let texts = TaskTexts::current();
    let n = progress.awaiting_administrator;
    (n > 0).then(|| {
        let href = links::with_query(links::TASKS, &[("tab", links::MANUAL_WORK_TAB)]);
        view! {
            <p class="notice notice-info">
                <Icon glyph=Glyph::Key/>
                <span>
                    {fill(texts.awaiting_words, &[("n", &n.to_string())])}" "
                    <a href=href>{texts.to_manual_work}</a>
                </span>
            </p>
        }
        .into_any()
    })
}

/// Tries all failed ones again, or calls off what has not started.
#[component]
fn Acts(id: String, now: Memo<BatchProgress>, changed: Callback<()>) -> impl IntoView {
    let texts = TaskTexts::current();
    let (retrying, cancelling) = (Submission::new(), Submission::new());
    let asking = RwSignal::new(false);
    let tell = toast::teller();
    let all: Option<TaskBatchId> = id.parse().ok();
    let body = move || ChooseTasks { task_ids: Vec::new(), batch_id: all.clone() };
    let again = body.clone();
    let retry = move |_| run(Act::Retry, again(), retrying, tell, move || changed.run(()));
    let cancel = move |()| {
        run(Act::Cancel, body(), cancelling, tell, move || {
            asking.set(false);
            changed.run(());
        });
    };
    let rest = move || now.get().waiting + now.get().awaiting_administrator;
    let text = Signal::derive(move || fill(texts.cancel_text, &[("n", &rest().to_string())]));
    view! {
        <div class="buttons batch-acts">
            <button
                type="button"
                class="button"
                disabled=move || now.get().failed == 0 || retrying.busy()
                on:click=retry
            >
                {texts.retry_failed}
            </button>
            <button type="button" class="button" disabled=move || rest() == 0 on:click=move |_| asking.set(true)>
                {texts.cancel_rest}
            </button>
        </div>
        <Refusal submission=retrying/>
        <Confirm
            open=asking
            title=texts.cancel_title.to_owned()
            text
            act=texts.cancel_rest
            destructive=true
            submission=cancelling
            on_confirm=cancel
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_say_how_far_it_is_and_that_it_is_over() {
        let running =
            BatchProgress { waiting: 3, in_progress: 1, success: 5, failed: 1, ..BatchProgress::default() };
        assert_eq!(words(&running), "6 of 10 are over: 5 succeeded, 1 failed.");
        let over = BatchProgress { success: 5, failed: 1, canceled: 4, ..BatchProgress::default() };
        assert_eq!(words(&over), "All 10 are over: 5 succeeded, 1 failed, 4 were canceled.");
    }
}
