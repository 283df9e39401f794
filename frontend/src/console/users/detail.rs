//! One user's page: the details, what can be done, the access assignments.

use leptos::prelude::*;
use shared::error::ErrorCode;
use shared::users::{ProvisionType, User, UserStatus};

use crate::api::access_assignments::Filter;
use crate::api::{self, Failure};
use crate::console::access_assignments::table::{AssignmentsTable, Leaves};
use crate::language::{CommonTexts, ConsoleTexts, fill};
use crate::ui::copy::CopyButton;
use crate::ui::dialog::{Confirm, Dialog, Shape};
use crate::ui::form::{Refusal, Submission};
use crate::ui::heading::Heading;
use crate::ui::load::load;
use crate::ui::paged::paged;
use crate::ui::toast;
use crate::{format, links, location};

/// The page.
#[component]
pub fn UserPage(
    /// The user's id.
    id: String,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let asked = id.clone();
    let user = load(move || {
        let id = asked.clone();
        async move { api::users::get_user(&id).await }
    });
    let settings = load(api::settings::get_settings);
    let sso = Memo::new(move |_| settings.value().is_some_and(|settings| settings.sso_enabled));
    let gone = |failure: Failure| {
        (failure.code() == Some(ErrorCode::UserNotExists)).then(|| {
            let texts = ConsoleTexts::current();
            crate::console::gone(texts.user_gone, &failure.sentence(), links::USERS, texts.to_users)
        })
    };
    let changed = Callback::new(move |()| user.reload());
    view! {
        <p class="way-back"><a href=links::USERS>{texts.to_users}</a></p>
        {user.show_or(move |user| view! { <Details user sso changed/> }.into_any(), gone)}
        <Assignments user_id=id/>
    }
}

#[component]
fn Details(user: User, sso: Memo<bool>, changed: Callback<()>) -> impl IntoView {
    let (common, texts) = (CommonTexts::current(), ConsoleTexts::current());
    let title = user.user_name.clone();
    let acting = user.clone();
    let or_dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let source = match user.provision_type {
        ProvisionType::Manual => texts.manual,
        ProvisionType::Synchronized => texts.synchronized,
    };
    let password = if user.has_password { texts.password_set } else { texts.password_not_set };
    view! {
        <Heading title><Actions user=acting sso changed/></Heading>
        <section class="card" aria-labelledby="user-details">
            <h2 id="user-details">{texts.details}</h2>
            <dl class="facts facts-grid">
                <div><dt>{common.username}</dt><dd>{user.user_name.clone()}</dd></div>
                <div><dt>{texts.user_id}</dt><dd><code>{user.id.to_string()}</code></dd></div>
                <div><dt>{texts.status}</dt><dd>{super::status(user.status)}</dd></div>
                <div><dt>{texts.display_name}</dt><dd>{or_dash(&user.display_name)}</dd></div>
                <div><dt>{texts.first_name}</dt><dd>{or_dash(&user.first_name)}</dd></div>
                <div><dt>{texts.last_name}</dt><dd>{or_dash(&user.last_name)}</dd></div>
                <div><dt>{texts.email}</dt><dd>{or_dash(&user.email)}</dd></div>
                <div><dt>{texts.source}</dt><dd>{source}</dd></div>
                <div><dt>{texts.has_password}</dt><dd>{password}</dd></div>
                <div><dt>{texts.created_at}</dt><dd>{format::moment(user.created_at)}</dd></div>
                <div class="facts-wide"><dt>{texts.description}</dt><dd class="prose">{or_dash(&user.description)}</dd></div>
            </dl>
        </section>
    }
}

#[component]
fn Actions(user: User, sso: Memo<bool>, changed: Callback<()>) -> impl IntoView {
    view! {
        <StatusButton user=user.clone() changed/>
        <ResetButton user=user.clone() sso changed/>
        <DeleteButton user/>
    }
}

