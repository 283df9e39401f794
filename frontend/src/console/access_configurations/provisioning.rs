//! The tab **Provisioning**: in which accounts the role stands and how; provisioning it again, and removing it.

use leptos::prelude::*;
use shared::access_configurations::AccessConfiguration;
use shared::ids::TaskBatchId;
use shared::provisioning::{Provision, Provisioning, ProvisioningStatus, RoleInAccount};
use shared::tasks::Started;

use super::progress::Progress;
use crate::api::Answer;
use crate::api::provisioning::{Filter, deprovision, list_provisionings, provision};
use crate::console::people::named;
use crate::format;
use crate::language::{CommonTexts, ConsoleTexts, RollOutTexts, fill, provisioning_status};
use crate::ui::dialog::Confirm;
use crate::ui::empty::Empty;
use crate::ui::form::{Refusal, Submission};
use crate::ui::icon::Glyph;
use crate::ui::load::Loading;
use crate::ui::paged::{Paged, counted, paged};
use crate::ui::table::Table;
use crate::ui::toast;

/// The tab.
#[component]
pub fn ProvisioningTab(
    /// The access configuration.
    configuration: Loading<AccessConfiguration>,
) -> impl IntoView {
    let texts = RollOutTexts::current();
    let Some(it) = untrack(|| configuration.value()) else { return ().into_any() };
    let filter = Filter { access_configuration_id: it.id.to_string(), ..Filter::default() };
    let list = paged(move |after| {
        let filter = filter.clone();
        async move { list_provisionings(&filter, &after).await }
    });
    let acts = Acts::new(it, list, configuration);
    let rows = move || table(acts);
    let words = |shown, total| counted(CommonTexts::current().shown_of, shown, total);
    let empty = move || {
        view! { <Empty glyph=Glyph::Account title=texts.not_provisioned text=texts.not_provisioned_text/> }
            .into_any()
    };
    view! {
        <ProvisionAll acts/>
        {move || {
            let changed = move |()| acts.look_again();
            acts.batch.get().map(|batch| view! { <Progress batch changed/> })
        }}
        <Refusal submission=acts.starting/>
        {list.show_live(rows, empty, words)}
        <DeprovisionQuestion acts/>
    }
    .into_any()
}

/// What can be done here, and what was started.
#[derive(Clone, Copy)]
struct Acts {
    it: StoredValue<AccessConfiguration>,
    list: Paged<Provisioning>,
    configuration: Loading<AccessConfiguration>,
    starting: Submission,
    batch: RwSignal<Option<TaskBatchId>>,
    removing: RwSignal<Option<Provisioning>>,
}

impl Acts {
    fn new(
        it: AccessConfiguration,
        list: Paged<Provisioning>,
        configuration: Loading<AccessConfiguration>,
    ) -> Self {
        Self {
            it: StoredValue::new(it),
            list,
            configuration,
            starting: Submission::new(),
            batch: RwSignal::new(None),
            removing: RwSignal::new(None),
        }
    }

    fn look_again(self) {
        self.list.refresh();
        self.configuration.reload();
    }

    /// Starts tasks; then shows how far they are.
    fn start(
        self,
        submission: Submission,
        work: impl Future<Output = Answer<Started>> + 'static,
        tell: impl Fn(String) + 'static,
        done: impl FnOnce() + 'static,
    ) {
        let texts = RollOutTexts::current();
        submission.run(work, move |started| {
            done();
            tell(match started.tasks {
                0 => texts.nothing_started.to_owned(),
                n => fill(texts.started, &[("n", &n.to_string())]),
            });
            self.batch.set(started.batch_id);
            self.look_again();
        });
    }
}

/// Provisions again on every account where it stands.
async fn provision_everywhere(it: AccessConfiguration) -> Answer<Started> {
    let filter = Filter { access_configuration_id: it.id.to_string(), ..Filter::default() };
    let mut body = Provision { access_configuration_id: it.id, account_ids: Vec::new() };
    let mut after = String::new();
    loop {
        let page = list_provisionings(&filter, &after).await?;
        body.account_ids.extend(page.items.into_iter().map(|one| one.account_id));
        match page.next {
            Some(next) => after = next,
            None => return provision(&body).await,
        }
    }
}

