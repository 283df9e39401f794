//! What can be done with a group: **Edit** and **Delete**.

use leptos::prelude::*;
use shared::groups::Group;

use super::fields::{GroupFields, Written};
use crate::console::people::READ_ONLY;
use crate::language::{ConsoleTexts, PeopleTexts, fill};
use crate::ui::dialog::{Confirm, Dialog, DialogButtons};
use crate::ui::form::{Form, Submission};
use crate::ui::toast;
use crate::{api, links, location};

/// The buttons and their dialogs.
#[component]
pub fn Actions(
    /// The group.
    group: Group,
    /// Called once the group was changed.
    changed: Callback<()>,
) -> impl IntoView {
    view! {
        <EditButton group=group.clone() changed/>
        <DeleteButton group/>
    }
}

#[component]
fn EditButton(group: Group, changed: Callback<()>) -> impl IntoView {
    let texts = PeopleTexts::current();
    let open = RwSignal::new(false);
    let read_only = group.read_only;
    let title = fill(texts.edit_group_title, &[("name", &group.name)]);
    view! {
        <button
            type="button"
            class="button"
            disabled=read_only
            aria-describedby=read_only.then_some(READ_ONLY)
            on:click=move |_| open.set(true)
        >
            {texts.edit}
        </button>
        <Dialog open title>
            <EditForm open group=group.clone() changed/>
        </Dialog>
    }
}

#[component]
fn EditForm(open: RwSignal<bool>, group: Group, changed: Callback<()>) -> impl IntoView {
    let texts = PeopleTexts::current();
    let written = Written::of(&group);
    let submission = Submission::new();
    let tell = toast::teller();
    let submit = move || {
        let (id, body) = (group.id.to_string(), written.body());
        let said = fill(texts.group_saved, &[("name", &body.name)]);
        submission.run(async move { api::groups::update_group(&id, &body).await }, move |()| {
            open.set(false);
            tell(said);
            changed.run(());
        });
    };
    view! {
        <Form submission on_submit=submit>
            <GroupFields written/>
            <DialogButtons open submission act=ConsoleTexts::current().save/>
        </Form>
    }
}

#[component]
fn DeleteButton(group: Group) -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), PeopleTexts::current());
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let (tell, navigate) = (toast::teller(), location::navigator());
    let (id, name, read_only) = (group.id.to_string(), group.name.clone(), group.read_only);
    let delete = move |()| {
        let (id, said) = (id.clone(), fill(texts.group_deleted, &[("name", &name)]));
        submission.run(async move { api::groups::delete_group(&id).await }, move |()| {
            asking.set(false);
            tell(said);
            navigate(links::GROUPS);
        });
    };
    view! {
        <button
            type="button"
            class="button button-bad-quiet"
            disabled=read_only
            aria-describedby=read_only.then_some(READ_ONLY)
            on:click=move |_| asking.set(true)
        >
            {common.delete}
        </button>
        <Confirm
            open=asking
            title=fill(texts.delete_group_title, &[("name", &group.name)])
            text=texts.delete_group_text
            act=common.delete
            destructive=true
            submission
            on_confirm=delete
        />
    }
}
