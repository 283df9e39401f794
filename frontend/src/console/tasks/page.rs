//! The page: the tasks, latest first and narrowed as the address says, and the manual work.

use std::time::Duration;

use leptos::prelude::*;
use shared::tasks::{Task, TaskKind, TaskStatus};

use super::filters::{AccountFilter, Wanted};
use super::manual::ManualWorkList;
use super::table::TasksTable;
use crate::api::tasks::{Filter, list_tasks};
use crate::console::people::{chosen_in, tabs};
use crate::language::{ConsoleTexts, TaskTexts, task_kind, task_status};
use crate::ui::field::SelectField;
use crate::ui::heading::Heading;
use crate::ui::live;
use crate::ui::paged::paged;
use crate::ui::tabs::Tabs;
use crate::{links, location};

const TABS: [&str; 2] = ["tasks", links::MANUAL_WORK_TAB];
/// How often tasks that are not over are looked at again.
const PAUSE: Duration = Duration::from_secs(2);

/// The page.
#[component]
pub fn TasksPage() -> impl IntoView {
    let texts = TaskTexts::current();
    let (selected, on_select) = tabs(links::TASKS.to_owned(), &TABS);
    view! {
        <Heading title=texts.tasks lead=texts.lead/>
        <section class="card">
            <Tabs label=texts.tabs names=vec![texts.tasks, texts.manual_work] selected on_select>
                {move || match selected.get() {
                    1 => view! { <ManualWorkList/> }.into_any(),
                    _ => view! { <History/> }.into_any(),
                }}
            </Tabs>
        </section>
    }
}

#[component]
fn History() -> impl IntoView {
    let query = location::watch().get_untracked().query;
    let (statuses, kinds) = (choices(TaskStatus::ALL, task_status), choices(TaskKind::ALL, task_kind));
    let status = RwSignal::new(chosen_in(&query, "status", &statuses));
    let kind = RwSignal::new(chosen_in(&query, "kind", &kinds));
    let account = Wanted::of(links::query_value(&query, "account").unwrap_or_default());
    let replace = location::replacer();
    Effect::new(move |before: Option<()>| {
        let (status, kind, account) = (status.get(), kind.get(), account.text());
        if before.is_some() {
            let query = [("status", status.as_str()), ("kind", &kind), ("account", &account)];
            replace(&links::with_query(links::TASKS, &query));
        }
    });
    let list = paged(move |after| {
        let filter = account.id().map(|account_id| Filter {
            status: status.get(),
            kind: kind.get(),
            account_id,
            ..Filter::default()
        });
        async move {
            match filter {
                Some(filter) => list_tasks(&filter, &after).await,
                None => Ok(shared::page::Page { items: Vec::new(), total: 0, next: None }),
            }
        }
    });
    let moving = move || list.items().iter().any(|task: &Task| !task.status.is_over());
    live::every(PAUSE, moving, move || list.refresh());
    let common = ConsoleTexts::current();
    view! {
        <div class="toolbar toolbar-fields">
            <SelectField label=common.status options=statuses value=status/>
            <SelectField label=common.type_column options=kinds value=kind/>
            <AccountFilter wanted=account/>
        </div>
        <TasksTable list/>
    }
}

/// The choices of a filter: all, then every kind as it is on the wire.
pub fn choices<T: std::fmt::Debug + Copy>(
    all: impl IntoIterator<Item = T>,
    words: fn(T) -> &'static str,
) -> Vec<(String, String)> {
    let first = (String::new(), ConsoleTexts::current().all.to_owned());
    std::iter::once(first)
        .chain(all.into_iter().map(|it| (format!("{it:?}"), words(it).to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_and_a_kind_are_asked_for_by_their_names_on_the_wire() {
        for (key, _) in choices(TaskStatus::ALL, task_status).into_iter().skip(1) {
            assert!(serde_json::from_str::<TaskStatus>(&format!("\"{key}\"")).is_ok(), "{key}");
        }
        for (key, _) in choices(TaskKind::ALL, task_kind).into_iter().skip(1) {
            assert!(serde_json::from_str::<TaskKind>(&format!("\"{key}\"")).is_ok(), "{key}");
        }
    }
}
