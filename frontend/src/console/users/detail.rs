//! One user's page: what can be done, and the tabs **Details**, **Joined Groups**, **Access Assignments**, **Access**
//! and **RAM User Provisioning**.

use leptos::prelude::*;
use shared::error::ErrorCode;
use shared::users::{ProvisionType, User, UserStatus};

use super::actions::Actions;
use super::joined::JoinedGroups;
use crate::api::access_assignments::Filter;
use crate::api::reach::Of;
use crate::api::{self, Failure, ram_users};
use crate::console::access_assignments::reach::Access;
use crate::console::people::{Assignments, or_dash, provision_type, read_only_notice, tabs};
use crate::console::ram_users::{RAM_USERS_TAB, RamUserTab, create::choose_accounts};
use crate::language::{CommonTexts, ConsoleTexts, PeopleTexts, PermissionsTexts, RamUserTexts};
use crate::ui::heading::Heading;
use crate::ui::load::{Loading, load};
use crate::ui::tabs::Tabs;
use crate::{format, links};

const TABS: [&str; 5] = ["details", "groups", "access-assignments", "access", RAM_USERS_TAB];

/// The page.
#[component]
pub fn UserPage(
    /// The user's id.
    id: String,
) -> impl IntoView {
    let texts = PeopleTexts::current();
    let asked = id.clone();
    let user = load(move || {
        let id = asked.clone();
        async move { api::users::get_user(&id).await }
    });
    let settings = load(api::settings::get_settings);
    let sso = Memo::new(move |_| settings.value().is_some_and(|settings| settings.sso_enabled));
    let changed = Callback::new(move |()| user.reload());
    let head = move |user: User| {
        let title = user.user_name.clone();
        let notice = user.read_only.then(|| read_only_notice(texts.user_read_only));
        view! {
            <Heading title><Actions user sso changed/></Heading>
            {notice}
        }
        .into_any()
    };
    let gone = |failure: Failure| {
        (failure.code() == Some(ErrorCode::UserNotExists)).then(|| {
            let texts = PeopleTexts::current();
            crate::console::gone(texts.user_gone, &failure.sentence(), links::USERS, texts.to_users)
        })
    };
    let there = Memo::new(move |_| user.value().is_some());
    view! {
        <p class="way-back"><a href=links::USERS>{texts.to_users}</a></p>
        {user.show_or(head, gone)}
        {move || {
            let id = id.clone();
            there.get().then(|| view! { <section class="card"><UserTabs id user/></section> })
        }}
    }
}

#[component]
fn UserTabs(id: String, user: Loading<User>) -> impl IntoView {
    let texts = PeopleTexts::current();
    let names = vec![
        ConsoleTexts::current().details,
        texts.joined_groups,
        ConsoleTexts::current().access_assignments,
        PermissionsTexts::current().access,
        RamUserTexts::current().tab,
    ];
    let (selected, on_select) = tabs(links::detail(links::USERS, &id), &TABS);
    view! {
        <Tabs label=texts.user_tabs names selected on_select>
            {move || match selected.get() {
                1 => view! { <JoinedGroups user/> }.into_any(),
                2 => {
                    let filter = Filter { user_id: id.clone(), through_groups: true, ..Filter::default() };
                    view! { <Assignments filter/> }.into_any()
                },
                3 => view! { <Access of=Of::User(id.clone())/> }.into_any(),
                4 => view! { <RamUsers user/> }.into_any(),
                _ => user.show(details),
            }}
        </Tabs>
    }
}

#[component]
fn RamUsers(user: Loading<User>) -> impl IntoView {
    // Read again when something is done about them, and not whenever the user changes.
    untrack(|| user.value())
        .map(|user| view! { <RamUserTab of=ram_users::Of::User(user.id) choose=choose_accounts/> })
}

fn details(user: User) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), PeopleTexts::current());
    let password = match (user.has_password, user.must_reset_password) {
        (false, _) => texts.password_not_set,
        (true, false) => texts.password_set,
        (true, true) => texts.password_to_be_reset,
    };
    let last = user.last_sign_in_at.map_or_else(|| texts.never.to_owned(), format::moment);
    let external = user.external_id.clone().map(|id| {
        view! { <div><dt>{texts.external_id}</dt><dd><code>{id}</code></dd></div> }
    });
    let why = why_disabled(&user).map(|text| view! { <p class="hint">{text}</p> });
    view! {
        <dl class="facts facts-grid">
            <div><dt>{CommonTexts::current().username}</dt><dd>{user.user_name.clone()}</dd></div>
            <div><dt>{texts.user_id}</dt><dd><code>{user.id.to_string()}</code></dd></div>
            <div><dt>{common.status}</dt><dd>{super::status(&user)}{why}</dd></div>
            <div><dt>{texts.display_name}</dt><dd>{or_dash(&user.display_name)}</dd></div>
            <div><dt>{texts.first_name}</dt><dd>{or_dash(&user.first_name)}</dd></div>
            <div><dt>{texts.last_name}</dt><dd>{or_dash(&user.last_name)}</dd></div>
            <div><dt>{texts.email}</dt><dd>{or_dash(&user.email)}</dd></div>
            <div><dt>{texts.provision_type}</dt><dd>{provision_type(user.provision_type)}</dd></div>
            {external}
            <div><dt>{texts.password}</dt><dd>{password}</dd></div>
            <div><dt>{texts.last_sign_in}</dt><dd>{last}</dd></div>
            <div><dt>{common.created_at}</dt><dd>{format::moment(user.created_at)}</dd></div>
            <div><dt>{texts.updated_at}</dt><dd>{format::moment(user.updated_at)}</dd></div>
            <div class="facts-wide">
                <dt>{common.description}</dt>
                <dd class="prose">{or_dash(&user.description)}</dd>
            </div>
        </dl>
    }
    .into_any()
}

/// What a disabled user's administrator needs to know to enable the user for good.
fn why_disabled(user: &User) -> Option<&'static str> {
    let texts = PeopleTexts::current();
    match (user.status, user.provision_type, user.blocked) {
        (UserStatus::Enabled, _, _) | (_, ProvisionType::Manual, _) => None,
        (_, _, true) => Some(texts.blocked_text),
        (_, _, false) => Some(texts.deactivated_text),
    }
}
