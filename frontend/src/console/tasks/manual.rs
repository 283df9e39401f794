//! **Manual work**: roles that wait for an administrator's hand, how to make them, and **Done**.

use std::collections::BTreeSet;
use std::time::Duration;

use leptos::prelude::*;
use shared::provisioning::{ManualWork, ManualWorkDone};

use super::manual_ways::Ways;
use crate::api::provisioning::{finish_manual_work, list_manual_work};
use crate::language::{CommonTexts, PermissionsTexts, TaskTexts, fill};
use crate::ui::empty::Empty;
use crate::ui::form::{Refusal, Submission};
use crate::ui::fresh_id;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::live;
use crate::ui::paged::{Paged, counted, paged};
use crate::ui::toast;

/// How often it is looked whether something else waits.
const PAUSE: Duration = Duration::from_secs(4);

/// What tells one piece of work from another and from itself once something else is to be done.
type Key = (String, String, String);

fn key(work: &ManualWork) -> Key {
    (work.role.account_id.to_string(), work.role.access_configuration_id.to_string(), work.revision.clone())
}

fn name(work: &ManualWork) -> String {
    let texts = TaskTexts::current();
    let words = if work.removes { texts.remove_role } else { texts.make_role };
    let values =
        [("configuration", work.access_configuration_name.as_str()), ("account", &work.account_name)];
    fill(words, &values)
}

/// The list.
#[component]
pub fn ManualWorkList() -> impl IntoView {
    let texts = TaskTexts::current();
    let list = paged(|after| async move { list_manual_work(&after).await });
    live::every(PAUSE, || true, move || list.refresh());
    let selected = RwSignal::new(BTreeSet::<Key>::new());
    let submission = Submission::new();
    let tell = toast::teller();
    Effect::new(move || {
        let there: BTreeSet<Key> = list.items().iter().map(key).collect();
        if selected.with_untracked(|selected| !selected.is_subset(&there)) {
            selected.update(|selected| selected.retain(|key| there.contains(key)));
        }
    });
    let finish = Callback::new(move |works: Vec<ManualWork>| {
        let work = async move {
            let mut changed = 0;
            for work in works {
                let body = ManualWorkDone {
                    account_id: work.role.account_id,
                    access_configuration_id: work.role.access_configuration_id,
                    revision: work.revision,
                };
                let answer = finish_manual_work(&body).await;
                // Those before it are done, and something else may be to be done here: both are to be seen.
                list.refresh();
                changed += answer?.changed;
            }
            Ok(changed)
        };
        submission.run(work, move |changed| {
            tell(fill(texts.said_done, &[("n", &changed.to_string())]));
            list.refresh();
        });
    });
    let works = move || {
        view! {
            <SelectionBar list selected submission finish/>
            <ul class="works">
                <For each=move || list.items() key=key let:work>
                    <Work work selected submission finish/>
                </For>
            </ul>
        }
        .into_any()
    };
    let empty = move || {
        view! { <Empty glyph=Glyph::Tick title=texts.nothing_manual text=texts.nothing_manual_text/> }
            .into_any()
    };
    let words = |shown, total| counted(CommonTexts::current().shown_of, shown, total);
    view! {
        <p class="muted hint-above">{texts.manual_lead}</p>
        <Refusal submission/>
        {list.show_live(works, empty, words)}
    }
}

#[component]
fn SelectionBar(
    list: Paged<ManualWork>,
    selected: RwSignal<BTreeSet<Key>>,
    submission: Submission,
    finish: Callback<Vec<ManualWork>>,
) -> impl IntoView {
    let texts = TaskTexts::current();
    let count = move || selected.with(BTreeSet::len);
    let all = move || count() > 0 && count() == list.items().len();
    let some = move || count() > 0 && !all();
    let select = move |event| {
        let wanted = event_target_checked(&event);
        selected.set(if wanted { list.items().iter().map(key).collect() } else { BTreeSet::new() });
    };
    let done = move |_| {
        let works = untrack(|| list.items());
        finish.run(
            works.into_iter().filter(|work| selected.with_untracked(|it| it.contains(&key(work)))).collect(),
        );
    };
    view! {
        <div class="toolbar selection">
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=all
                    prop:indeterminate=some
                    on:change=select
                />
                <span>{PermissionsTexts::current().select_all_shown}</span>
            </label>
            <button
                type="button"
                class="button button-small"
                disabled=move || count() == 0 || submission.busy()
                on:click=done
            >
                {move || fill(texts.done_selected, &[("n", &count().to_string())])}
            </button>
        </div>
    }
}

#[component]
fn Work(
    work: ManualWork,
    selected: RwSignal<BTreeSet<Key>>,
    submission: Submission,
    finish: Callback<Vec<ManualWork>>,
) -> impl IntoView {
    let texts = TaskTexts::current();
    let open = RwSignal::new(false);
    let (id, what) = (fresh_id("work"), name(&work));
    let select_label = fill(texts.select_work, &[("what", &what)]);
    let done_label = fill(texts.done_for, &[("what", &what)]);
    let (mine, chosen) = (key(&work), key(&work));
    let select = move |event| {
        let wanted = event_target_checked(&event);
        selected.update(|selected| match wanted {
            true => _ = selected.insert(chosen.clone()),
            false => _ = selected.remove(&chosen),
        });
    };
    let account = work.role.account_id.to_string();
    let shown = StoredValue::new(work.clone());
    view! {
        <li class="work">
            <div class="work-head">
                <input
                    type="checkbox"
                    aria-label=select_label
                    prop:checked=move || selected.with(|selected| selected.contains(&mine))
                    on:change=select
                />
                <div class="work-name">
                    <h2>{what}</h2>
                    <span class="below number">{account}</span>
                </div>
                <div class="buttons">
                    <button
                        type="button"
                        class="button button-small"
                        aria-expanded=move || if open.get() { "true" } else { "false" }
                        aria-controls=id.clone()
                        on:click=move |_| open.update(|open| *open = !*open)
                    >
                        {move || if open.get() { texts.hide_steps } else { texts.show_steps }}
                    </button>
                    <button
                        type="button"
                        class="button button-main button-small"
                        aria-label=done_label
                        disabled=move || submission.busy()
                        on:click=move |_| finish.run(vec![work.clone()])
                    >
                        <Icon glyph=Glyph::Tick/>
                        {texts.done}
                    </button>
                </div>
            </div>
            <div id=id>
                {move || open.get().then(|| {
                    let ManualWork { steps, command_lines, terraform, .. } = shown.get_value();
                    view! { <Ways steps command_lines terraform/> }
                })}
            </div>
        </li>
    }
}
