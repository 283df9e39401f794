//! A table of access assignments, each with **Remove** or the group through which it comes.

use leptos::prelude::*;
use shared::access_assignments::{AccessAssignment, DeprovisionStrategy, Principal, RevokeAccess, Through};

use crate::language::{ConsoleTexts, fill};
use crate::ui::dialog::Confirm;
use crate::ui::empty::Empty;
use crate::ui::form::Submission;
use crate::ui::icon::Glyph;
use crate::ui::paged::Paged;
use crate::ui::table::Table;
use crate::ui::toast;
use crate::{api, format, links};

/// The column that the page says already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaves {
    /// All columns are needed.
    Nothing,
    /// All rows are of one user or one group.
    Principal,
    /// All rows are of one access configuration.
    AccessConfiguration,
}

/// The table.
#[component]
pub fn AssignmentsTable(
    /// The rows.
    list: Paged<AccessAssignment>,
    /// The column that is left out.
    leaves: Leaves,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let asking = RwSignal::new(false);
    let asked = RwSignal::new(None::<AccessAssignment>);
    let submission = Submission::new();
    let tell = toast::teller();
    let text = Signal::derive(move || asked.get().map(|row| question(&row)).unwrap_or_default());
    let revoke = move |()| {
        let Some(row) = asked.get_untracked() else { return };
        let body = RevokeAccess {
            principal: row.principal,
            account_id: row.account_id,
            access_configuration_id: row.access_configuration_id,
            deprovision_strategy: DeprovisionStrategy::None,
        };
        submission.run(async move { api::access_assignments::revoke_access(&body).await }, move |_| {
            asking.set(false);
            tell(texts.revoked.to_owned());
            list.reload();
        });
    };
    let rows = move |rows: Vec<AccessAssignment>| {
        let rows = rows.into_iter().map(|row| view_row(row, leaves, asked, asking)).collect_view();
        view! { <Table stacks=true label=texts.access_assignments columns=columns(leaves)>{rows}</Table> }
            .into_any()
    };
    let empty = move || {
        view! { <Empty glyph=Glyph::Shield title=texts.no_assignments text=texts.no_assignments_text/> }
            .into_any()
    };
    view! {
        {list.show(rows, empty)}
        <Confirm
            open=asking
            title=texts.revoke_title
            text
            act=texts.remove
            destructive=true
            submission
            on_confirm=revoke
        />
    }
}

fn question(row: &AccessAssignment) -> String {
    let values = [
        ("name", row.principal_name.as_str()),
        ("configuration", &row.access_configuration_name),
        ("account", &row.account_name),
    ];
    fill(ConsoleTexts::current().revoke_text, &values)
}

impl Leaves {
    fn principals(self) -> bool {
        self != Leaves::Principal
    }

    fn configurations(self) -> bool {
        self != Leaves::AccessConfiguration
    }
}

fn columns(leaves: Leaves) -> Vec<&'static str> {
    let texts = ConsoleTexts::current();
    let all = [
        (texts.user_or_group, leaves.principals()),
        (texts.account, true),
        (texts.access_configuration, leaves.configurations()),
        (texts.assigned_at, true),
        (texts.action, true),
    ];
    all.into_iter().filter(|(_, shown)| *shown).map(|(name, _)| name).collect()
}

/// Where a user or group has its page, and what it is in a word.
fn place_and_kind(principal: &Principal) -> (String, &'static str) {
    let texts = ConsoleTexts::current();
    match principal {
        Principal::User(id) => (links::detail(links::USERS, id.as_str()), texts.user),
        Principal::Group(id) => (links::detail(links::GROUPS, id.as_str()), texts.group),
    }
}

/// The last cell of a row that a group brings.
fn comes_through(through: &Through) -> AnyView {
    let href = links::detail(links::GROUPS, through.id.as_str());
    view! {
        <td role="cell">
            <span class="muted">{ConsoleTexts::current().through}" "</span>
            <a href=href>{through.name.clone()}</a>
        </td>
    }
    .into_any()
}

fn view_row(
    row: AccessAssignment,
    leaves: Leaves,
    asked: RwSignal<Option<AccessAssignment>>,
    asking: RwSignal<bool>,
) -> AnyView {
    let texts = ConsoleTexts::current();
    let principal = leaves.principals().then(|| {
        let (href, kind) = place_and_kind(&row.principal);
        let name = row.principal_name.clone();
        view! { <td role="cell"><a href=href>{name}</a><span class="below">{kind}</span></td> }
    });
    let configuration = leaves.configurations().then(|| {
        let href = links::detail(links::ACCESS_CONFIGURATIONS, row.access_configuration_id.as_str());
        view! { <td role="cell"><a href=href>{row.access_configuration_name.clone()}</a></td> }
    });
    let (account, id, at) = (row.account_name.clone(), row.account_id.to_string(), row.created_at);
    let act = match row.through.clone() {
        Some(through) => comes_through(&through),
        None => {
            let ask = move |_| {
                asked.set(Some(row.clone()));
                asking.set(true);
            };
            view! {
                <td role="cell" class="act">
                    <button type="button" class="link link-bad" on:click=ask>{texts.remove}</button>
                </td>
            }
            .into_any()
        }
    };
    view! {
        <tr role="row">
            {principal}
            <td role="cell">{account}<span class="below number">{id}</span></td>
            {configuration}
            <td role="cell" class="nowrap muted-narrow">{format::moment(at)}</td>
            {act}
        </tr>
    }
    .into_any()
}
