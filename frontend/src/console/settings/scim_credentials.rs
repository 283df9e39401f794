//! SCIM credentials: what there is, until when, and the buttons that change it.

use std::future::Future;

use leptos::prelude::*;
use shared::scim::{CREDENTIALS_MAX, ScimCredential, ScimCredentialStatus};

use super::scim_create::CreateCredential;
use crate::api::{self, Answer};
use crate::console::overview::badge;
use crate::language::{ConsoleTexts, PeopleTexts, ScimTexts, fill};
use crate::ui::dialog::Confirm;
use crate::ui::empty::Empty;
use crate::ui::form::{Refusal, Submission};
use crate::ui::icon::Glyph;
use crate::ui::table::Table;
use crate::ui::toast;
use crate::{browser, format};

/// The part of the section.
#[component]
pub fn Credentials(
    /// The credentials, oldest first.
    credentials: Vec<ScimCredential>,
    /// Called once something was changed.
    changed: Callback<()>,
) -> impl IntoView {
    let (texts, console) = (ScimTexts::current(), ConsoleTexts::current());
    let full = credentials.len() >= CREDENTIALS_MAX;
    let (asking, asked) = (RwSignal::new(false), RwSignal::new(None::<Asked>));
    let enabling = Submission::new();
    let tell = toast::teller();
    let act = Callback::new(move |wanted: Asked| match wanted.act {
        Act::Enable => {
            enabling.run(wanted.work(), move |()| {
                tell(wanted.act.said().to_owned());
                changed.run(());
            });
        }
        Act::Disable | Act::Delete => {
            asked.set(Some(wanted));
            asking.set(true);
        }
    });
    let body = if credentials.is_empty() {
        view! { <Empty glyph=Glyph::Key title=texts.no_credentials text=texts.no_credentials_text/> }
            .into_any()
    } else {
        let columns = vec![
            texts.credential_id,
            console.status,
            console.created_at,
            texts.expires,
            texts.last_used,
            console.action,
        ];
        let rows = credentials.into_iter().map(|it| row(&it, act)).collect_view();
        view! { <Table stacks=true label=texts.credentials columns>{rows}</Table> }.into_any()
    };
    view! {
        <div class="part">
            <h3>{texts.credentials}</h3>
            <p class="muted">{texts.credentials_lead}</p>
            {body}
            <Refusal submission=enabling/>
            <CreateCredential full changed/>
        </div>
        <Question asking asked changed/>
    }
}

fn row(it: &ScimCredential, act: Callback<Asked>) -> AnyView {
    let (texts, console, people) = (ScimTexts::current(), ConsoleTexts::current(), PeopleTexts::current());
    let enabled = it.status == ScimCredentialStatus::Enabled;
    let mark = expiry_mark(it, browser::now());
    let used = it.last_used_at.map_or_else(|| texts.never_used.to_owned(), format::moment);
    let from =
        (!it.last_used_from.is_empty()).then(|| fill(texts.used_from, &[("address", &it.last_used_from)]));
    let turn = if enabled { (Act::Disable, people.disable) } else { (Act::Enable, people.enable) };
    let button = |(wanted, words): (Act, &'static str), class: &'static str| {
        let id = it.id.to_string();
        let press = move |_| act.run(Asked { act: wanted, id: id.clone() });
        view! { <button type="button" class=class on:click=press>{words}</button> }
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="break">{it.id.to_string()}</th>
            <td role="cell">{badge(enabled, if enabled { console.enabled } else { console.disabled })}</td>
            <td role="cell" class="nowrap muted-narrow">
                <span class="narrow-only">{console.created_at}": "</span>
                {format::day(it.created_at)}
            </td>
            <td role="cell" class="muted-narrow">
                <span class="narrow-only">{texts.expires}": "</span>
                {format::day(it.expires_at)}
                {mark.map(|(class, words)| view! { " "<span class=class>{words}</span> })}
            </td>
            <td role="cell" class="muted-narrow">
                <span class="narrow-only">{texts.last_used}": "</span>
                {used}
                {from.map(|from| view! { <span class="below">{from}</span> })}
            </td>
            <td role="cell" class="act">
                <div class="links">
                    {button(turn, "link")}
                    {button((Act::Delete, console.delete), "link link-bad")}
                </div>
            </td>
        </tr>
    }
    .into_any()
}

/// What can be done with a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Enable,
    Disable,
    Delete,
}

