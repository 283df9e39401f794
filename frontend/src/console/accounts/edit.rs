//! **Edit**: a folder's name and place; an account's name, place and mark.

use leptos::prelude::*;
use shared::accounts::{Account, AccountColour, Folder, ResourceDirectory, UpdateAccount, UpdateFolder};
use shared::names;

use super::forms::places;
use super::tree::{Node, folders_in};
use crate::api;
use crate::language::{AccountTexts, ConsoleTexts, account_colour, fill};
use crate::mark::AccountMark;
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{SelectField, TextField};
use crate::ui::form::{Form, Submission};
use crate::ui::load::Loading;
use crate::ui::toast;

/// The dialog.
#[component]
pub fn EditDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What is changed.
    edited: RwSignal<Option<Node>>,
    /// The directory as it is; the form waits for it.
    directory: Loading<ResourceDirectory>,
    /// Called once it was changed.
    #[prop(into)]
    on_saved: Callback<()>,
) -> impl IntoView {
    let title = Signal::derive(move || {
        let name = match edited.get() {
            Some(Node::Folder(folder)) => folder.name,
            Some(Node::Account(account)) => account.name,
            None => return String::new(),
        };
        fill(AccountTexts::current().edit_title, &[("name", &name)])
    });
    let form = move |directory: ResourceDirectory| match edited.get_untracked() {
        Some(Node::Folder(folder)) => view! { <FolderForm open folder directory on_saved/> }.into_any(),
        Some(Node::Account(account)) => view! { <AccountForm open account directory on_saved/> }.into_any(),
        None => ().into_any(),
    };
    view! { <Dialog open title>{directory.show(form)}</Dialog> }
}

#[component]
fn FolderForm(
    open: RwSignal<bool>,
    folder: Folder,
    directory: ResourceDirectory,
    on_saved: Callback<()>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let name = RwSignal::new(folder.name.clone());
    let parent = RwSignal::new(folder.parent_id.map(String::from).unwrap_or_default());
    let id = folder.id.to_string();
    let inside = folders_in(&directory, &id);
    let options = places(&directory, |id| !inside.contains(id));
    let submission = Submission::new();
    let tell = toast::teller();
    let submit = move || {
        let body = UpdateFolder {
            name: name.get_untracked().trim().to_owned(),
            parent_id: parent.get_untracked().try_into().ok(),
        };
        let said = fill(AccountTexts::current().folder_saved, &[("name", &body.name)]);
        let id = id.clone();
        submission.run(async move { api::accounts::update_folder(&id, &body).await }, move |()| {
            open.set(false);
            tell(said);
            on_saved.run(());
        });
    };
    view! {
        <Form submission on_submit=submit>
            <TextField label=texts.folder_name name="name" value=name check=names::account_name first=true/>
            <SelectField label=texts.parent_folder name="parent_id" value=parent options/>
            <DialogButtons open submission act=texts.save/>
        </Form>
    }
}

#[component]
fn AccountForm(
    open: RwSignal<bool>,
    account: Account,
    directory: ResourceDirectory,
    on_saved: Callback<()>,
) -> impl IntoView {
    let (texts, own) = (ConsoleTexts::current(), AccountTexts::current());
    let name = RwSignal::new(account.name.clone());
    let folder = RwSignal::new(account.folder_id.map(String::from).unwrap_or_default());
    let colour = RwSignal::new(key(account.colour));
    let label = RwSignal::new(account.label);
    let id = account.id.to_string();
    let submission = Submission::new();
    let tell = toast::teller();
    let submit = move || {
        let body = UpdateAccount {
            name: name.get_untracked().trim().to_owned(),
            folder_id: folder.get_untracked().try_into().ok(),
            colour: chosen(&colour.get_untracked()),
            label: label.get_untracked().trim().to_owned(),
        };
        let said = fill(own.account_saved, &[("name", &body.name)]);
        let id = id.clone();
        submission.run(async move { api::accounts::update_account(&id, &body).await }, move |()| {
            open.set(false);
            tell(said);
            on_saved.run(());
        });
    };
    let options = places(&directory, |_| true);
    let colours: Vec<(String, String)> =
        AccountColour::ALL.into_iter().map(|it| (key(it), account_colour(it).to_owned())).collect();
    let hint = fill(own.label_hint, &[("max", &names::ACCOUNT_LABEL_MAX.to_string())]);
    let preview = move || {
        let (colour, label) = (chosen(&colour.get()), label.get().trim().to_owned());
        view! { <AccountMark colour label/> }
    };
    view! {
        <Form submission on_submit=submit>
            <TextField label=texts.account_name name="name" value=name check=names::account_name first=true/>
            <SelectField label=texts.parent_folder name="folder_id" value=folder options/>
            <div class="field-pair">
                <SelectField label=own.colour name="colour" value=colour options=colours/>
                <TextField
                    label=own.label
                    name="label"
                    value=label
                    check=|text: &str| names::account_label(text.trim())
                    optional=true
                />
            </div>
            <p class="hint">{hint}</p>
            <p class="with-icon"><span class="muted">{own.preview}</span> {name} {preview}</p>
            <DialogButtons open submission act=texts.save/>
        </Form>
    }
}

/// The colour as the value of a choice.
fn key(colour: AccountColour) -> String {
    format!("{colour:?}")
}

/// The colour that this value stands for.
fn chosen(value: &str) -> AccountColour {
    AccountColour::ALL.into_iter().find(|colour| key(*colour) == value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_can_be_chosen() {
        for colour in AccountColour::ALL {
            assert_eq!(chosen(&key(colour)), colour);
        }
        assert_eq!(chosen("Pink"), AccountColour::None);
    }
}
