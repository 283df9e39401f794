//! How far tasks are that were started together, and the way to them.

use std::time::Duration;

use leptos::prelude::*;
use shared::ids::TaskBatchId;
use shared::tasks::BatchProgress;

use crate::api::tasks::get_batch_progress;
use crate::language::{RollOutTexts, fill};
use crate::links;
use crate::ui::live;
use crate::ui::load::load;

const PAUSE: Duration = Duration::from_millis(1_500);

/// The progress; looks again until all is over.
#[component]
pub fn Progress(
    /// The tasks.
    batch: TaskBatchId,
    /// Called whenever more of them are over.
    #[prop(into)]
    changed: Callback<()>,
) -> impl IntoView {
    let texts = RollOutTexts::current();
    let href = links::detail(links::TASK_BATCHES, batch.as_str());
    let progress = load(move || {
        let batch = batch.clone();
        async move { get_batch_progress(batch.as_str()).await }
    });
    // What was known stays when a look fails: the next may succeed.
    let now = Memo::new(move |last: Option<&Option<BatchProgress>>| {
        progress.value().or_else(|| last.cloned().flatten())
    });
    live::every(
        PAUSE,
        move || now.get().is_none_or(|now| now.over() < now.total()),
        move || progress.reload(),
    );
    let over = Memo::new(move |_| now.get().map_or(0, |now| now.over()));
    Effect::new(move |before: Option<u64>| {
        let over = over.get();
        if over > before.unwrap_or_default() {
            changed.run(());
        }
        over
    });
    let total = move || now.get().map_or(1, |now| now.total().max(1));
    view! {
        <section class="roll-out-progress" aria-labelledby="roll-out-progress">
            <h2 id="roll-out-progress">{texts.roll_out_progress}</h2>
            <progress
                class="progress"
                aria-labelledby="roll-out-progress"
                max=move || total().to_string()
                prop:value=move || f64::from(u32::try_from(over.get()).unwrap_or(u32::MAX))
            ></progress>
            <div role="status">
                {move || now.get().map(|now| {
                    sentences(&now).into_iter().map(|text| view! { <p>{text}</p> }).collect_view()
                })}
            </div>
            <p><a href=href>{texts.to_tasks}</a></p>
        </section>
    }
}

/// What is to be said of it.
fn sentences(now: &BatchProgress) -> Vec<String> {
    let texts = RollOutTexts::current();
    let counts = [("over", now.over().to_string()), ("total", now.total().to_string())];
    let counts = counts.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut said = vec![fill(texts.progress_of, &counts)];
    for (number, text) in
        [(now.failed, texts.progress_failed), (now.awaiting_administrator, texts.progress_waits)]
    {
        if number > 0 {
            said.push(fill(text, &[("n", &number.to_string())]));
        }
    }
    if now.over() == now.total() {
        said.push(texts.progress_done.to_owned());
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_or_waits_for_a_hand_is_said() {
        let now =
            BatchProgress { success: 2, failed: 1, awaiting_administrator: 3, ..BatchProgress::default() };
        let said = sentences(&now);
        assert_eq!(said.len(), 3);
        assert!(said[0].starts_with("3 of 6") && said[1].contains('1') && said[2].contains('3'), "{said:?}");
        let over = sentences(&BatchProgress { success: 2, ..BatchProgress::default() });
        assert_eq!(over.last().map(String::as_str), Some("The roll-out is over."));
    }
}
