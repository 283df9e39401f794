//! The page behind the user logon URL: **Go** to the identity provider, or user name and password, as the
//! directory is set; a password that must be replaced is replaced on the way. Somebody who is signed in already
//! goes straight on.

use leptos::prelude::*;
use shared::error::{ErrorCode, Rule};
use shared::names::{self, PASSWORD_MAX, PASSWORD_MIN};
use shared::paths;
use shared::portal::DirectAccessQuery;
use shared::session::{PasswordSignIn, PortalSession, SignInOptions};
use wasm_bindgen::JsCast;

use super::Frame;
use crate::api::{self, Answer, Failure};
use crate::language::{CommonTexts, PortalTexts, fill};
use crate::links::{direct_access_link, own_path, query_value, with_query};
use crate::location::{self, Address};
use crate::portal::direct_access_page::DirectAccessPage;
use crate::ui::empty::Empty;
use crate::ui::field::{TextField, Writing, filled};
use crate::ui::form::{Form, Refusal, Submission};
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;
use crate::ui::new_password::NewPasswordFields;
use crate::{browser, links, session};

#[derive(Clone)]
enum Door {
    SignedIn(PortalSession),
    Closed(SignInOptions),
}

async fn knock(directory_name: String) -> Answer<Door> {
    match api::session::get_session().await {
        Ok(session) => Ok(Door::SignedIn(session)),
        Err(failure) if failure.code() == Some(ErrorCode::SignInNeeded) => {
            api::session::get_sign_in_options(&directory_name).await.map(Door::Closed)
        }
        Err(failure) => Err(failure),
    }
}

/// Where the person goes once signed in: back to a direct access link, else where the query says.
fn target(address: &Address, link: Option<&DirectAccessQuery>) -> String {
    match link {
        Some(_) => address.whole(),
        None => own_path(query_value(&address.query, "target"), links::PORTAL),
    }
}

/// The page.
#[component]
pub fn SignInPage(
    /// The directory's name in the address.
    directory_name: String,
) -> impl IntoView {
    session::may_be_absent();
    let address = location::watch().get_untracked();
    let link = direct_access_link(&address.query);
    let target = target(&address, link.as_ref());
    let asked = directory_name.clone();
    let door = load(move || knock(asked.clone()));
    let view = move |door: Door| match (door, link.clone()) {
        (Door::SignedIn(session), Some(link)) => view! { <DirectAccessPage session link/> }.into_any(),
        (Door::SignedIn(_), None) => {
            browser::go_instead(&target);
            view! { <p class="muted">{PortalTexts::current().going_on}</p> }.into_any()
        }
        (Door::Closed(options), _) => closed(options, target.clone()),
    };
    let otherwise = move |failure: Failure| {
        (failure.code() == Some(ErrorCode::DirectoryNotExists)).then(|| unknown_directory(&directory_name))
    };
    view! { <Frame>{door.show_or(view, otherwise)}</Frame> }
}

fn closed(options: SignInOptions, target: String) -> AnyView {
    let directory = fill(PortalTexts::current().directory, &[("name", &options.directory_name)]);
    let body = match options.corporate_sign_in_url {
        Some(url) => view! { <CorporateSignIn url target/> }.into_any(),
        None => view! { <PasswordForm target/> }.into_any(),
    };
    view! { <p class="overline">{directory}</p> {body} }.into_any()
}

fn unknown_directory(name: &str) -> AnyView {
    let texts = PortalTexts::current();
    browser::set_title(texts.unknown_directory);
    let text = fill(texts.unknown_directory_text, &[("name", name)]);
    view! { <Empty whole=true glyph=Glyph::Directory title=texts.unknown_directory text/> }.into_any()
}

/// With SSO Logon on: the address where the person is about to be sent, and the button that does it.
#[component]
fn CorporateSignIn(url: String, target: String) -> impl IntoView {
    let texts = PortalTexts::current();
    let start = with_query(paths::SAML_SIGN_IN, &[("target", &target)]);
    view! {
        <Heading title=texts.sso_title lead=texts.sso_lead/>
        <dl class="sign-in-address">
            <dt>{texts.corporate_sign_in_url}</dt>
            <dd>{url}</dd>
        </dl>
        <button type="button" class="button button-main button-wide" on:click=move |_| browser::go(&start)>
            {texts.go}
            <Icon glyph=Glyph::Right/>
        </button>
    }
}

/// What came of name and password.
enum Outcome {
    SignedIn,
    /// They are right, and the password must be replaced first.
    NewPasswordNeeded,
}

async fn sign_in(body: PasswordSignIn) -> Answer<Outcome> {
    match api::session::sign_in(&body).await {
        Ok(()) => Ok(Outcome::SignedIn),
        Err(failure) if failure.code() == Some(ErrorCode::PasswordChangeNeeded) => {
            Ok(Outcome::NewPasswordNeeded)
        }
        Err(failure) => Err(failure),
    }
}

