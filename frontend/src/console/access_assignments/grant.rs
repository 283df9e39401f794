//! Granting: accounts, users and groups, and access configurations are picked; every combination is assigned in one go.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::access_assignments::{GRANT_MAX, GrantAccess};
use shared::access_configurations::AccessConfiguration;
use shared::accounts::ResourceDirectory;
use shared::tasks::Started;

use super::picks::{AccountPicks, ConfigurationPicks, Picked};
use super::principal_picks::PrincipalPicks;
use crate::api;
use crate::language::{ConsoleTexts, fill};
use crate::ui::form::{Refusal, Submission};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::Loading;

/// The three lists, the review, **Assign**.
#[component]
pub fn Grant(
    /// The resource directory.
    directory: Loading<ResourceDirectory>,
    /// All access configurations.
    configurations: Loading<Vec<AccessConfiguration>>,
    /// Called once access was granted.
    #[prop(into)]
    on_granted: Callback<()>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let pick = || -> Picked { RwSignal::new(BTreeMap::new()) };
    let (accounts, users, groups, chosen) = (pick(), pick(), pick(), pick());
    let submission = Submission::new();
    let granted = RwSignal::new(None::<Started>);
    let assign = move |_| {
        let body = GrantAccess {
            user_ids: ids(users),
            group_ids: ids(groups),
            account_ids: ids(accounts),
            access_configuration_ids: ids(chosen),
        };
        granted.set(None);
        submission.run(async move { api::access_assignments::grant_access(&body).await }, move |answer| {
            for picked in [accounts, users, groups, chosen] {
                picked.update(BTreeMap::clear);
            }
            granted.set(Some(answer));
            on_granted.run(());
        });
    };
    let review = Memo::new(move |_| {
        let count = |picked: Picked| picked.with(BTreeMap::len);
        let principals = count(users) + count(groups);
        Review { accounts: count(accounts), principals, configurations: count(chosen) }
    });
    view! {
        <section class="card" aria-labelledby="grant">
            <h2 id="grant">{texts.assign_permissions}</h2>
            <div class="picks-row">
                <AccountPicks directory picked=accounts/>
                <PrincipalPicks users groups/>
                <ConfigurationPicks configurations picked=chosen/>
            </div>
            <div class="review">
                <p id="review">{move || review.get().words()}</p>
                <button
                    type="button"
                    class="button button-main"
                    aria-describedby="review"
                    disabled=move || submission.busy() || !review.get().is_possible()
                    on:click=assign
                >
                    {texts.assign}
                </button>
            </div>
            <Refusal submission/>
            <div role="status">
                {move || {
                    granted.get().map(|answer| {
                        view! {
                            <p class="notice notice-good"><Icon glyph=Glyph::Tick/><span>{outcome(&answer)}</span></p>
                        }
                    })
                }}
            </div>
        </section>
    }
}

/// The ids that were picked; they came from the server, so each is one.
fn ids<T: TryFrom<String>>(picked: Picked) -> Vec<T> {
    picked.with_untracked(|picked| picked.keys().filter_map(|id| T::try_from(id.clone()).ok()).collect())
}

fn outcome(answer: &Started) -> String {
    let values = [("granted", answer.tasks.to_string()), ("existing", answer.existing.to_string())];
    let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
    fill(ConsoleTexts::current().granted, &values)
}

/// How much would be granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Review {
    accounts: usize,
    /// Users and groups.
    principals: usize,
    configurations: usize,
}

impl Review {
    fn total(self) -> usize {
        self.accounts.saturating_mul(self.principals).saturating_mul(self.configurations)
    }

    fn is_possible(self) -> bool {
        (1..=GRANT_MAX).contains(&self.total())
    }

    fn words(self) -> String {
        let texts = ConsoleTexts::current();
        if self.total() == 0 {
            return texts.review_empty.to_owned();
        }
        let numbers =
            [self.accounts, self.principals, self.configurations, self.total()].map(|n| n.to_string());
        let names = ["accounts", "principals", "configurations", "total"];
        let values: Vec<(&str, &str)> = names.into_iter().zip(numbers.iter().map(String::as_str)).collect();
        let words = fill(texts.review, &values);
        if self.is_possible() {
            words
        } else {
            format!("{words} {}", fill(texts.review_too_many, &[("max", &GRANT_MAX.to_string())]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_can_be_assigned_while_one_of_the_three_is_missing_or_there_is_too_much() {
        let review = |accounts, principals, configurations| Review { accounts, principals, configurations };
        assert!(review(1, 1, 1).is_possible() && review(100, 100, 1).is_possible());
        for (a, u, c) in [(0, 1, 1), (1, 0, 1), (1, 1, 0), (0, 0, 0), (101, 100, 1), (usize::MAX, 2, 2)] {
            assert!(!review(a, u, c).is_possible(), "{a} {u} {c}");
        }
    }

    #[test]
    fn the_review_names_all_four_numbers() {
        let words = Review { accounts: 2, principals: 3, configurations: 1 }.words();
        assert_eq!(words, "2 accounts × 3 users and groups × 1 access configurations = 6 assignments");
        assert!(Review { accounts: 10_001, principals: 1, configurations: 1 }.words().contains("10000"));
    }
}
