//! What can be done with a user: **Edit**, **Set Password**, **Enable** or **Disable**, **Delete**.

use leptos::prelude::*;
use shared::users::{User, UserStatus};

use super::fields::{PersonFields, Written};
use super::password::SetPasswordDialog;
use crate::api;
use crate::console::people::READ_ONLY;
use crate::language::{ConsoleTexts, PeopleTexts, fill};
use crate::ui::dialog::{Confirm, Dialog, DialogButtons};
use crate::ui::form::{Form, Refusal, Submission};
use crate::ui::toast;
use crate::{links, location};

/// The buttons and their dialogs.
#[component]
pub fn Actions(
    /// The user.
    user: User,
    /// Whether SSO Logon is on.
    sso: Memo<bool>,
    /// Called once the user was changed.
    changed: Callback<()>,
) -> impl IntoView {
    view! {
        <EditButton user=user.clone() changed/>
        <PasswordButton user=user.clone() sso changed/>
        <StatusButton user=user.clone() changed/>
        <DeleteButton user/>
    }
}

#[component]
fn EditButton(user: User, changed: Callback<()>) -> impl IntoView {
    let texts = PeopleTexts::current();
    let open = RwSignal::new(false);
    let read_only = user.read_only;
    let title = fill(texts.edit_user_title, &[("name", &user.user_name)]);
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
            <EditForm open user=user.clone() changed/>
        </Dialog>
    }
}

#[component]
fn EditForm(open: RwSignal<bool>, user: User, changed: Callback<()>) -> impl IntoView {
    let texts = PeopleTexts::current();
    let written = Written::of(&user);
    let submission = Submission::new();
    let tell = toast::teller();
    let submit = move || {
        let (id, body) = (user.id.to_string(), written.body());
        let said = fill(texts.user_saved, &[("name", &user.user_name)]);
        submission.run(async move { api::users::update_user(&id, &body).await }, move |()| {
            open.set(false);
            tell(said);
            changed.run(());
        });
    };
    view! {
        <Form submission on_submit=submit>
            <PersonFields written first=true/>
            <DialogButtons open submission act=ConsoleTexts::current().save/>
        </Form>
    }
}

#[component]
fn PasswordButton(user: User, sso: Memo<bool>, changed: Callback<()>) -> impl IntoView {
    let texts = PeopleTexts::current();
    let open = RwSignal::new(false);
    view! {
        <span class="with-reason">
            <button
                type="button"
                class="button"
                disabled=move || sso.get()
                aria-describedby=move || sso.get().then_some("password-reason")
                on:click=move |_| open.set(true)
            >
                {texts.set_password}
            </button>
            {move || {
                sso.get().then(|| view! { <span class="hint" id="password-reason">{texts.set_password_off}</span> })
            }}
        </span>
        <SetPasswordDialog open user=Signal::stored(Some(user)) on_done=changed/>
    }
}

#[component]
fn StatusButton(user: User, changed: Callback<()>) -> impl IntoView {
    let texts = PeopleTexts::current();
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let tell = toast::teller();
    let name = user.user_name.clone();
    let enabled = user.status == UserStatus::Enabled;
    let id = user.id.to_string();
    let set = Callback::new(move |status: UserStatus| {
        let id = id.clone();
        submission.run(async move { api::users::update_user_status(&id, status).await }, move |user| {
            let words = match (status, user.status) {
                (_, UserStatus::Enabled) => texts.user_enabled,
                (UserStatus::Enabled, UserStatus::Disabled) => texts.block_lifted,
                (UserStatus::Disabled, UserStatus::Disabled) => texts.user_disabled,
            };
            asking.set(false);
            tell(fill(words, &[("name", &user.user_name)]));
            changed.run(());
        });
    });
    let press = move |_| {
        if enabled {
            asking.set(true);
        } else {
            set.run(UserStatus::Enabled);
        }
    };
    view! {
        <button type="button" class="button" disabled=move || submission.busy() on:click=press>
            {if enabled { texts.disable } else { texts.enable }}
        </button>
        {(!enabled).then(|| view! { <Refusal submission/> })}
        <Confirm
            open=asking
            title=fill(texts.disable_title, &[("name", &name)])
            text=texts.disable_text
            act=texts.disable
            destructive=true
            submission
            on_confirm=move |()| set.run(UserStatus::Disabled)
        />
    }
}

#[component]
fn DeleteButton(user: User) -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), PeopleTexts::current());
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let (tell, navigate) = (toast::teller(), location::navigator());
    let (id, name, read_only) = (user.id.to_string(), user.user_name.clone(), user.read_only);
    let delete = move |()| {
        let (id, said) = (id.clone(), fill(texts.user_deleted, &[("name", &name)]));
        submission.run(async move { api::users::delete_user(&id).await }, move |()| {
            asking.set(false);
            tell(said);
            navigate(links::USERS);
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
            title=fill(texts.delete_user_title, &[("name", &user.user_name)])
            text=texts.delete_user_text
            act=common.delete
            destructive=true
            submission
            on_confirm=delete
        />
    }
}