/// With SSO Logon off: user name and password, then a new password where one is needed.
#[component]
fn PasswordForm(target: String) -> impl IntoView {
    let texts = PortalTexts::current();
    let (user_name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let replacing = RwSignal::new(false);
    let target = StoredValue::new(target);
    let submission = Submission::new();
    let send = move |submission: Submission, new_password: Option<String>| {
        let body = PasswordSignIn {
            user_name: user_name.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
            new_password,
        };
        submission.run(sign_in(body), move |outcome| match outcome {
            Outcome::SignedIn => browser::go(&target.get_value()),
            Outcome::NewPasswordNeeded => replacing.set(true),
        });
    };
    move || {
        if replacing.get() {
            let on_back = move |()| {
                password.set(String::new());
                replacing.set(false);
            };
            let on_chosen = move |submission, new| send(submission, Some(new));
            view! { <NewPasswordForm user_name password on_chosen on_back/> }.into_any()
        } else {
            view! {
                <Heading title=texts.password_title lead=texts.password_lead/>
                <SignInForm user_name password submission on_submit=move || send(submission, None)/>
            }
            .into_any()
        }
    }
}

/// The password is right and must be replaced before anything else.
#[component]
fn NewPasswordForm(
    /// Whose it is.
    user_name: RwSignal<String>,
    /// The password that is replaced.
    password: RwSignal<String>,
    /// Signs in with the old password and the new one.
    on_chosen: impl Fn(Submission, String) + 'static,
    /// Back to user name and password.
    #[prop(into)]
    on_back: Callback<()>,
) -> impl IntoView {
    let (common, texts) = (CommonTexts::current(), PortalTexts::current());
    let new = RwSignal::new(String::new());
    let submission = Submission::new();
    let [min, max] = [PASSWORD_MIN, PASSWORD_MAX].map(|n| n.to_string());
    let check = move |text: &str| {
        let old = password.with(|old| old == text);
        names::password_of(text, user_name.get().trim()).and(if old {
            Err(Rule::SameAsBefore)
        } else {
            Ok(())
        })
    };
    let hint = fill(common.new_password_hint, &[("min", &min), ("max", &max)]);
    // Whoever had to come here goes on writing.
    let node = NodeRef::<leptos::html::Div>::new();
    Effect::new(move || {
        if let Some(fields) = node.get() {
            browser::focus_soon(fields.unchecked_into(), "[data-first]");
        }
    });
    view! {
        <Heading title=texts.new_password_title lead=texts.new_password_lead/>
        <Form submission on_submit=move || on_chosen(submission, new.get_untracked())>
            <div class="form" node_ref=node>
                <NewPasswordFields name="new_password" value=new check hint/>
            </div>
            <Refusal submission/>
            <button
                type="submit"
                class="button button-main button-wide"
                disabled=move || submission.busy()
            >
                {common.log_on}
            </button>
            <button type="button" class="button button-wide" on:click=move |_| on_back.run(())>{common.cancel}</button>
        </Form>
    }
}

/// The form of user name and password, for users and administrators.
#[component]
pub fn SignInForm(
    /// The name.
    user_name: RwSignal<String>,
    /// The password.
    password: RwSignal<String>,
    /// The form's action.
    submission: Submission,
    /// Signs in.
    on_submit: impl Fn() + 'static,
) -> impl IntoView {
    let texts = CommonTexts::current();
    view! {
        <Form submission on_submit>
            <TextField
                label=texts.username
                name="user_name"
                value=user_name
                check=filled
                autocomplete="username"
            />
            <TextField
                label=texts.password
                name="password"
                value=password
                check=filled
                writing=Writing::Password
                autocomplete="current-password"
            />
            <Refusal submission/>
            <button
                type="submit"
                class="button button-main button-wide"
                disabled=move || submission.busy()
            >
                {texts.log_on}
            </button>
        </Form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after_sign_in(query: &str) -> String {
        let address = Address { path: "/acme/login".to_owned(), query: query.to_owned() };
        target(&address, direct_access_link(query).as_ref())
    }

    #[test]
    fn the_way_on_is_the_portal_or_a_path_of_ours_or_the_direct_access_link_itself() {
        assert_eq!(after_sign_in(""), "/portal");
        assert_eq!(after_sign_in("target=%2Fportal%2Fram-users"), "/portal/ram-users");
        assert_eq!(after_sign_in("target=https%3A%2F%2Fevil.example"), "/portal");
        let link = "quickLogin=true&accountId=1&accessConfigurationName=a&target=%2Fx";
        assert_eq!(after_sign_in(link), format!("/acme/login?{link}"));
    }
}
