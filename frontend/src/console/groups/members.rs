//! The tab **Users** of a group: its members, adding more, removing one or several.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::groups::{ChangeMembers, Group};
use shared::users::User;

use super::add::{AddUsersDialog, ids};
use crate::console::people::READ_ONLY;
use crate::language::{CommonTexts, ConsoleTexts, PeopleTexts, fill};
use crate::ui::choices::Chosen;
use crate::ui::dialog::Confirm;
use crate::ui::empty::Empty;
use crate::ui::form::Submission;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::Loading;
use crate::ui::paged::{Paged, paged};
use crate::ui::search::Search;
use crate::ui::table::Table;
use crate::ui::toast;
use crate::{api, links};

/// The tab.
#[component]
pub fn Members(
    /// The group's id.
    id: String,
    /// The group.
    group: Loading<Group>,
    /// Called once the members were changed.
    changed: Callback<()>,
) -> impl IntoView {
    // Drawn anew only when the group becomes another to whoever works with its members.
    let state = Memo::new(move |_| group.value());
    let known = Memo::new(move |_| state.with(|group| group.as_ref().map(|group| group.read_only)));
    move || {
        let read_only = known.get()?;
        let first = state.get_untracked()?;
        let group = Signal::derive(move || state.get().unwrap_or_else(|| first.clone()));
        let id = id.clone();
        Some(view! { <OfGroup id group read_only changed/> })
    }
}

/// What removing needs to know.
#[derive(Clone, Copy)]
struct Removal {
    /// The rows that are ticked.
    ticked: Chosen,
    /// Those about to be removed.
    asked: Chosen,
    asking: RwSignal<bool>,
}

#[component]
fn OfGroup(id: String, group: Signal<Group>, read_only: bool, changed: Callback<()>) -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), PeopleTexts::current());
    let sought = RwSignal::new(String::new());
    let members = paged(move |after| {
        let (id, sought) = (id.clone(), sought.get().trim().to_owned());
        async move { api::groups::list_members(&id, &sought, &after).await }
    });
    let adding = RwSignal::new(false);
    let removal = Removal {
        ticked: RwSignal::new(BTreeMap::new()),
        asked: RwSignal::new(BTreeMap::new()),
        asking: RwSignal::new(false),
    };
    let rows = move |users: Vec<User>| table(users, removal, read_only);
    let empty = move || {
        if sought.get_untracked().trim().is_empty() {
            let text = if read_only { texts.group_read_only } else { texts.no_members_text };
            view! { <Empty glyph=Glyph::Users title=texts.no_members text/> }.into_any()
        } else {
            view! { <Empty glyph=Glyph::Search title=common.nothing_found text=common.nothing_found_text/> }
                .into_any()
        }
    };
    let reason = read_only.then_some(READ_ONLY);
    view! {
        <div class="toolbar">
            <Search label=texts.search_members value=sought/>
            <button
                type="button"
                class="button"
                disabled=read_only
                aria-describedby=reason
                on:click=move |_| adding.set(true)
            >
                <Icon glyph=Glyph::Plus/>
                {texts.add_users}
            </button>
            <RemoveSelected removal read_only/>
        </div>
        {members.show(rows, empty)}
        <AddUsersDialog
            open=adding
            group
            on_added=move |()| {
                members.reload();
                changed.run(());
            }
        />
        <RemoveQuestion removal group members changed/>
    }
}

#[component]
fn RemoveSelected(removal: Removal, read_only: bool) -> impl IntoView {
    let count = move || removal.ticked.with(BTreeMap::len);
    let ask = move |_| {
        removal.asked.set(removal.ticked.get_untracked());
        removal.asking.set(true);
    };
    view! {
        <button
            type="button"
            class="button button-bad-quiet"
            disabled=move || read_only || count() == 0
            aria-describedby=read_only.then_some(READ_ONLY)
            on:click=ask
        >
            {move || fill(PeopleTexts::current().remove_selected, &[("n", &count().to_string())])}
        </button>
    }
}

