//! **Remove Permissions**: names what is removed, asks what becomes of the roles, and says what came of it.

use leptos::prelude::*;
use shared::access_assignments::{
    AccessAssignment, DeprovisionStrategy, REVOKE_MAX, RevokeAccess, RevokeMuch,
};
use shared::tasks::Started;

use crate::language::{CommonTexts, PermissionsTexts, fill};
use crate::ui::dialog::Dialog;
use crate::ui::field::RadioField;
use crate::ui::form::{Refusal, Submission};
use crate::ui::icon::{Glyph, Icon};
use crate::{api, links};

/// So many are named; of more it is said how many there are.
const NAMED: usize = 20;
const DEPROVISION: &str = "deprovision";
const KEEP: &str = "keep";

/// What is asked about, and what came of the last removal.
#[derive(Clone, Copy)]
pub struct Removal {
    open: RwSignal<bool>,
    rows: RwSignal<Vec<AccessAssignment>>,
    outcome: RwSignal<Option<Started>>,
}

impl Removal {
    /// Nothing is asked about yet.
    pub fn new() -> Self {
        Self { open: RwSignal::new(false), rows: RwSignal::new(Vec::new()), outcome: RwSignal::new(None) }
    }

    /// Asks about these rows.
    pub fn ask(self, rows: Vec<AccessAssignment>) {
        self.outcome.set(None);
        self.rows.set(rows);
        self.open.set(true);
    }
}

/// What came of the last removal, beside the table.
#[component]
pub fn RemovalOutcome(
    /// The removal.
    removal: Removal,
) -> impl IntoView {
    view! { <div role="status">{move || removal.outcome.get().map(|started| outcome(&started))}</div> }
}

fn outcome(started: &Started) -> AnyView {
    let texts = PermissionsTexts::current();
    let tasks = started.batch_id.as_ref().map(|batch| {
        let href = links::detail(links::TASK_BATCHES, batch.as_str());
        view! { " " <a href=href>{texts.removed_tasks}</a> }
    });
    view! {
        <p class="notice notice-good">
            <Icon glyph=Glyph::Tick/>
            <span>{texts.removed}{tasks}</span>
        </p>
    }
    .into_any()
}

/// The dialog.
#[component]
pub fn RemovalDialog(
    /// The removal.
    removal: Removal,
    /// Called once something was removed.
    #[prop(into)]
    on_removed: Callback<()>,
) -> impl IntoView {
    let texts = PermissionsTexts::current();
    let strategy = RwSignal::new(KEEP.to_owned());
    let submission = Submission::new();
    let (open, rows) = (removal.open, removal.rows);
    Effect::new(move || {
        if !open.get() {
            submission.reset();
            strategy.set(KEEP.to_owned());
        }
    });
    let remove = move |_| {
        let strategy = strategy.with_untracked(|strategy| match strategy.as_str() {
            DEPROVISION => DeprovisionStrategy::DeprovisionForLastAccessAssignmentOnAccount,
            _ => DeprovisionStrategy::None,
        });
        let access_assignments =
            rows.get_untracked().into_iter().map(|row| revocation(row, strategy)).collect();
        let body = RevokeMuch { access_assignments };
        submission.run(async move { api::access_assignments::revoke_much(&body).await }, move |started| {
            open.set(false);
            removal.outcome.set(Some(started));
            on_removed.run(());
        });
    };
    let options = || {
        vec![
            (KEEP.to_owned(), texts.keep_role.to_owned()),
            (DEPROVISION.to_owned(), texts.deprovision.to_owned()),
        ]
    };
    let too_many = move || rows.with(|rows| rows.len() > REVOKE_MAX);
    view! {
        <Dialog open title=texts.remove_permissions.to_owned()>
            <p>{move || fill(texts.remove_lead, &[("n", &rows.with(Vec::len).to_string())])}</p>
            <ul class="removed">{move || rows.with(|rows| named(rows))}</ul>
            <RadioField label=texts.when_last.to_owned() options=options() value=strategy/>
            {move || too_many().then(|| {
                view! { <p class="bad">{fill(texts.too_many_chosen, &[("max", &REVOKE_MAX.to_string())])}</p> }
            })}
            <Refusal submission/>
            <div class="dialog-buttons">
                <button
                    type="button"
                    class="button button-bad"
                    disabled=move || submission.busy() || too_many()
                    on:click=remove
                >
                    {texts.remove_permissions}
                </button>
                <button type="button" class="button" data-first=true on:click=move |_| open.set(false)>
                    {CommonTexts::current().cancel}
                </button>
            </div>
        </Dialog>
    }
}

fn revocation(row: AccessAssignment, deprovision_strategy: DeprovisionStrategy) -> RevokeAccess {
    RevokeAccess {
        principal: row.principal,
        account_id: row.account_id,
        access_configuration_id: row.access_configuration_id,
        deprovision_strategy,
    }
}

fn named(rows: &[AccessAssignment]) -> AnyView {
    let texts = PermissionsTexts::current();
    let lines = rows.iter().take(NAMED).map(|row| {
        let values = [
            ("name", row.principal_name.as_str()),
            ("configuration", &row.access_configuration_name),
            ("account", &row.account_name),
        ];
        view! { <li>{fill(texts.remove_one, &values)}</li> }
    });
    let more = rows.len().checked_sub(NAMED).filter(|more| *more > 0);
    let more =
        more.map(|more| view! { <li class="muted">{fill(texts.and_more, &[("n", &more.to_string())])}</li> });
    view! { {lines.collect_view()} {more} }.into_any()
}
