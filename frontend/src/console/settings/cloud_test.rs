//! The button **Test** of the cloud credential: what works and what does not, in the cloud's words.

use leptos::prelude::*;
use shared::accounts::AccountType;
use shared::cloud_credential::{CloudCheckOutcome, CloudCredentialTest};

use crate::api;
use crate::language::{CloudTexts, cloud_check, fill};
use crate::ui::field::SelectField;
use crate::ui::form::{Form, Refusal, Submission};
use crate::ui::load::load;
use crate::ui::table::Table;

/// The form and its result.
#[component]
pub fn CredentialTest() -> impl IntoView {
    let texts = CloudTexts::current();
    let directory = load(api::accounts::get_resource_directory);
    let options = Signal::derive(move || {
        let members = directory.value().map(|directory| directory.accounts).unwrap_or_default();
        let members =
            members.into_iter().filter(|account| account.account_type == AccountType::MemberAccount);
        let none = (String::new(), texts.no_member.to_owned());
        let shown = members.map(|it| (it.id.to_string(), format!("{} ({})", it.name, it.id)));
        std::iter::once(none).chain(shown).collect::<Vec<_>>()
    });
    let member = RwSignal::new(String::new());
    let submission = Submission::new();
    let result = RwSignal::new(None::<CloudCredentialTest>);
    let test = move || {
        let chosen = member.get_untracked().parse().ok();
        result.set(None);
        submission.run(api::cloud::test_cloud_credential(chosen), move |test| result.set(Some(test)));
    };
    view! {
        <div class="facts-part">
            <h3>{texts.test_title}</h3>
            <Form submission on_submit=test>
            <div class="field-with-button">
                <SelectField label=texts.test_member options value=member name="member"/>
                <button type="submit" class="button" disabled=move || submission.busy()>{texts.test}</button>
            </div>
            <Refusal submission/>
        </Form>
            <div aria-live="polite">{move || result.get().map(|test| show(test.checks))}</div>
        </div>
    }
}

fn show(checks: Vec<CloudCheckOutcome>) -> AnyView {
    let texts = CloudTexts::current();
    let columns = vec![texts.check, texts.outcome, texts.answer];
    let rows = checks.into_iter().map(row).collect_view();
    view! { <Table stacks=true label=texts.test_result columns>{rows}</Table> }.into_any()
}

fn row(it: CloudCheckOutcome) -> AnyView {
    let texts = CloudTexts::current();
    let (class, words) = match it.works {
        Some(true) => ("badge badge-good", texts.works),
        Some(false) => ("badge badge-bad", texts.fails),
        None => ("badge", texts.not_tried),
    };
    let (answer, request) = match it.failure {
        None => (it.found, None),
        Some(failure) => {
            let request = (!failure.request_id.is_empty())
                .then(|| fill(texts.request_id, &[("id", &failure.request_id)]));
            (format!("{}: {}", failure.code, failure.message), request)
        }
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{cloud_check(it.check)}</th>
            <td role="cell"><span class=class>{words}</span></td>
            <td role="cell" class="break">
                {answer}
                {request.map(|text| view! { <span class="below">{text}</span> })}
            </td>
        </tr>
    }
    .into_any()
}
