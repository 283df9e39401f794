//! The list of users.

use leptos::prelude::*;
use shared::users::{ProvisionType, User};

use super::create::CreateUserDialog;
use crate::language::{CommonTexts, ConsoleTexts};
use crate::ui::empty::Empty;
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::paged::paged;
use crate::ui::search::Search;
use crate::ui::table::Table;
use crate::{api, format, links, location};

/// The page.
#[component]
pub fn UsersPage() -> impl IntoView {
    let texts = ConsoleTexts::current();
    let query = location::watch().get_untracked().query;
    let sought = RwSignal::new(links::query_value(&query, "search").unwrap_or_default());
    let replace = location::replacer();
    Effect::new(move |before: Option<()>| {
        let sought = sought.get();
        if before.is_some() {
            replace(&links::with_query(links::USERS, &[("search", sought.trim())]));
        }
    });
    let users = paged(move |after| {
        let sought = sought.get().trim().to_owned();
        async move { api::users::list_users(&sought, &after).await }
    });
    let creating = RwSignal::new(false);
    let create = move |_| creating.set(true);
    let empty = move || {
        if sought.get_untracked().trim().is_empty() {
            view! { <Empty glyph=Glyph::Users title=texts.no_users text=texts.no_users_text/> }.into_any()
        } else {
            view! { <Empty glyph=Glyph::Search title=texts.nothing_found text=texts.nothing_found_text/> }
                .into_any()
        }
    };
    view! {
        <Heading title=texts.users lead=texts.users_lead>
            <button type="button" class="button button-main" on:click=create>
                <Icon glyph=Glyph::Plus/>
                {texts.create_user}
            </button>
        </Heading>
        <section class="card">
            <div class="toolbar"><Search label=texts.search_users value=sought/></div>
            {users.show(table, empty)}
        </section>
        <CreateUserDialog open=creating on_created=move |()| users.reload()/>
    }
}

fn table(users: Vec<User>) -> AnyView {
    let texts = ConsoleTexts::current();
    let columns = vec![
        CommonTexts::current().username,
        texts.display_name,
        texts.status,
        texts.source,
        texts.created_at,
    ];
    view! { <Table label=texts.users columns>{users.into_iter().map(row).collect_view()}</Table> }.into_any()
}

fn row(user: User) -> impl IntoView {
    let source = match user.provision_type {
        ProvisionType::Manual => ConsoleTexts::current().manual,
        ProvisionType::Synchronized => ConsoleTexts::current().synchronized,
    };
    view! {
        <tr>
            <th scope="row"><a href=links::detail(links::USERS, user.id.as_str())>{user.user_name}</a></th>
            <td>{user.display_name}</td>
            <td>{super::status(user.status)}</td>
            <td>{source}</td>
            <td class="nowrap">{format::moment(user.created_at)}</td>
        </tr>
    }
}
