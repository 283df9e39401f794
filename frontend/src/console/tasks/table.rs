//! Tasks as a table that follows what happens: cancelled or tried again one by one or several at once.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::ids::TaskId;
use shared::tasks::{ChooseTasks, Task, TaskStatus};

use crate::console::access_assignments::table::place_and_kind;
use crate::language::{CommonTexts, ConsoleTexts, PermissionsTexts, TaskTexts, fill, task_kind, task_status};
use crate::ui::empty::Empty;
use crate::ui::form::{Refusal, Submission};
use crate::ui::icon::Glyph;
use crate::ui::paged::{Paged, counted};
use crate::ui::table::Table;
use crate::ui::toast;
use crate::{api, format, links};

type Selected = RwSignal<BTreeSet<TaskId>>;

/// What is done to tasks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Those that have not started are called off.
    Cancel,
    /// Those that have failed are tried again.
    Retry,
}

impl Act {
    /// Whether it does anything to a task of this status.
    fn fits(self, status: TaskStatus) -> bool {
        match self {
            Act::Cancel => matches!(status, TaskStatus::Waiting | TaskStatus::AwaitingAdministrator),
            Act::Retry => status == TaskStatus::Failed,
        }
    }
}

/// Does something to tasks, then says to how many.
pub fn run(
    act: Act,
    body: ChooseTasks,
    submission: Submission,
    tell: impl Fn(String) + 'static,
    done: impl Fn() + 'static,
) {
    let work = async move {
        match act {
            Act::Cancel => api::tasks::cancel_tasks(&body).await,
            Act::Retry => api::tasks::retry_tasks(&body).await,
        }
    };
    submission.run(work, move |answer| {
        let texts = TaskTexts::current();
        let words = if act == Act::Cancel { texts.canceled } else { texts.retried };
        tell(fill(words, &[("n", &answer.changed.to_string())]));
        done();
    });
}

/// The table, and above it what can be done to the selected rows.
#[component]
pub fn TasksTable(
    /// The tasks.
    list: Paged<Task>,
) -> impl IntoView {
    let texts = TaskTexts::current();
    let selected: Selected = RwSignal::new(BTreeSet::new());
    let submission = Submission::new();
    let tell = toast::teller();
    // What is over or out of sight is no longer selected.
    Effect::new(move || {
        let tasks = list.items();
        let can = |id: &TaskId| tasks.iter().any(|task| task.id == *id && selectable(task));
        if selected.with_untracked(|selected| !selected.iter().all(can)) {
            selected.update(|selected| selected.retain(can));
        }
    });
    let act = Callback::new(move |(act, task_ids): (Act, Vec<TaskId>)| {
        let body = ChooseTasks { task_ids, batch_id: None };
        run(act, body, submission, tell, move || {
            selected.update(BTreeSet::clear);
            list.refresh();
        });
    });
    let table = move || {
        let common = ConsoleTexts::current();
        let columns = vec![
            texts.task,
            common.user_or_group,
            common.account,
            common.access_configuration,
            common.status,
            texts.started,
        ];
        view! {
            <SelectionBar list selected act/>
            <div class="tasks-table">
                <Table stacks=true label=texts.tasks columns>
                    <For each=move || list.items() key=drawn_anew let:task>
                        {view_row(task, selected, act)}
                    </For>
                </Table>
            </div>
        }
        .into_any()
    };
    let empty = move || view! { <Empty glyph=Glyph::Log title=texts.none text=texts.none_text/> }.into_any();
    let words = |shown, total| counted(CommonTexts::current().shown_of, shown, total);
    view! {
        <Refusal submission/>
        {list.show_live(table, empty, words)}
    }
}

/// What a row is drawn anew for.
fn drawn_anew(task: &Task) -> (TaskId, String) {
    let changes = (task.status, task.finished_at, task.attempts, task.next_attempt_at, &task.failure);
    (task.id.clone(), format!("{changes:?}"))
}

fn selectable(task: &Task) -> bool {
    Act::Cancel.fits(task.status) || Act::Retry.fits(task.status)
}

#[component]
fn SelectionBar(list: Paged<Task>, selected: Selected, act: Callback<(Act, Vec<TaskId>)>) -> impl IntoView {
    let texts = TaskTexts::current();
    let possible = move || list.items().into_iter().filter(selectable);
    let count = move || selected.with(BTreeSet::len);
    let all = move || count() > 0 && count() == possible().count();
    let some = move || count() > 0 && !all();
    let select = move |event| {
        let wanted = event_target_checked(&event);
        selected.set(if wanted { possible().map(|task| task.id).collect() } else { BTreeSet::new() });
    };
    let button = move |what: Act, words: &'static str| {
        let fitting = move || -> Vec<TaskId> {
            let tasks = list.items().into_iter().filter(|task| what.fits(task.status));
            tasks.map(|task| task.id).filter(|id| selected.with(|selected| selected.contains(id))).collect()
        };
        view! {
            <button
                type="button"
                class="button button-small"
                disabled=move || fitting().is_empty()
                on:click=move |_| act.run((what, untrack(fitting)))
            >
                {move || match fitting().len() {
                    0 => words.to_owned(),
                    n => format!("{words} ({n})"),
                }}
            </button>
        }
    };
    view! {
        <div class="toolbar selection">
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=all
                    prop:indeterminate=some
                    disabled=move || possible().next().is_none()
                    on:change=select
                />
                <span>{PermissionsTexts::current().select_all_shown}</span>
            </label>
            {button(Act::Cancel, texts.cancel)}
            {button(Act::Retry, texts.retry)}
        </div>
    }
}