#[component]
fn StatusButton(user: User, changed: Callback<()>) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let tell = toast::teller();
    let name = user.user_name.clone();
    let enabled = user.status == UserStatus::Enabled;
    let (id, said_name) = (user.id.to_string(), user.user_name);
    let set = Callback::new(move |status: UserStatus| {
        let id = id.clone();
        let words = if status == UserStatus::Enabled { texts.user_enabled } else { texts.user_disabled };
        let said = fill(words, &[("name", &said_name)]);
        submission.run(async move { api::users::update_user_status(&id, status).await }, move |()| {
            asking.set(false);
            tell(said);
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
fn ResetButton(user: User, sso: Memo<bool>, changed: Callback<()>) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let (asking, showing) = (RwSignal::new(false), RwSignal::new(false));
    let password = RwSignal::new(String::new());
    let submission = Submission::new();
    let (id, name) = (user.id.to_string(), user.user_name);
    let reset = move |()| {
        let id = id.clone();
        submission.run(async move { api::users::reset_user_password(&id).await }, move |made| {
            password.set(made.password.unwrap_or_default());
            asking.set(false);
            showing.set(true);
        });
    };
    // The page is read anew once the password is out of sight, not while it is shown.
    Effect::new(move |before: Option<bool>| {
        let now = showing.get();
        if before == Some(true) && !now {
            password.set(String::new());
            changed.run(());
        }
        now
    });
    let told = fill(texts.new_password_text, &[("name", &name)]);
    view! {
        <span class="with-reason">
            <button
                type="button"
                class="button"
                disabled=move || sso.get()
                aria-describedby=move || sso.get().then_some("reset-reason")
                on:click=move |_| asking.set(true)
            >
                {texts.reset_password}
            </button>
            {move || {
                sso.get().then(|| view! { <span class="hint" id="reset-reason">{texts.reset_password_off}</span> })
            }}
        </span>
        <Confirm
            open=asking
            title=fill(texts.reset_password_title, &[("name", &name)])
            text=texts.reset_password_text
            act=texts.reset_password
            destructive=true
            submission
            on_confirm=reset
        />
        <Dialog open=showing title=texts.new_password shape=Shape::Small>
            <p>{told.clone()}</p>
            <div class="value-line">
                <code class="value-text">{move || password.get()}</code>
                <CopyButton text=password.get_untracked()/>
            </div>
            <div class="dialog-buttons">
                <button type="button" class="button button-main" on:click=move |_| showing.set(false)>
                    {CommonTexts::current().ok}
                </button>
            </div>
        </Dialog>
    }
}

#[component]
fn DeleteButton(user: User) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let (tell, navigate) = (toast::teller(), location::navigator());
    let (id, name) = (user.id.to_string(), user.user_name.clone());
    let delete = move |()| {
        let (id, said) = (id.clone(), fill(texts.user_deleted, &[("name", &name)]));
        submission.run(async move { api::users::delete_user(&id).await }, move |()| {
            asking.set(false);
            tell(said);
            navigate(links::USERS);
        });
    };
    view! {
        <button type="button" class="button button-bad-quiet" on:click=move |_| asking.set(true)>
            {texts.delete}
        </button>
        <Confirm
            open=asking
            title=fill(texts.delete_user_title, &[("name", &user.user_name)])
            text=texts.delete_user_text
            act=texts.delete
            destructive=true
            submission
            on_confirm=delete
        />
    }
}

#[component]
fn Assignments(user_id: String) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let filter = Filter { user_id, through_groups: true, ..Filter::default() };
    let list = paged(move |after| {
        let filter = filter.clone();
        async move { api::access_assignments::list_access_assignments(&filter, &after).await }
    });
    view! {
        <section class="card" aria-labelledby="user-assignments">
            <h2 id="user-assignments">{texts.access_assignments}</h2>
            <AssignmentsTable list leaves=Leaves::Principal/>
        </section>
    }
}
