//! **Add to Groups**: groups are searched and chosen, then joined one after the other.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::groups::{ChangeMembers, Group};
use shared::ids::UserId;
use shared::users::User;

use crate::api::{self, Answer};
use crate::language::{PeopleTexts, fill};
use crate::ui::choices::{Choice, Choices, Chosen};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::empty::Empty;
use crate::ui::form::{Form, Submission};
use crate::ui::icon::Glyph;
use crate::ui::paged::paged;
use crate::ui::toast;

/// The dialog.
#[component]
pub fn JoinDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Who joins.
    user: User,
    /// Called when the dialog has closed and a group may have been joined.
    #[prop(into)]
    on_joined: Callback<()>,
) -> impl IntoView {
    let title = fill(PeopleTexts::current().join_groups_title, &[("name", &user.user_name)]);
    // Some groups may be joined when another refuses: what holds is read whenever the dialog closes.
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            on_joined.run(());
        }
        now
    });
    view! {
        <Dialog open title>
            <JoinForm open user=user.clone()/>
        </Dialog>
    }
}

#[component]
fn JoinForm(open: RwSignal<bool>, user: User) -> impl IntoView {
    let texts = PeopleTexts::current();
    let chosen: Chosen = RwSignal::new(BTreeMap::new());
    let sought = RwSignal::new(String::new());
    let groups = paged(move |after| {
        let sought = sought.get().trim().to_owned();
        async move { api::groups::list_groups(&sought, &after).await }
    });
    let submission = Submission::new();
    let tell = toast::teller();
    let submit = move || {
        let said = fill(texts.joined, &[("name", &user.user_name)]);
        submission.run(join(user.id.clone(), chosen), move |()| {
            open.set(false);
            tell(said);
        });
    };
    let blocked = Signal::derive(move || chosen.with(BTreeMap::is_empty));
    view! {
        <Form submission on_submit=submit>
            <Choices
                label=texts.groups
                search=texts.search_groups
                sought
                list=groups
                choice
                empty
                chosen
            />
            <DialogButtons open submission act=texts.join_groups blocked/>
        </Form>
    }
}

/// Joins the chosen groups; each that is joined is chosen no longer.
async fn join(user: UserId, chosen: Chosen) -> Answer<()> {
    let body = ChangeMembers { user_ids: vec![user] };
    for id in chosen.get_untracked().into_keys() {
        api::groups::add_members(&id, &body).await?;
        // Gone when the dialog was closed meanwhile.
        let _ = chosen.try_update(|chosen| chosen.remove(&id));
    }
    Ok(())
}

fn choice(group: Group) -> Choice {
    let below =
        if group.read_only { PeopleTexts::current().kept_by_scim.to_owned() } else { group.description };
    Choice { id: group.id.to_string(), name: group.name, below, possible: !group.read_only }
}

fn empty() -> AnyView {
    let texts = PeopleTexts::current();
    view! { <Empty glyph=Glyph::Users title=texts.no_groups text=texts.no_groups_text/> }.into_any()
}