fn select_box(task: &Task, selected: Selected) -> AnyView {
    let texts = TaskTexts::current();
    let words = if task.principal.is_some() { texts.select } else { texts.select_role };
    let name = if task.principal.is_some() { &task.principal_name } else { &task.access_configuration_name };
    let values = [("task", task_kind(task.kind)), ("name", name.as_str()), ("account", &task.account_name)];
    let label = fill(words, &values);
    let (mine, id) = (task.id.clone(), task.id.clone());
    let select = move |event| {
        let wanted = event_target_checked(&event);
        selected.update(|selected| match wanted {
            true => _ = selected.insert(id.clone()),
            false => _ = selected.remove(&id),
        });
    };
    let checked = move || selected.with(|selected| selected.contains(&mine));
    view! {
        <input
            type="checkbox"
            aria-label=label
            disabled=!selectable(task)
            prop:checked=checked
            on:change=select
        />
    }
    .into_any()
}

fn view_row(task: Task, selected: Selected, act: Callback<(Act, Vec<TaskId>)>) -> AnyView {
    let texts = TaskTexts::current();
    let batch = links::detail(links::TASK_BATCHES, task.batch_id.as_str());
    let principal = task.principal.as_ref().map(|principal| {
        let (href, kind) = place_and_kind(principal);
        view! { <a href=href>{task.principal_name.clone()}</a><span class="below">{kind}</span> }
    });
    let configuration = links::detail(links::ACCESS_CONFIGURATIONS, task.access_configuration_id.as_str());
    let ended = task.finished_at.map(|at| {
        let took = format::duration((at.0 - task.created_at.0).max(0) / 1000);
        view! { <span class="below">{fill(texts.ended, &[("after", &took)])}</span> }
    });
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="task-name">
                <div class="with-check">
                    {select_box(&task, selected)}
                    <div>
                        {task_kind(task.kind)}
                        <span class="below">
                            {fill(texts.by, &[("name", &task.actor_name)])}" · "
                            <a href=batch>{texts.show_batch}</a>
                        </span>
                    </div>
                </div>
            </th>
            <td role="cell" class="task-cell">{principal}</td>
            <td role="cell" class="task-cell">
                {task.account_name.clone()}
                <span class="below number">{task.account_id.to_string()}</span>
            </td>
            <td role="cell" class="task-cell"><a href=configuration>{task.access_configuration_name.clone()}</a></td>
            <td role="cell" class="task-status">{status(&task, act)}</td>
            <td role="cell" class="nowrap muted-narrow">{format::moment(task.created_at)}{ended}</td>
        </tr>
    }
    .into_any()
}

fn badge(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::Waiting | TaskStatus::Canceled => "badge",
        TaskStatus::InProgress | TaskStatus::AwaitingAdministrator => "badge badge-warn",
        TaskStatus::Success => "badge badge-good",
        TaskStatus::Failed => "badge badge-bad",
    }
}

/// The status, and what stood in the way in the words of whoever refused.
fn status(task: &Task, act: Callback<(Act, Vec<TaskId>)>) -> AnyView {
    let texts = TaskTexts::current();
    let failure = task.failure.as_ref().map(|failure| {
        let request = (!failure.request_id.is_empty()).then(|| {
            view! { <span class="below">{fill(texts.request_id, &[("id", &failure.request_id)])}</span> }
        });
        view! {
            <span class="below break"><strong>{failure.code.clone()}</strong>": "{failure.message.clone()}</span>
            {request}
        }
    });
    let again = task.next_attempt_at.filter(|_| !task.status.is_over()).map(|at| {
        let values = [("n", task.attempts.to_string()), ("at", format::moment(at))];
        let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
        view! { <span class="below">{fill(texts.next_attempt, &values)}</span> }
    });
    let retry = Act::Retry.fits(task.status).then(|| {
        let id = task.id.clone();
        view! {
            <button type="button" class="link" on:click=move |_| act.run((Act::Retry, vec![id.clone()]))>
                {texts.retry_one}
            </button>
        }
    });
    view! { <span class=badge(task.status)>{task_status(task.status)}</span> {failure} {again} {retry} }
        .into_any()
}