fn table(users: Vec<User>, removal: Removal, read_only: bool) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), PeopleTexts::current());
    let columns = vec![CommonTexts::current().username, texts.display_name, common.status, common.action];
    let rows = users.into_iter().map(|user| row(user, removal, read_only)).collect_view();
    view! { <Table stacks=true label=common.users columns>{rows}</Table> }.into_any()
}

fn row(user: User, removal: Removal, read_only: bool) -> AnyView {
    let (id, name) = (user.id.to_string(), user.user_name.clone());
    let status = crate::console::users::status(&user);
    let select = fill(PeopleTexts::current().select_user, &[("name", &name)]);
    let checked = {
        let id = id.clone();
        move || removal.ticked.with(|ticked| ticked.contains_key(&id))
    };
    let toggle = {
        let (id, name) = (id.clone(), name.clone());
        move |_| {
            removal.ticked.update(|ticked| {
                if ticked.remove(&id).is_none() {
                    ticked.insert(id.clone(), name.clone());
                }
            });
        }
    };
    let href = links::detail(links::USERS, &id);
    let called = name.clone();
    let ask = move |_| {
        removal.asked.set(BTreeMap::from([(id.clone(), called.clone())]));
        removal.asking.set(true);
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="break">
                <span class="with-check">
                    <input
                        type="checkbox"
                        aria-label=select
                        disabled=read_only
                        prop:checked=checked
                        on:change=toggle
                    />
                    <a href=href>{name}</a>
                </span>
            </th>
            <td role="cell" class="break">{user.display_name}</td>
            <td role="cell">{status}</td>
            <td role="cell" class="act">
                <button
                    type="button"
                    class="link link-bad"
                    disabled=read_only
                    aria-describedby=read_only.then_some(READ_ONLY)
                    on:click=ask
                >
                    {ConsoleTexts::current().remove}
                </button>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn RemoveQuestion(
    removal: Removal,
    group: Signal<Group>,
    members: Paged<User>,
    changed: Callback<()>,
) -> impl IntoView {
    let submission = Submission::new();
    let tell = toast::teller();
    let words = move || Words::of(removal.asked, &group.get().name);
    let remove = move |()| {
        let (id, asked) = (group.get_untracked().id, removal.asked.get_untracked());
        let (body, said) = (ChangeMembers { user_ids: ids(removal.asked) }, untrack(words).done);
        let work = async move { api::groups::remove_members(id.as_str(), &body).await };
        submission.run(work, move |_| {
            removal.asking.set(false);
            removal.ticked.update(|ticked| ticked.retain(|id, _| !asked.contains_key(id)));
            tell(said);
            members.reload();
            changed.run(());
        });
    };
    view! {
        <Confirm
            open=removal.asking
            title=Signal::derive(move || words().title)
            text=Signal::derive(move || words().text)
            act=ConsoleTexts::current().remove
            destructive=true
            submission
            on_confirm=remove
        />
    }
}

/// What is asked and said about removing.
struct Words {
    title: String,
    text: String,
    done: String,
}

impl Words {
    /// Names one user, or counts several and names the first of them.
    fn of(asked: Chosen, group: &str) -> Self {
        const NAMED: usize = 10;
        let texts = PeopleTexts::current();
        let names: Vec<String> = asked.get().into_values().collect();
        if let [user] = names.as_slice() {
            let values = [("user", user.as_str()), ("group", group)];
            return Self {
                title: fill(texts.leave_title, &values),
                text: texts.leave_text.to_owned(),
                done: fill(texts.left, &values),
            };
        }
        let count = names.len().to_string();
        let values = [("n", count.as_str()), ("group", group)];
        let mut named = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        if let Some(rest) = names.len().checked_sub(NAMED).filter(|rest| *rest > 0) {
            named.push(' ');
            named.push_str(&fill(texts.and_more, &[("n", &rest.to_string())]));
        }
        Self {
            title: fill(texts.remove_members_title, &values),
            text: fill(texts.remove_members_text, &[("names", &named)]),
            done: fill(texts.members_removed, &values),
        }
    }
}