/// The button above the list, with its question.
#[component]
fn ProvisionAll(acts: Acts) -> impl IntoView {
    let texts = RollOutTexts::current();
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let tell = toast::teller();
    let count = move || acts.configuration.value().map_or(0, |it| it.provisioned_accounts);
    let name = acts.it.with_value(|it| it.name.clone());
    let text = Signal::derive(move || fill(texts.provision_all_text, &[("n", &count().to_string())]));
    let start = move |()| {
        let work = provision_everywhere(acts.it.get_value());
        acts.start(submission, work, tell, move || asking.set(false));
    };
    view! {
        <div class="toolbar">
            <button
                type="button"
                class="button"
                disabled=move || count() == 0
                on:click=move |_| asking.set(true)
            >
                {texts.provision_all}
            </button>
        </div>
        <Confirm
            open=asking
            title=fill(texts.provision_all_title, &[("name", &name)])
            text
            act=texts.provision_again
            submission
            on_confirm=start
        />
    }
}

fn table(acts: Acts) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), RollOutTexts::current());
    let columns = vec![common.account, common.status, texts.provisioned_at, texts.assignments, common.action];
    let rows = move || acts.list.items().into_iter().map(|one| view! { <Row one acts/> }).collect_view();
    view! { <Table stacks=true label=texts.provisioning columns>{rows}</Table> }.into_any()
}

#[component]
fn Row(one: Provisioning, acts: Acts) -> impl IntoView {
    let texts = RollOutTexts::current();
    let tell = toast::teller();
    let class = match one.status {
        ProvisioningStatus::Provisioned => "badge badge-good",
        ProvisioningStatus::ReprovisionRequired | ProvisioningStatus::Deprovisioning => "badge badge-warn",
        ProvisioningStatus::DeprovisionFailed => "badge badge-bad",
    };
    let body = Provision {
        access_configuration_id: one.access_configuration_id.clone(),
        account_ids: vec![one.account_id.clone()],
    };
    let again = move |_| {
        let body = body.clone();
        acts.start(acts.starting, async move { provision(&body).await }, tell, || ());
    };
    let account = [("account", one.account_name.as_str())];
    let (again_words, remove_words) =
        (fill(texts.provision_again_on, &account), fill(texts.deprovision_from, &account));
    let assigned = one.assignments > 0;
    let removed = one.clone();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="break">
                {one.account_name}<span class="below">{one.account_id.to_string()}</span>
            </th>
            <td role="cell"><span class=class>{provisioning_status(one.status)}</span></td>
            <td role="cell" class="nowrap muted-narrow">
                {named(texts.provisioned_at, format::moment(one.provisioned_at))}
            </td>
            <td role="cell" class="number muted-narrow">{named(texts.assignments, one.assignments)}</td>
            <td role="cell" class="act">
                <div class="acts">
                    <button type="button" class="link" aria-label=again_words on:click=again>
                        {texts.provision_again}
                    </button>
                    <button
                        type="button"
                        class="link link-bad"
                        aria-label=remove_words
                        disabled=assigned
                        title=assigned.then_some(texts.deprovision_blocked)
                        on:click=move |_| acts.removing.set(Some(removed.clone()))
                    >
                        {texts.deprovision}
                    </button>
                </div>
            </td>
        </tr>
    }
}

/// Asks before the role is removed from an account.
#[component]
fn DeprovisionQuestion(acts: Acts) -> impl IntoView {
    let texts = RollOutTexts::current();
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let tell = toast::teller();
    Effect::new(move || asking.set(acts.removing.with(Option::is_some)));
    Effect::new(move |before: Option<bool>| {
        let now = asking.get();
        if before == Some(true) && !now {
            acts.removing.set(None);
        }
        now
    });
    let title = Signal::derive(move || {
        acts.removing.with(|one| {
            let [name, account] = one
                .as_ref()
                .map(|one| [one.access_configuration_name.as_str(), one.account_name.as_str()])
                .unwrap_or_default();
            fill(texts.deprovision_title, &[("name", name), ("account", account)])
        })
    });
    let remove = move |()| {
        let Some(one) = acts.removing.get_untracked() else { return };
        let body = RoleInAccount {
            account_id: one.account_id,
            access_configuration_id: one.access_configuration_id,
        };
        let work = async move { deprovision(&body).await };
        acts.start(submission, work, tell, move || asking.set(false));
    };
    view! {
        <Confirm
            open=asking
            title
            text=texts.deprovision_text
            act=texts.deprovision
            destructive=true
            submission
            on_confirm=remove
        />
    }
}
