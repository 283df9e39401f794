//! **Configure Permissions**: accounts, users and groups, access configurations, what will be; then it is started and
//! its page shows how it goes.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::access_assignments::{GRANT_MAX, GrantAccess};
use shared::access_configurations::AccessConfiguration;
use shared::accounts::ResourceDirectory;

use super::picks::{AccountPicks, ConfigurationPicks, Picked};
use super::principal_picks::PrincipalPicks;
use super::review::Review;
use crate::language::{ConsoleTexts, PermissionsTexts, fill};
use crate::ui::dialog::{Dialog, Shape};
use crate::ui::form::{Refusal, Submission};
use crate::ui::load::Loading;
use crate::ui::toast;
use crate::{api, browser, links, location};

/// Everything that is picked.
#[derive(Clone, Copy)]
pub struct Picks {
    /// Accounts.
    pub accounts: Picked,
    /// Users.
    pub users: Picked,
    /// Groups.
    pub groups: Picked,
    /// Access configurations.
    pub configurations: Picked,
}

impl Picks {
    fn numbers(self) -> [usize; 3] {
        let count = |picked: Picked| picked.with(BTreeMap::len);
        [count(self.accounts), count(self.users) + count(self.groups), count(self.configurations)]
    }

    fn grant(self) -> GrantAccess {
        GrantAccess {
            user_ids: ids(self.users),
            group_ids: ids(self.groups),
            account_ids: ids(self.accounts),
            access_configuration_ids: ids(self.configurations),
        }
    }

    fn clear(self) {
        for picked in [self.accounts, self.users, self.groups, self.configurations] {
            picked.update(BTreeMap::clear);
        }
    }
}

/// The ids that were picked; they came from the server, so each is one.
fn ids<T: TryFrom<String>>(picked: Picked) -> Vec<T> {
    picked.with_untracked(|picked| picked.keys().filter_map(|id| T::try_from(id.clone()).ok()).collect())
}

const REVIEW: usize = 3;

/// The dialog.
#[component]
pub fn Wizard(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What is picked; the accounts perhaps before it opens.
    picks: Picks,
    /// The resource directory.
    directory: Loading<ResourceDirectory>,
    /// All access configurations.
    configurations: Loading<Vec<AccessConfiguration>>,
) -> impl IntoView {
    let step = RwSignal::new(0_usize);
    Effect::new(move || {
        // Known before it opens, so that no step is drawn in vain. Accounts that were picked on the page need not be
        // picked again.
        if !open.get() {
            step.set(usize::from(picks.accounts.with(|accounts| !accounts.is_empty())));
        }
    });
    let title = Signal::derive(|| PermissionsTexts::current().configure.to_owned());
    view! {
        <Dialog open title shape=Shape::Panel>
            <Steps step/>
            <Step step picks directory configurations/>
            <Buttons open step picks/>
        </Dialog>
    }
}

fn names() -> [&'static str; 4] {
    let (common, texts) = (ConsoleTexts::current(), PermissionsTexts::current());
    [texts.choose_accounts, common.users_and_groups, common.access_configurations, texts.review]
}

#[component]
fn Steps(step: RwSignal<usize>) -> impl IntoView {
    let entries = names().into_iter().enumerate().map(|(at, name)| {
        view! {
            <li
                class="wizard-step"
                class:wizard-done=move || at < step.get()
                aria-current=move || (at == step.get()).then_some("step")
            >
                <span class="wizard-mark" aria-hidden="true">{at + 1}</span>
                {name}
            </li>
        }
    });
    view! { <ol class="wizard-steps" aria-label=PermissionsTexts::current().steps>{entries.collect_view()}</ol> }
}

