//! The tab **Joined Groups** of a user: the groups, joining more, leaving one.

use leptos::prelude::*;
use shared::groups::{ChangeMembers, Group};
use shared::users::User;

use super::join::JoinDialog;
use crate::api;
use crate::console::people::{named, provision_type};
use crate::language::{ConsoleTexts, PeopleTexts, fill};
use crate::links;
use crate::ui::dialog::Confirm;
use crate::ui::empty::Empty;
use crate::ui::form::Submission;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::Loading;
use crate::ui::paged::{Paged, paged};
use crate::ui::table::Table;
use crate::ui::toast;

/// The tab.
#[component]
pub fn JoinedGroups(
    /// The user.
    user: Loading<User>,
) -> impl IntoView {
    // The groups are read again when they change, and not whenever the user does.
    untrack(|| user.value()).map(|user| view! { <OfUser user/> })
}

#[component]
fn OfUser(user: User) -> impl IntoView {
    let texts = PeopleTexts::current();
    let id = user.id.to_string();
    let groups = paged(move |after| {
        let id = id.clone();
        async move { api::users::list_groups_of_user(&id, &after).await }
    });
    let joining = RwSignal::new(false);
    let leaving = Leaving { asking: RwSignal::new(false), group: RwSignal::new(None) };
    let rows = move |groups: Vec<Group>| {
        let some_read_only = groups.iter().any(|group| group.read_only);
        let rows = groups.into_iter().map(|group| row(group, leaving)).collect_view();
        let columns =
            vec![texts.group_name, texts.provision_type, texts.members, ConsoleTexts::current().action];
        let reason = some_read_only.then(|| {
            view! { <p class="hint hint-above" id=ELSEWHERE>{texts.members_elsewhere}</p> }
        });
        view! {
            {reason}
            <Table stacks=true label=texts.joined_groups columns>{rows}</Table>
        }
        .into_any()
    };
    let empty = move || {
        view! {
            <Empty glyph=Glyph::Users title=texts.no_joined_groups text=texts.no_joined_groups_text/>
        }
        .into_any()
    };
    view! {
        <div class="toolbar">
            <button type="button" class="button" on:click=move |_| joining.set(true)>
                <Icon glyph=Glyph::Plus/>
                {texts.join_groups}
            </button>
        </div>
        {groups.show(rows, empty)}
        <JoinDialog open=joining user=user.clone() on_joined=move |()| groups.reload()/>
        <LeaveQuestion leaving user groups/>
    }
}

const ELSEWHERE: &str = "members-elsewhere";

/// The group that is about to be left.
#[derive(Clone, Copy)]
struct Leaving {
    asking: RwSignal<bool>,
    group: RwSignal<Option<Group>>,
}

fn row(group: Group, leaving: Leaving) -> AnyView {
    let texts = PeopleTexts::current();
    let (href, read_only) = (links::detail(links::GROUPS, group.id.as_str()), group.read_only);
    let (name, kept, members) = (group.name.clone(), provision_type(group.provision_type), group.members);
    let ask = move |_| {
        leaving.group.set(Some(group.clone()));
        leaving.asking.set(true);
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="break"><a href=href>{name}</a></th>
            <td role="cell" class="muted-narrow">{named(texts.provision_type, kept)}</td>
            <td role="cell" class="number muted-narrow">{named(texts.members, members)}</td>
            <td role="cell" class="act">
                <button
                    type="button"
                    class="link link-bad"
                    disabled=read_only
                    aria-describedby=read_only.then_some(ELSEWHERE)
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
fn LeaveQuestion(leaving: Leaving, user: User, groups: Paged<Group>) -> impl IntoView {
    let texts = PeopleTexts::current();
    let submission = Submission::new();
    let tell = toast::teller();
    let name = user.user_name.clone();
    let words = move |text: &'static str, name: &str| {
        let group = leaving.group.get().map(|group| group.name).unwrap_or_default();
        fill(text, &[("user", name), ("group", &group)])
    };
    let title = {
        let name = name.clone();
        Signal::derive(move || words(texts.leave_title, &name))
    };
    let leave = move |()| {
        let Some(group) = leaving.group.get_untracked() else { return };
        let said = untrack(|| words(texts.left, &name));
        let body = ChangeMembers { user_ids: vec![user.id.clone()] };
        let work = async move { api::groups::remove_members(group.id.as_str(), &body).await };
        submission.run(work, move |_| {
            leaving.asking.set(false);
            tell(said);
            groups.reload();
        });
    };
    view! {
        <Confirm
            open=leaving.asking
            title
            text=texts.leave_text
            act=ConsoleTexts::current().remove
            destructive=true
            submission
            on_confirm=leave
        />
    }
}
