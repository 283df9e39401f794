//! Changing a provisioning, and the question before it is deleted: what happens to the RAM users.

use leptos::prelude::*;
use shared::ram_users::{DeletionPolicy, RamUserProvisioning};

use super::policies::{Policies, PolicyFields};
use crate::api;
use crate::language::{ConsoleTexts, RamUserTexts, fill};
use crate::ui::dialog::{Confirm, Dialog, DialogButtons};
use crate::ui::form::{Form, Submission};
use crate::ui::toast;

/// What is done to a provisioning.
#[derive(Clone, Copy)]
pub struct Acts {
    concerned: RwSignal<Option<RamUserProvisioning>>,
    editing: RwSignal<bool>,
    deleting: RwSignal<bool>,
}

impl Acts {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { concerned: RwSignal::new(None), editing: RwSignal::new(false), deleting: RwSignal::new(false) }
    }

    /// Opens what changes it.
    pub fn edit(self, it: RamUserProvisioning) {
        self.concerned.set(Some(it));
        self.editing.set(true);
    }

    /// Asks before it is deleted.
    pub fn delete(self, it: RamUserProvisioning) {
        self.concerned.set(Some(it));
        self.deleting.set(true);
    }

    fn title(self, text: &'static str) -> Signal<String> {
        Signal::derive(move || {
            self.concerned.with(|it| {
                let (name, account) =
                    it.as_ref().map_or(("", ""), |it| (it.principal_name.as_str(), it.account_name.as_str()));
                fill(text, &[("name", name), ("account", account)])
            })
        })
    }
}

/// Both dialogs.
#[component]
pub fn Dialogs(
    /// What is done.
    acts: Acts,
    /// Called once something was changed.
    #[prop(into)]
    changed: Callback<()>,
) -> impl IntoView {
    let texts = RamUserTexts::current();
    view! {
        <Dialog open=acts.editing title=acts.title(texts.edit_title)>
            {move || acts.concerned.get().map(|it| view! { <EditForm open=acts.editing it changed/> })}
        </Dialog>
        <DeleteQuestion acts changed/>
    }
}

#[component]
fn EditForm(open: RwSignal<bool>, it: RamUserProvisioning, changed: Callback<()>) -> impl IntoView {
    let texts = RamUserTexts::current();
    let policies = Policies::of(it.conflict_policy, it.deletion_policy, it.description);
    let id = it.id;
    let submission = Submission::new();
    let tell = toast::teller();
    let save = move || {
        let (id, body) = (id.clone(), policies.written());
        let work = async move { api::ram_users::update_provisioning(id.as_str(), &body).await };
        submission.run(work, move |()| {
            open.set(false);
            tell(texts.saved.to_owned());
            changed.run(());
        });
    };
    view! {
        <Form submission on_submit=save>
            <p class="hint">{texts.edit_hint}</p>
            <PolicyFields policies/>
            <DialogButtons open submission act=ConsoleTexts::current().save/>
        </Form>
    }
}

#[component]
fn DeleteQuestion(acts: Acts, changed: Callback<()>) -> impl IntoView {
    let texts = RamUserTexts::current();
    let submission = Submission::new();
    let tell = toast::teller();
    let text =
        Signal::derive(move || acts.concerned.with(|it| it.as_ref().map(what_will_be).unwrap_or_default()));
    let delete = move |()| {
        let Some(it) = acts.concerned.get_untracked() else { return };
        let work = async move { api::ram_users::delete_provisioning(it.id.as_str()).await };
        submission.run(work, move |()| {
            acts.deleting.set(false);
            tell(texts.deleted.to_owned());
            changed.run(());
        });
    };
    view! {
        <Confirm
            open=acts.deleting
            title=acts.title(texts.delete_title)
            text
            act=ConsoleTexts::current().delete
            destructive=true
            submission
            on_confirm=delete
        />
    }
}

/// What happens to the RAM users.
fn what_will_be(it: &RamUserProvisioning) -> String {
    let texts = RamUserTexts::current();
    let text = match it.deletion_policy {
        DeletionPolicy::Delete => texts.delete_text,
        DeletionPolicy::Keep => texts.keep_text,
    };
    fill(text, &[("n", &it.ram_users.to_string())])
}
