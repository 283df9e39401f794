//! The list of users, narrowed by search, status and who keeps them; the choice is part of the address.

use leptos::prelude::*;
use shared::users::User;

use super::create::{CreateUserDialog, Created};
use super::password::SetPasswordDialog;
use crate::api::users::{Filter, list_users_by};
use crate::console::people::{chosen_in, named, options, provision_type, provision_types};
use crate::language::{CommonTexts, ConsoleTexts, PeopleTexts};
use crate::ui::empty::Empty;
use crate::ui::field::SelectField;
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::paged::paged;
use crate::ui::search::Search;
use crate::ui::table::Table;
use crate::{format, links, location};

/// The page.
#[component]
pub fn UsersPage() -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), PeopleTexts::current());
    let statuses = options(&[("Enabled", common.enabled), ("Disabled", common.disabled)]);
    let narrowed = Narrowed::from_address(&statuses);
    narrowed.keep_in_address();
    let users = paged(move |after| {
        let filter = narrowed.filter();
        async move { list_users_by(&filter, &after).await }
    });
    let creating = RwSignal::new(false);
    let (asking, made) = (RwSignal::new(false), RwSignal::new(None::<User>));
    let on_created = move |created: Created| {
        users.reload();
        if created.needs_password {
            made.set(Some(created.user));
            asking.set(true);
        }
    };
    let empty = move || {
        if untrack(|| narrowed.filter()) == Filter::default() {
            view! {
                <Empty glyph=Glyph::Users title=common.no_users text=common.no_users_text>
                    <button type="button" class="button button-main" on:click=move |_| creating.set(true)>
                        {texts.create_user}
                    </button>
                </Empty>
            }
            .into_any()
        } else {
            view! { <Empty glyph=Glyph::Search title=common.nothing_found text=common.nothing_found_text/> }
                .into_any()
        }
    };
    view! {
        <Heading title=common.users lead=texts.users_lead>
            <a class="button" href=links::IMPORT_USERS>{texts.import_users}</a>
            <button type="button" class="button button-main" on:click=move |_| creating.set(true)>
                <Icon glyph=Glyph::Plus/>
                {texts.create_user}
            </button>
        </Heading>
        <section class="card">
            <div class="toolbar toolbar-fields">
                <div class="field">
                    <div class="field-label"><span aria-hidden="true">{common.search}</span></div>
                    <Search label=common.search_users value=narrowed.search/>
                </div>
                <SelectField label=common.status options=statuses value=narrowed.status/>
                <SelectField
                    label=texts.provision_type
                    options=provision_types()
                    value=narrowed.provision_type
                />
            </div>
            {users.show(table, empty)}
        </section>
        <CreateUserDialog open=creating on_created/>
        <SetPasswordDialog
            open=asking
            user=made.into()
            first=true
            on_done=move |()| users.reload()
        />
    }
}

/// How the list is narrowed.
#[derive(Clone, Copy)]
struct Narrowed {
    search: RwSignal<String>,
    status: RwSignal<String>,
    provision_type: RwSignal<String>,
}

impl Narrowed {
    fn from_address(statuses: &[(String, String)]) -> Self {
        let query = location::watch().get_untracked().query;
        Self {
            search: RwSignal::new(links::query_value(&query, "search").unwrap_or_default()),
            status: RwSignal::new(chosen_in(&query, "status", statuses)),
            provision_type: RwSignal::new(chosen_in(&query, "provision_type", &provision_types())),
        }
    }

    fn filter(self) -> Filter {
        Filter {
            search: self.search.get().trim().to_owned(),
            status: self.status.get(),
            provision_type: self.provision_type.get(),
        }
    }

    fn keep_in_address(self) {
        let replace = location::replacer();
        Effect::new(move |before: Option<()>| {
            let filter = self.filter();
            if before.is_some() {
                let query = [
                    ("search", filter.search.as_str()),
                    ("status", &filter.status),
                    ("provision_type", &filter.provision_type),
                ];
                replace(&links::with_query(links::USERS, &query));
            }
        });
    }
}

fn table(users: Vec<User>) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), PeopleTexts::current());
    let columns = vec![
        CommonTexts::current().username,
        texts.display_name,
        common.status,
        texts.provision_type,
        texts.last_sign_in,
    ];
    let rows = users.into_iter().map(row).collect_view();
    view! { <Table stacks=true label=common.users columns>{rows}</Table> }.into_any()
}

fn row(user: User) -> AnyView {
    let texts = PeopleTexts::current();
    let last = user.last_sign_in_at.map_or_else(|| texts.never.to_owned(), format::moment);
    let status = super::status(&user);
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="break">
                <a href=links::detail(links::USERS, user.id.as_str())>{user.user_name}</a>
            </th>
            <td role="cell" class="break">{user.display_name}</td>
            <td role="cell">{status}</td>
            <td role="cell" class="muted-narrow">
                {named(texts.provision_type, provision_type(user.provision_type))}
            </td>
            <td role="cell" class="nowrap muted-narrow">{named(texts.last_sign_in, last)}</td>
        </tr>
    }
    .into_any()
}
