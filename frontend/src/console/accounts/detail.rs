//! One account's page: what can be done, and the tabs **Basic Info**, **Access Assignments**, **Provisioned Access
//! Configurations**, **Access** and **RAM User Provisioning**.

use leptos::prelude::*;
use shared::accounts::{AccountDetail, AccountType};
use shared::error::ErrorCode;

use super::deletion::ConfirmDeletion;
use super::edit::EditDialog;
use super::provisioned::Provisioned;
use super::tree::Node;
use super::{account_type, path_in_words};
use crate::api::access_assignments::{Filter, list_access_assignments};
use crate::api::reach::Of;
use crate::api::{self, Failure, ram_users};
use crate::console::access_assignments::reach::Access;
use crate::console::access_assignments::table::{AssignmentsTable, Leaves};
use crate::console::people::tabs;
use crate::console::ram_users::{RAM_USERS_TAB, RamUserTab, create::choose_principals};
use crate::language::{AccountTexts, ConsoleTexts, PermissionsTexts, RamUserTexts};
use crate::mark::AccountMark;
use crate::ui::empty::Empty;
use crate::ui::heading::Heading;
use crate::ui::icon::Glyph;
use crate::ui::load::{Loading, load};
use crate::ui::paged::paged;
use crate::ui::tabs::Tabs;
use crate::{format, links, location};

/// The tab of the access assignments, in the address.
pub const ASSIGNMENTS_TAB: &str = "access-assignments";
const TABS: [&str; 5] = ["basic-info", ASSIGNMENTS_TAB, "provisioned", "access", RAM_USERS_TAB];

/// The page.
#[component]
pub fn AccountPage(
    /// The account's id.
    id: String,
) -> impl IntoView {
    let texts = AccountTexts::current();
    let asked = id.clone();
    let account = load(move || {
        let id = asked.clone();
        async move { api::accounts::get_account(&id).await }
    });
    let head = move |detail: AccountDetail| {
        let title = detail.account.name.clone();
        let (colour, label) = (detail.account.colour, detail.account.label.clone());
        view! {
            <Heading title><Actions detail changed=move |()| account.reload()/></Heading>
            <p class="below-heading"><AccountMark colour label/></p>
        }
        .into_any()
    };
    let gone = |failure: Failure| {
        let code = failure.code();
        let gone = matches!(code, Some(ErrorCode::AccountNotExists | ErrorCode::InvalidParameter));
        gone.then(|| {
            let texts = AccountTexts::current();
            let way = links::RESOURCE_DIRECTORY;
            crate::console::gone(texts.account_gone, &failure.sentence(), way, texts.to_directory)
        })
    };
    let there = Memo::new(move |_| account.value().is_some());
    view! {
        <p class="way-back"><a href=links::RESOURCE_DIRECTORY>{texts.to_directory}</a></p>
        {account.show_or(head, gone)}
        {move || {
            let id = id.clone();
            there.get().then(|| view! { <section class="card"><AccountTabs id account/></section> })
        }}
    }
}

#[component]
fn Actions(detail: AccountDetail, #[prop(into)] changed: Callback<()>) -> impl IntoView {
    let texts = AccountTexts::current();
    let directory = load(api::accounts::get_resource_directory);
    let (editing, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let concerned = RwSignal::new(Some(Node::Account(detail.account)));
    let navigate = location::navigator();
    view! {
        <button type="button" class="button" on:click=move |_| editing.set(true)>{texts.edit}</button>
        <button type="button" class="button button-bad-quiet" on:click=move |_| deleting.set(true)>
            {ConsoleTexts::current().remove}
        </button>
        <EditDialog open=editing edited=concerned directory on_saved=changed/>
        <ConfirmDeletion
            asking=deleting
            asked=concerned
            on_deleted=move |()| navigate(links::RESOURCE_DIRECTORY)
        />
    }
}

#[component]
fn AccountTabs(id: String, account: Loading<AccountDetail>) -> impl IntoView {
    let texts = AccountTexts::current();
    let names = vec![
        texts.basic_info,
        ConsoleTexts::current().access_assignments,
        texts.provisioned,
        PermissionsTexts::current().access,
        RamUserTexts::current().tab,
    ];
    let (selected, on_select) = tabs(links::detail(links::ACCOUNTS, &id), &TABS);
    view! {
        <Tabs label=texts.account_tabs names selected on_select>
            {move || match selected.get() {
                1 => view! { <Assignments id=id.clone()/> }.into_any(),
                2 => view! { <Provisioned account_id=id.clone()/> }.into_any(),
                3 => view! { <Access of=Of::Account(id.clone())/> }.into_any(),
                4 => view! { <RamUsers account/> }.into_any(),
                _ => account.show(basic_info),
            }}
        </Tabs>
    }
}

/// The tab, or why there is nothing in it.
#[component]
fn RamUsers(account: Loading<AccountDetail>) -> impl IntoView {
    let texts = RamUserTexts::current();
    // Read again when something is done about them, and not whenever the account changes.
    let account = untrack(|| account.value())?.account;
    Some(match account.account_type {
        AccountType::ManagementAccount => view! {
            <Empty glyph=Glyph::Account title=texts.of_management text=texts.of_management_text/>
        }
        .into_any(),
        AccountType::MemberAccount => {
            let of = ram_users::Of::Account(account.id);
            view! { <RamUserTab of choose=choose_principals/> }.into_any()
        }
    })
}

#[component]
fn Assignments(id: String) -> impl IntoView {
    let filter = Filter { account_id: id, ..Filter::default() };
    let list = paged(move |after| {
        let filter = filter.clone();
        async move { list_access_assignments(&filter, &after).await }
    });
    view! { <AssignmentsTable list leaves=Leaves::Account/> }
}

fn basic_info(detail: AccountDetail) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), AccountTexts::current());
    let account = detail.account;
    let of_role = format!("{}<{}>", detail.role_name_prefix, texts.access_configuration_name);
    let mark = (account.colour != shared::accounts::AccountColour::None || !account.label.is_empty())
        .then(|| view! { <AccountMark colour=account.colour label=account.label.clone()/> });
    view! {
        <dl class="facts facts-grid">
            <div><dt>{common.account_name}</dt><dd>{account.name}</dd></div>
            <div><dt>{common.account_id}</dt><dd><code>{account.id.to_string()}</code></dd></div>
            <div><dt>{common.type_column}</dt><dd>{account_type(account.account_type)}</dd></div>
            <div><dt>{texts.folder_path}</dt><dd>{path_in_words(&detail.folder_path.join(" / "))}</dd></div>
            <div><dt>{texts.mark}</dt><dd>{mark.map_or_else(|| "-".into_any(), IntoAny::into_any)}</dd></div>
            <div><dt>{texts.added_at}</dt><dd>{format::moment(detail.created_at)}</dd></div>
        </dl>
        <section class="facts-part" aria-labelledby="log-on-names">
            <h2 id="log-on-names">{texts.log_on_names}</h2>
            <p class="muted">{texts.log_on_names_text}</p>
            <dl class="facts">
                <div><dt>{texts.saml_provider}</dt><dd><code>{detail.saml_provider_name}</code></dd></div>
                <div><dt>{texts.ram_roles}</dt><dd><code>{of_role}</code></dd></div>
            </dl>
        </section>
    }
    .into_any()
}
