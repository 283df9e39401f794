//! The tab **Provisioned Access Configurations**: which roles stand in the account and how; provisioning one again,
//! comparing it with what it should be, and removing it.

use leptos::prelude::*;
use shared::provisioning::{Provision, Provisioning, ProvisioningStatus, RoleInAccount};
use shared::tasks::Started;

use super::comparison::ComparisonDialog;
use crate::api::provisioning::{Filter, deprovision, list_provisionings, provision};
use crate::console::people::named;
use crate::language::{AccountTexts, ConsoleTexts, RollOutTexts, fill, provisioning_status};
use crate::ui::dialog::Confirm;
use crate::ui::empty::Empty;
use crate::ui::form::{Refusal, Submission};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::paged::{Paged, paged};
use crate::ui::table::Table;
use crate::{format, links};

/// What can be done here, and what came of it.
#[derive(Clone, Copy)]
struct Acts {
    list: Paged<Provisioning>,
    starting: Submission,
    started: RwSignal<Option<Started>>,
    concerned: RwSignal<Option<Provisioning>>,
    comparing: RwSignal<bool>,
    removing: RwSignal<bool>,
}

/// The tab.
#[component]
pub fn Provisioned(
    /// The account's id.
    account_id: String,
) -> impl IntoView {
    let texts = AccountTexts::current();
    let filter = Filter { account_id, ..Filter::default() };
    let list = paged(move |after| {
        let filter = filter.clone();
        async move { list_provisionings(&filter, &after).await }
    });
    let acts = Acts {
        list,
        starting: Submission::new(),
        started: RwSignal::new(None),
        concerned: RwSignal::new(None),
        comparing: RwSignal::new(false),
        removing: RwSignal::new(false),
    };
    let rows = move |all: Vec<Provisioning>| {
        let roll_out = RollOutTexts::current();
        let common = ConsoleTexts::current();
        let columns = vec![
            common.access_configuration,
            common.status,
            roll_out.provisioned_at,
            roll_out.assignments,
            common.action,
        ];
        let rows = all.into_iter().map(|one| view_row(one, acts)).collect_view();
        view! { <Table stacks=true label=texts.provisioned columns>{rows}</Table> }.into_any()
    };
    let empty = move || {
        let text = RollOutTexts::current().not_provisioned_text;
        view! { <Empty glyph=Glyph::Key title=texts.nothing_provisioned text/> }.into_any()
    };
    let role = Signal::derive(move || acts.concerned.get());
    view! {
        <div role="status">{move || acts.started.get().map(|started| outcome(&started))}</div>
        <Refusal submission=acts.starting/>
        {list.show(rows, empty)}
        <ComparisonDialog open=acts.comparing role/>
        <DeprovisionQuestion acts/>
    }
}

/// What was started, and the way to it.
fn outcome(started: &Started) -> AnyView {
    let texts = RollOutTexts::current();
    let words = match started.tasks {
        0 => texts.nothing_started.to_owned(),
        n => fill(texts.started, &[("n", &n.to_string())]),
    };
    let tasks = started.batch_id.as_ref().map(|batch| {
        let href = links::detail(links::TASK_BATCHES, batch.as_str());
        view! { " " <a href=href>{texts.to_tasks}</a> }
    });
    view! {
        <p class="notice notice-good notice-above"><Icon glyph=Glyph::Tick/><span>{words}{tasks}</span></p>
    }
    .into_any()
}

fn status_class(status: ProvisioningStatus) -> &'static str {
    match status {
        ProvisioningStatus::Provisioned => "badge badge-good",
        ProvisioningStatus::ReprovisionRequired => "badge badge-warn",
        _ => "badge badge-bad",
    }
}

fn view_row(one: Provisioning, acts: Acts) -> AnyView {
    let texts = RollOutTexts::current();
    let href = links::detail(links::ACCESS_CONFIGURATIONS, one.access_configuration_id.as_str());
    let (name, status) = (one.access_configuration_name.clone(), one.status);
    let (provisioned_at, assignments) = (format::moment(one.provisioned_at), one.assignments);
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="break"><a href=href>{name}</a></th>
            <td role="cell"><span class=status_class(status)>{provisioning_status(status)}</span></td>
            <td role="cell" class="nowrap muted-narrow">{named(texts.provisioned_at, provisioned_at)}</td>
            <td role="cell" class="number muted-narrow">{named(texts.assignments, assignments)}</td>
            <td role="cell" class="act">{buttons(one, acts)}</td>
        </tr>
    }
    .into_any()
}

fn buttons(one: Provisioning, acts: Acts) -> AnyView {
    let (texts, own) = (RollOutTexts::current(), AccountTexts::current());
    let of = |words: &str| format!("{words}: {}", one.access_configuration_name);
    let (again_words, compare_words, remove_words) =
        (of(texts.provision_again), of(own.compare), of(texts.deprovision));
    let assigned = one.assignments > 0;
    let body = Provision {
        access_configuration_id: one.access_configuration_id.clone(),
        account_ids: vec![one.account_id.clone()],
    };
    let again = move |_| {
        let body = body.clone();
        acts.started.set(None);
        acts.starting.run(async move { provision(&body).await }, move |started| {
            acts.started.set(Some(started));
            acts.list.reload();
        });
    };
    let (compared, removed) = (one.clone(), one);
    let compare = move |_| {
        acts.concerned.set(Some(compared.clone()));
        acts.comparing.set(true);
    };
    let remove = move |_| {
        acts.concerned.set(Some(removed.clone()));
        acts.removing.set(true);
    };
    view! {
        <div class="acts">
            <button type="button" class="link" aria-label=again_words on:click=again>
                {texts.provision_again}
            </button>
            <button type="button" class="link" aria-label=compare_words on:click=compare>
                {own.compare}
            </button>
            <button
                type="button"
                class="link link-bad"
                aria-label=remove_words
                disabled=assigned
                title=assigned.then_some(texts.deprovision_blocked)
                on:click=remove
            >
                {texts.deprovision}
            </button>
        </div>
    }
    .into_any()
}

/// Asks before the role is removed from the account.
#[component]
fn DeprovisionQuestion(acts: Acts) -> impl IntoView {
    let texts = RollOutTexts::current();
    let submission = Submission::new();
    let title = Signal::derive(move || {
        let one = acts.concerned.get();
        let values = one.as_ref().map(|one| {
            [("name", one.access_configuration_name.as_str()), ("account", one.account_name.as_str())]
        });
        fill(texts.deprovision_title, &values.unwrap_or([("name", ""), ("account", "")]))
    });
    let remove = move |()| {
        let Some(one) = acts.concerned.get_untracked() else { return };
        let body = RoleInAccount {
            account_id: one.account_id,
            access_configuration_id: one.access_configuration_id,
        };
        acts.started.set(None);
        submission.run(async move { deprovision(&body).await }, move |started| {
            acts.removing.set(false);
            acts.started.set(Some(started));
            acts.list.reload();
        });
    };
    view! {
        <Confirm
            open=acts.removing
            title
            text=texts.deprovision_text
            act=texts.deprovision
            destructive=true
            submission
            on_confirm=remove
        />
    }
}
