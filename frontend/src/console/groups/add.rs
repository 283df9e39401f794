//! **Add Users** to a group: users are searched and chosen, then added in one go.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::groups::{ChangeMembers, Group, MEMBERS_MAX};
use shared::ids::UserId;
use shared::users::User;

use crate::api;
use crate::language::{ConsoleTexts, PeopleTexts, fill};
use crate::ui::choices::{Choice, Choices, Chosen};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::empty::Empty;
use crate::ui::form::{Form, Submission};
use crate::ui::icon::Glyph;
use crate::ui::paged::paged;
use crate::ui::toast;

/// The dialog.
#[component]
pub fn AddUsersDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The group.
    group: Signal<Group>,
    /// Called once users were added.
    #[prop(into)]
    on_added: Callback<()>,
) -> impl IntoView {
    let texts = PeopleTexts::current();
    let title = Signal::derive(move || fill(texts.add_users_title, &[("name", &group.get().name)]));
    view! {
        <Dialog open title>
            <AddUsersForm open group on_added/>
        </Dialog>
    }
}

#[component]
fn AddUsersForm(open: RwSignal<bool>, group: Signal<Group>, on_added: Callback<()>) -> impl IntoView {
    let texts = PeopleTexts::current();
    let chosen: Chosen = RwSignal::new(BTreeMap::new());
    let sought = RwSignal::new(String::new());
    let users = paged(move |after| {
        let sought = sought.get().trim().to_owned();
        async move { api::users::list_users(&sought, &after).await }
    });
    let submission = Submission::new();
    let tell = toast::teller();
    let submit = move || {
        let (id, body) = (group.get_untracked().id, ChangeMembers { user_ids: ids(chosen) });
        let work = async move { api::groups::add_members(id.as_str(), &body).await };
        submission.run(work, move |group| {
            open.set(false);
            tell(fill(texts.users_added, &[("name", &group.name), ("n", &group.members.to_string())]));
            on_added.run(());
        });
    };
    let blocked = Signal::derive(move || !(1..=MEMBERS_MAX).contains(&chosen.with(BTreeMap::len)));
    view! {
        <Form submission on_submit=submit>
            <Choices
                label=ConsoleTexts::current().users
                search=ConsoleTexts::current().search_users
                sought
                list=users
                choice
                empty
                chosen
            />
            <DialogButtons open submission act=texts.add_users blocked/>
        </Form>
    }
}

/// The ids of what is chosen.
pub fn ids(chosen: Chosen) -> Vec<UserId> {
    chosen.with_untracked(|chosen| chosen.keys().filter_map(|id| id.parse().ok()).collect())
}

fn choice(user: User) -> Choice {
    Choice { id: user.id.to_string(), name: user.user_name, below: user.display_name, possible: true }
}

fn empty() -> AnyView {
    let texts = ConsoleTexts::current();
    view! { <Empty glyph=Glyph::Users title=texts.no_users text=texts.no_users_text/> }.into_any()
}
