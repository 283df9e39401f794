//! The section **Cloud Credential**: with what the server reaches the cloud, and whether that works.

use leptos::prelude::*;
use shared::cloud_credential::{CloudCredential, CredentialKind, PutCloudCredential};
use shared::names;

use super::cloud_test::CredentialTest;
use crate::language::{CloudTexts, fill};
use crate::ui::dialog::{Confirm, Dialog, DialogButtons};
use crate::ui::field::{TextField, Writing};
use crate::ui::form::{Form, Submission};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;
use crate::ui::toast;
use crate::{api, format};

/// The section.
#[component]
pub fn CredentialSection() -> impl IntoView {
    let texts = CloudTexts::current();
    let credential = load(api::cloud::get_cloud_credential);
    let changed = Callback::new(move |()| credential.reload());
    let (entering, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let id = Memo::new(move |_| credential.value().and_then(|it| it.access_key_id));
    view! {
        <section class="card card-parts" id="cloud-credential" aria-labelledby="cloud-credential-section">
            <h2 id="cloud-credential-section">{texts.credential}</h2>
            {credential.show(move |credential| show(&credential, entering, deleting))}
        </section>
        <Enter open=entering id changed/>
        <Delete open=deleting id changed/>
    }
}

fn show(it: &CloudCredential, entering: RwSignal<bool>, deleting: RwSignal<bool>) -> AnyView {
    let texts = CloudTexts::current();
    let (used, by_settings) = match &it.kind {
        CredentialKind::None => (Some(texts.none.to_owned()), false),
        CredentialKind::AccessKey => (None, false),
        CredentialKind::OidcRole { role_arn } => (Some(fill(texts.uses_oidc, &[("role", role_arn)])), true),
        CredentialKind::EcsRole { role_name } => (Some(fill(texts.uses_ecs, &[("role", role_name)])), true),
    };
    let has_key = it.access_key_id.is_some();
    let enter_class = if has_key { "button" } else { "button button-main" };
    let configured = it.kind != CredentialKind::None;
    let facts = it.access_key_id.clone().map(|id| {
        view! {
            <dl class="facts facts-grid">
                <div><dt>{texts.access_key_id}</dt><dd class="break"><code>{id}</code></dd></div>
                <div><dt>{texts.entered}</dt><dd>{it.configured_at.map(format::moment)}</dd></div>
            </dl>
        }
    });
    view! {
        <p class="muted">{fill(texts.credential_lead, &[("role", &it.member_role)])}</p>
        {used.map(|text| view! { <p class="notice notice-info"><Icon glyph=Glyph::Key/><span>{text}</span></p> })}
        {(by_settings && has_key).then(|| view! { <p class="muted">{texts.not_used}</p> })}
        {facts}
        <div class="buttons">
            {(!by_settings).then(|| view! {
                <button type="button" class=enter_class on:click=move |_| entering.set(true)>
                    {if has_key { texts.replace } else { texts.enter }}
                </button>
            })}
            {has_key.then(|| view! {
                <button type="button" class="button button-bad-quiet" on:click=move |_| deleting.set(true)>
                    {texts.delete}
                </button>
            })}
        </div>
        {configured.then(|| view! { <CredentialTest/> })}
    }
    .into_any()
}

/// The dialog **Enter Access Key**.
#[component]
fn Enter(open: RwSignal<bool>, id: Memo<Option<String>>, changed: Callback<()>) -> impl IntoView {
    let texts = CloudTexts::current();
    let title = Signal::derive(move || {
        let title = if id.with(Option::is_some) { texts.replace } else { texts.enter };
        title.to_owned()
    });
    view! {
        <Dialog open title>
            <EnterForm open changed/>
        </Dialog>
    }
}

#[component]
fn EnterForm(open: RwSignal<bool>, changed: Callback<()>) -> impl IntoView {
    let texts = CloudTexts::current();
    let (id, secret) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submission = Submission::new();
    let tell = toast::teller();
    let save = move || {
        let body = PutCloudCredential {
            access_key_id: id.get_untracked().trim().to_owned(),
            access_key_secret: secret.get_untracked().trim().to_owned(),
        };
        submission.run(api::cloud::put_cloud_credential(body), move |()| {
            open.set(false);
            tell(texts.saved.to_owned());
            changed.run(());
        });
    };
    let key = |text: &str| names::access_key(text.trim());
    view! {
        <Form submission on_submit=save>
            <TextField label=texts.access_key_id name="access_key_id" value=id check=key first=true/>
            <TextField
                label=texts.access_key_secret
                name="access_key_secret"
                value=secret
                check=key
                writing=Writing::Password
                autocomplete="new-password"
                hint=texts.secret_hint
            />
            <DialogButtons open submission act=texts.save/>
        </Form>
    }
}

#[component]
fn Delete(open: RwSignal<bool>, id: Memo<Option<String>>, changed: Callback<()>) -> impl IntoView {
    let texts = CloudTexts::current();
    let submission = Submission::new();
    let tell = toast::teller();
    let title = Signal::derive(move || fill(texts.delete_title, &[("id", &id.get().unwrap_or_default())]));
    let delete = move |()| {
        submission.run(api::cloud::delete_cloud_credential(), move |()| {
            open.set(false);
            tell(texts.deleted.to_owned());
            changed.run(());
        });
    };
    view! {
        <Confirm
            open
            title
            text=texts.delete_text
            act=texts.delete
            destructive=true
            submission
            on_confirm=delete
        />
    }
}