impl Act {
    fn said(self) -> &'static str {
        let texts = ScimTexts::current();
        match self {
            Act::Enable => texts.credential_enabled,
            Act::Disable => texts.credential_disabled,
            Act::Delete => texts.credential_deleted,
        }
    }
}

/// What somebody wants to do with which credential.
#[derive(Clone)]
struct Asked {
    act: Act,
    id: String,
}

impl Asked {
    fn work(&self) -> impl Future<Output = Answer<()>> + use<> {
        let Asked { act, id } = self.clone();
        async move {
            match act {
                Act::Enable => {
                    api::scim::update_scim_credential_status(&id, ScimCredentialStatus::Enabled).await
                }
                Act::Disable => {
                    api::scim::update_scim_credential_status(&id, ScimCredentialStatus::Disabled).await
                }
                Act::Delete => api::scim::delete_scim_credential(&id).await,
            }
        }
    }
}

/// The question before a credential is disabled or deleted.
#[component]
fn Question(asking: RwSignal<bool>, asked: RwSignal<Option<Asked>>, changed: Callback<()>) -> impl IntoView {
    let (texts, console) = (ScimTexts::current(), ConsoleTexts::current());
    let submission = Submission::new();
    let tell = toast::teller();
    let deletes = move || asked.with(|asked| asked.as_ref().is_some_and(|asked| asked.act == Act::Delete));
    let title = Signal::derive(move || {
        let id = asked.with(|asked| asked.as_ref().map(|asked| asked.id.clone()).unwrap_or_default());
        let title = if deletes() { texts.delete_title } else { texts.disable_title };
        fill(title, &[("id", &id)])
    });
    let text = Signal::derive(move || {
        let text = if deletes() { texts.delete_text } else { texts.disable_text };
        text.to_owned()
    });
    let act = Signal::derive(move || if deletes() { console.delete } else { PeopleTexts::current().disable });
    let confirm = move |()| {
        let Some(wanted) = asked.get_untracked() else { return };
        submission.run(wanted.work(), move |()| {
            asking.set(false);
            tell(wanted.act.said().to_owned());
            changed.run(());
        });
    };
    view! { <Confirm open=asking title text act destructive=true submission on_confirm=confirm/> }
}

/// Days before its end from which on a credential is marked, and how.
const MARKS: [(i64, &str); 3] = [(7, "badge badge-bad"), (30, "badge badge-warn"), (60, "badge")];

fn expiry_mark(credential: &ScimCredential, now: i64) -> Option<(&'static str, String)> {
    let texts = ScimTexts::current();
    if credential.expired {
        return Some(("badge badge-bad", texts.expired.to_owned()));
    }
    let days = (credential.expires_at.0 - now).max(0) / 86_400_000;
    let (_, class) = MARKS.into_iter().find(|(limit, _)| days < *limit)?;
    Some((class, fill(texts.days_left, &[("days", &days.to_string())])))
}

#[cfg(test)]
mod tests {
    use shared::time::UnixMillis;

    use super::*;

    #[test]
    fn a_credential_is_marked_from_sixty_days_before_its_end() {
        const DAY: i64 = 86_400_000;
        let mark = |expires_at: i64, expired: bool| {
            let credential = ScimCredential {
                id: "scimcred-1".parse().unwrap(),
                status: ScimCredentialStatus::Enabled,
                expired,
                created_at: UnixMillis(0),
                expires_at: UnixMillis(expires_at),
                last_used_at: None,
                last_used_from: String::new(),
            };
            expiry_mark(&credential, 0)
        };
        let is = |class: &'static str, words: &str| Some((class, words.to_owned()));
        assert_eq!(mark(60 * DAY, false), None);
        assert_eq!(mark(60 * DAY - 1, false), is("badge", "59 days left"));
        assert_eq!(mark(30 * DAY - 1, false), is("badge badge-warn", "29 days left"));
        assert_eq!(mark(7 * DAY - 1, false), is("badge badge-bad", "6 days left"));
        assert_eq!(mark(-1, true), is("badge badge-bad", "Expired"));
    }
}
