//! The question before a folder is deleted or an account removed.

use leptos::prelude::*;

use super::tree::Node;
use crate::api;
use crate::language::{AccountTexts, ConsoleTexts, fill};
use crate::ui::check::CheckField;
use crate::ui::dialog::Confirm;
use crate::ui::form::Submission;
use crate::ui::toast;

/// The question.
#[component]
pub fn ConfirmDeletion(
    /// Whether it is asked.
    asking: RwSignal<bool>,
    /// What it is asked of.
    asked: RwSignal<Option<Node>>,
    /// Called once it is gone.
    #[prop(into)]
    on_deleted: Callback<()>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let submission = Submission::new();
    let forget = RwSignal::new(false);
    let tell = toast::teller();
    let words = move |folder: &'static str, account: &'static str| {
        Signal::derive(move || match asked.get() {
            Some(Node::Folder(it)) => fill(folder, &[("name", &it.name)]),
            Some(Node::Account(it)) => fill(account, &[("name", &it.name), ("id", it.id.as_str())]),
            None => String::new(),
        })
    };
    let act = Signal::derive(move || match asked.get() {
        Some(Node::Account(_)) => texts.remove,
        _ => texts.delete,
    });
    let title = words(texts.delete_folder_title, texts.delete_account_title);
    let text = words(texts.delete_folder_text, texts.delete_account_text);
    let said = words(texts.folder_deleted, texts.account_deleted);
    let delete = move |()| {
        let Some(node) = asked.get_untracked() else { return };
        let (said, is_gone) = (said.get_untracked(), forget.get_untracked());
        let work = async move {
            match node {
                Node::Folder(folder) => api::accounts::delete_folder(folder.id.as_str()).await,
                Node::Account(account) => api::accounts::delete_account(account.id.as_str(), is_gone).await,
            }
        };
        submission.run(work, move |()| {
            asking.set(false);
            tell(said);
            on_deleted.run(());
        });
    };
    Effect::new(move || {
        if asking.get() {
            forget.set(false);
        }
    });
    let is_account = Memo::new(move |_| matches!(asked.get(), Some(Node::Account(_))));
    view! {
        <Confirm open=asking title text act destructive=true submission on_confirm=delete>
            {move || {
                let label = AccountTexts::current().forget;
                is_account.get().then(|| view! { <CheckField label value=forget/> })
            }}
        </Confirm>
    }
}
