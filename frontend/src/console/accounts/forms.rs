//! **Create Folder** and **Add Account**.

use leptos::prelude::*;
use shared::accounts::{AccountType, CreateAccount, CreateFolder, ResourceDirectory};
use shared::names;

use super::tree::folder_paths;
use crate::api;
use crate::language::{CommonTexts, ConsoleTexts, fill};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{SelectField, TextField, Writing};
use crate::ui::form::{Form, Submission};
use crate::ui::load::Loading;
use crate::ui::toast;

/// Folders to choose from, by their ids; the empty value is the root.
pub fn places(
    directory: &ResourceDirectory,
    offered: impl Fn(&str) -> bool,
) -> Signal<Vec<(String, String)>> {
    let mut places = vec![(String::new(), ConsoleTexts::current().root.to_owned())];
    places.extend(folder_paths(directory).into_iter().filter(|(id, _)| offered(id)));
    Signal::stored(places)
}

/// The dialog that makes a folder.
#[component]
pub fn CreateFolderDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The directory as it is; the form waits for it.
    directory: Loading<ResourceDirectory>,
    /// Called once a folder was made.
    #[prop(into)]
    on_created: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog open title=ConsoleTexts::current().create_folder>
            {directory.show(move |directory| view! { <CreateFolderForm open directory on_created/> }.into_any())}
        </Dialog>
    }
}

#[component]
fn CreateFolderForm(
    open: RwSignal<bool>,
    directory: ResourceDirectory,
    on_created: Callback<()>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let (name, parent) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submission = Submission::new();
    let tell = toast::teller();
    let submit = move || {
        let body = CreateFolder {
            parent_id: parent.get_untracked().try_into().ok(),
            name: name.get_untracked().trim().to_owned(),
        };
        let said = fill(texts.folder_created, &[("name", &body.name)]);
        submission.run(async move { api::accounts::create_folder(&body).await }, move |()| {
            open.set(false);
            tell(said);
            on_created.run(());
        });
    };
    let options = places(&directory, |_| true);
    view! {
        <Form submission on_submit=submit>
            <TextField label=texts.folder_name name="name" value=name check=names::account_name first=true/>
            <SelectField label=texts.parent_folder name="parent_id" value=parent options/>
            <DialogButtons open submission act=CommonTexts::current().ok/>
        </Form>
    }
}

/// The dialog that adds an account.
#[component]
pub fn AddAccountDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The directory as it is; the form waits for it.
    directory: Loading<ResourceDirectory>,
    /// Called once an account was added.
    #[prop(into)]
    on_created: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog open title=ConsoleTexts::current().add_account>
            {directory.show(move |directory| view! { <AddAccountForm open directory on_created/> }.into_any())}
        </Dialog>
    }
}

const MANAGEMENT: &str = "management";
const MEMBER: &str = "member";

#[component]
fn AddAccountForm(
    open: RwSignal<bool>,
    directory: ResourceDirectory,
    on_created: Callback<()>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let managed = directory.accounts.iter().any(|a| a.account_type == AccountType::ManagementAccount);
    let (id, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let kind = RwSignal::new(if managed { MEMBER } else { MANAGEMENT }.to_owned());
    let folder = RwSignal::new(String::new());
    let submission = Submission::new();
    let tell = toast::teller();
    let submit = move || {
        let management = kind.get_untracked() == MANAGEMENT;
        let body = CreateAccount {
            id: id.get_untracked().trim().to_owned(),
            name: name.get_untracked().trim().to_owned(),
            account_type: if management {
                AccountType::ManagementAccount
            } else {
                AccountType::MemberAccount
            },
            folder_id: folder.get_untracked().try_into().ok(),
        };
        let said = fill(texts.account_created, &[("name", &body.name)]);
        submission.run(async move { api::accounts::create_account(&body).await }, move |()| {
            open.set(false);
            tell(said);
            on_created.run(());
        });
    };
    let kinds = [(MANAGEMENT, texts.management_account), (MEMBER, texts.member_account)];
    let kinds = kinds.map(|(key, text)| (key.to_owned(), text.to_owned())).to_vec();
    let options = places(&directory, |_| true);
    view! {
        <Form submission on_submit=submit>
            <TextField
                label=texts.account_id
                name="id"
                value=id
                check=|text: &str| names::account_id(text.trim())
                hint=texts.account_id_hint
                writing=Writing::Number
                first=true
            />
            <TextField label=texts.account_name name="name" value=name check=names::account_name/>
            <SelectField label=texts.type_column name="account_type" value=kind options=kinds/>
            <SelectField label=texts.parent_folder name="folder_id" value=folder options/>
            <DialogButtons open submission act=CommonTexts::current().ok/>
        </Form>
    }
}
