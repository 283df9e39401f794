//! **Import from the Cloud**: what differs is shown, chosen and taken over.

use leptos::prelude::*;
use shared::account_import::{ApplyImport, ImportDifference, ImportKind};
use shared::error::ErrorCode;

use super::choice::{Chosen, at_first};
use super::review::kind_section;
use crate::api::{self, Answer, Failure};
use crate::language::{AccountTexts, CommonTexts, fill};
use crate::ui::dialog::Confirm;
use crate::ui::empty::Empty;
use crate::ui::form::{Refusal, Submission};
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::{Loading, load};
use crate::ui::toast;
use crate::{links, location};

/// Names shown in a question; more are counted.
const NAMES_SHOWN: usize = 5;

/// The page.
#[component]
pub fn ImportAccountsPage() -> impl IntoView {
    let texts = AccountTexts::current();
    let difference = load(api::accounts::get_import_difference);
    let submission = Submission::new();
    let look_again = move |_| {
        submission.reset();
        difference.reload();
    };
    let review = move |found: ImportDifference| view! { <Review found difference submission/> }.into_any();
    view! {
        <p class="way-back"><a href=links::RESOURCE_DIRECTORY>{texts.to_directory}</a></p>
        <Heading title=texts.import_title lead=texts.import_lead>
            <button type="button" class="button" on:click=look_again>
                <Icon glyph=Glyph::Synchronized/>
                {texts.look_again}
            </button>
        </Heading>
        {difference.show_or(review, no_credential)}
    }
}

/// What stands there while the cloud cannot be asked at all.
fn no_credential(failure: Failure) -> Option<AnyView> {
    let texts = AccountTexts::current();
    let (title, text) = (texts.no_credential, texts.no_credential_text);
    (failure.code() == Some(ErrorCode::CloudCredentialNotExists)).then(|| {
        view! {
            <section class="card">
                <Empty glyph=Glyph::Key title text>
                    <a class="button button-main" href=links::CLOUD_SETTINGS>{texts.to_credential}</a>
                </Empty>
            </section>
        }
        .into_any()
    })
}

#[component]
fn Review(
    found: ImportDifference,
    difference: Loading<ImportDifference>,
    submission: Submission,
) -> impl IntoView {
    let texts = AccountTexts::current();
    if found.changes.is_empty() {
        let (title, text) = (texts.no_difference, texts.no_difference_text);
        return view! {
            <Refusal submission/>
            <section class="card"><Empty glyph=Glyph::Tick title text/></section>
        }
        .into_any();
    }
    let ImportDifference { revision, changes } = found;
    let chosen = RwSignal::new(at_first(&changes));
    let changes = StoredValue::new(changes);
    let asking = RwSignal::new(false);
    let confirmed = Submission::new();
    let (tell, navigate) = (toast::teller(), location::navigator());
    let apply = move |submission: Submission| {
        let keys = chosen.get_untracked().into_iter().collect();
        let body = ApplyImport { revision: revision.clone(), keys };
        submission.run(take_over(body, difference), move |made| {
            asking.set(false);
            tell(fill(texts.applied, &[("n", &made.to_string())]));
            navigate(links::RESOURCE_DIRECTORY);
        });
    };
    let removed = Memo::new(move |_| names_removed(changes, &chosen.get()));
    let title =
        Signal::derive(move || fill(texts.remove_title, &[("n", &removed.with(Vec::len).to_string())]));
    let text = Signal::derive(move || fill(texts.remove_text, &[("names", &listed(&removed.get()))]));
    let at_once = apply.clone();
    let press = move |_| {
        if removed.with_untracked(Vec::is_empty) {
            at_once(submission);
        } else {
            asking.set(true);
        }
    };
    let count = move || chosen.with(Chosen::len);
    let sections = ImportKind::ALL.into_iter().filter_map(|kind| kind_section(kind, changes, chosen));
    let reason = move || (count() == 0).then(|| view! { <span class="hint">{texts.nothing_chosen}</span> });
    view! {
        {sections.collect_view()}
        <div class="review">
            <span role="status">
                {move || fill(CommonTexts::current().selected, &[("n", &count().to_string())])}
            </span>
            {reason}
            <button
                type="button"
                class="button button-main"
                disabled=move || count() == 0 || submission.busy()
                on:click=press
            >
                {texts.apply}
            </button>
        </div>
        <Refusal submission/>
        <Confirm
            open=asking
            title
            text
            act=texts.apply_and_remove
            destructive=true
            submission=confirmed
            on_confirm=move |()| apply(confirmed)
        />
    }
    .into_any()
}

/// Takes the chosen changes over. When the difference is another by now, that one is shown.
async fn take_over(body: ApplyImport, difference: Loading<ImportDifference>) -> Answer<u64> {
    let answer = api::accounts::apply_import(&body).await;
    if let Err(failure) = &answer
        && failure.code() == Some(ErrorCode::DifferenceChanged)
    {
        difference.reload();
    }
    answer.map(|applied| applied.changes)
}

/// Names of what the chosen changes remove.
fn names_removed(
    changes: StoredValue<Vec<shared::account_import::ImportChange>>,
    chosen: &Chosen,
) -> Vec<String> {
    changes.with_value(|changes| {
        let removed = changes.iter().filter(|it| it.kind == ImportKind::Gone && chosen.contains(&it.key));
        removed.map(|change| change.name.clone()).collect()
    })
}

/// The first names, and how many more there are.
fn listed(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMES_SHOWN).map(String::as_str).collect();
    let rest = names.len().saturating_sub(NAMES_SHOWN);
    let listed = shown.join(", ");
    if rest == 0 {
        return listed;
    }
    let more = fill(crate::language::PeopleTexts::current().and_more, &[("n", &rest.to_string())]);
    format!("{listed} {more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_names_a_few_and_counts_the_rest() {
        let names: Vec<String> = (1..=7).map(|n| format!("n{n}")).collect();
        assert_eq!(listed(&names[..2]), "n1, n2");
        assert_eq!(listed(&names), "n1, n2, n3, n4, n5 and 2 more");
    }
}