#[component]
fn Step(
    step: RwSignal<usize>,
    picks: Picks,
    directory: Loading<ResourceDirectory>,
    configurations: Loading<Vec<AccessConfiguration>>,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |before: Option<usize>| {
        let now = step.get();
        // The keyboard goes to what the new step is called.
        if before.is_some_and(|before| before != now)
            && let Some(node) = node.get_untracked()
        {
            browser::focus_soon(node.into(), ".wizard-title");
        }
        now
    });
    let title = move || {
        let (n, total) = ((step.get() + 1).to_string(), names().len().to_string());
        let name = names().get(step.get()).copied().unwrap_or_default();
        fill(PermissionsTexts::current().step_of, &[("n", &n), ("total", &total), ("name", name)])
    };
    view! {
        <div class="wizard-body" node_ref=node>
            <h3 class="wizard-title" tabindex="-1">{title}</h3>
            {move || match step.get() {
                0 => view! { <AccountPicks directory picked=picks.accounts/> }.into_any(),
                1 => view! { <PrincipalPicks users=picks.users groups=picks.groups/> }.into_any(),
                2 => view! { <ConfigurationPicks configurations picked=picks.configurations/> }.into_any(),
                _ => view! { <Review grant=picks.grant()/> }.into_any(),
            }}
        </div>
    }
}

/// What is in the way of the next step, in words.
fn missing(step: usize, numbers: [usize; 3]) -> Option<String> {
    let texts = PermissionsTexts::current();
    let words = [texts.need_accounts, texts.need_principals, texts.need_configurations];
    if let Some((_, words)) = numbers.iter().zip(words).take(step + 1).find(|(number, _)| **number == 0) {
        return Some(words.to_owned());
    }
    let total = numbers.iter().fold(1_usize, |product, number| product.saturating_mul((*number).max(1)));
    (total > GRANT_MAX)
        .then(|| fill(texts.too_many, &[("total", &total.to_string()), ("max", &GRANT_MAX.to_string())]))
}

#[component]
fn Buttons(open: RwSignal<bool>, step: RwSignal<usize>, picks: Picks) -> impl IntoView {
    let texts = PermissionsTexts::current();
    let submission = Submission::new();
    let (navigate, tell) = (location::navigator(), toast::teller());
    let blocked = Memo::new(move |_| missing(step.get(), picks.numbers()));
    let start = move || {
        let body = picks.grant();
        submission.run(async move { api::access_assignments::grant_access(&body).await }, move |started| {
            open.set(false);
            picks.clear();
            match started.batch_id {
                Some(batch) => navigate(&links::detail(links::TASK_BATCHES, batch.as_str())),
                None => tell(texts.started_nothing.to_owned()),
            }
        });
    };
    let forward = move |_| {
        if step.get_untracked() == REVIEW {
            start();
        } else {
            step.update(|step| *step += 1);
        }
    };
    let back = move |_| {
        submission.reset();
        step.update(|step| *step = step.saturating_sub(1));
    };
    view! {
        <Refusal submission/>
        <p class="hint" id="wizard-blocked">{move || blocked.get()}</p>
        <div class="dialog-buttons">
            <button
                type="button"
                class="button button-main"
                aria-describedby="wizard-blocked"
                disabled=move || submission.busy() || blocked.get().is_some()
                on:click=forward
            >
                {move || if step.get() == REVIEW { texts.start } else { texts.next }}
            </button>
            <button type="button" class="button" disabled=move || step.get() == 0 on:click=back>
                {texts.back}
            </button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_step_waits_until_something_of_each_step_before_it_is_picked() {
        assert!(missing(0, [0, 0, 0]).is_some() && missing(0, [1, 0, 0]).is_none());
        assert!(missing(1, [1, 0, 0]).is_some() && missing(1, [1, 2, 0]).is_none());
        assert!(missing(2, [1, 2, 0]).is_some() && missing(2, [0, 2, 3]).is_some());
        assert!(missing(REVIEW, [1, 2, 3]).is_none());
    }

    #[test]
    fn nothing_is_started_that_is_too_much() {
        assert!(missing(REVIEW, [100, 100, 1]).is_none());
        for numbers in [[101, 100, 1], [10_001, 1, 1], [usize::MAX, 2, 2]] {
            assert!(missing(REVIEW, numbers).is_some_and(|words| words.contains("10000")), "{numbers:?}");
        }
        assert!(missing(0, [10_001, 0, 0]).is_some(), "said as soon as it is known");
    }
}
