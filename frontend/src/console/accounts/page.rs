//! The tree of folders and accounts.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::accounts::{Account, AccountType, Folder, ResourceDirectory};

use super::forms::{AddAccountDialog, CreateFolderDialog};
use super::tree::{Node, Row, rows};
use crate::api;
use crate::language::{ConsoleTexts, fill};
use crate::mark::AccountMark;
use crate::ui::dialog::Confirm;
use crate::ui::empty::Empty;
use crate::ui::form::Submission;
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::{Loading, load};
use crate::ui::table::Table;
use crate::ui::toast;

/// The page.
#[component]
pub fn ResourceDirectoryPage() -> impl IntoView {
    let texts = ConsoleTexts::current();
    let directory = load(api::accounts::get_resource_directory);
    let (making_folder, adding_account) = (RwSignal::new(false), RwSignal::new(false));
    let changed = move |()| directory.reload();
    view! {
        <Heading title=texts.resource_directory lead=texts.directory_lead>
            <button type="button" class="button" on:click=move |_| making_folder.set(true)>
                <Icon glyph=Glyph::Folder/>
                {texts.create_folder}
            </button>
            <button type="button" class="button button-main" on:click=move |_| adding_account.set(true)>
                <Icon glyph=Glyph::Plus/>
                {texts.add_account}
            </button>
        </Heading>
        <section class="card"><Tree directory/></section>
        <CreateFolderDialog open=making_folder directory on_created=changed/>
        <AddAccountDialog open=adding_account directory on_created=changed/>
    }
}

/// What the person is about to delete.
#[derive(Clone)]
struct Deleting(Node);

#[component]
fn Tree(directory: Loading<ResourceDirectory>) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let folded = RwSignal::new(BTreeSet::<String>::new());
    let asking = RwSignal::new(false);
    let asked = RwSignal::new(None::<Deleting>);
    let ask = Callback::new(move |node: Node| {
        asked.set(Some(Deleting(node)));
        asking.set(true);
    });
    let view = move |directory: ResourceDirectory| {
        if directory.folders.is_empty() && directory.accounts.is_empty() {
            return view! { <Empty glyph=Glyph::Directory title=texts.no_accounts text=texts.no_accounts_text/> }
                .into_any();
        }
        let columns = vec![texts.name, texts.type_column, texts.account_id, texts.action];
        let body = move || {
            let rows = folded.with(|folded| rows(&directory, folded));
            rows.into_iter().map(|row| view_row(row, folded, ask)).collect_view()
        };
        view! { <Table stacks=true label=texts.resource_directory columns>{body}</Table> }.into_any()
    };
    view! {
        {directory.show(view)}
        <ConfirmDeletion asking asked directory/>
    }
}

fn view_row(row: Row, folded: RwSignal<BTreeSet<String>>, ask: Callback<Node>) -> AnyView {
    let depth = format!("tree-cell depth-{}", row.depth.min(6));
    let node = row.node.clone();
    let (name, kind, id) = match row.node {
        Node::Folder(folder) => folder_cells(folder, folded),
        Node::Account(account) => account_cells(account),
    };
    let delete = match node {
        Node::Folder(_) => ConsoleTexts::current().delete,
        Node::Account(_) => ConsoleTexts::current().remove,
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader"><div class=depth>{name}</div></th>
            <td role="cell" class="muted-narrow">{kind}</td>
            <td role="cell" class="number muted-narrow">{id}</td>
            <td role="cell" class="act">
                <button type="button" class="link link-bad" on:click=move |_| ask.run(node.clone())>
                    {delete}
                </button>
            </td>
        </tr>
    }
    .into_any()
}

fn folder_cells(folder: Folder, folded: RwSignal<BTreeSet<String>>) -> (AnyView, &'static str, String) {
    let texts = ConsoleTexts::current();
    let id = folder.id.to_string();
    let is_folded = folded.with_untracked(|folded| folded.contains(&id));
    let words = fill(if is_folded { texts.expand } else { texts.collapse }, &[("name", &folder.name)]);
    let toggle = move |_| {
        folded.update(|folded| {
            if !folded.remove(&id) {
                folded.insert(id.clone());
            }
        });
    };
    let name = view! {
        <button
            type="button"
            class="button-icon fold"
            class:fold-open=!is_folded
            aria-label=words
            aria-expanded=if is_folded { "false" } else { "true" }
            on:click=toggle
        >
            <Icon glyph=Glyph::Chevron/>
        </button>
        <Icon glyph=Glyph::Folder/>
        <span>{folder.name}</span>
    };
    (name.into_any(), texts.folder, String::new())
}

fn account_cells(account: Account) -> (AnyView, &'static str, String) {
    let texts = ConsoleTexts::current();
    let kind = match account.account_type {
        AccountType::ManagementAccount => texts.management_account,
        AccountType::MemberAccount => texts.member_account,
    };
    let name = view! {
        <span class="fold-gap"></span>
        <Icon glyph=Glyph::Account/>
        <span>{account.name}</span>
        <AccountMark colour=account.colour label=account.label/>
    };
    (name.into_any(), kind, account.id.to_string())
}

#[component]
fn ConfirmDeletion(
    asking: RwSignal<bool>,
    asked: RwSignal<Option<Deleting>>,
    directory: Loading<ResourceDirectory>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let submission = Submission::new();
    let tell = toast::teller();
    let words = move |folder: &'static str, account: &'static str| {
        Signal::derive(move || match asked.get() {
            Some(Deleting(Node::Folder(it))) => fill(folder, &[("name", &it.name)]),
            Some(Deleting(Node::Account(it))) => fill(account, &[("name", &it.name), ("id", it.id.as_str())]),
            None => String::new(),
        })
    };
    let act = Signal::derive(move || match asked.get() {
        Some(Deleting(Node::Account(_))) => texts.remove,
        _ => texts.delete,
    });
    let title = words(texts.delete_folder_title, texts.delete_account_title);
    let text = words(texts.delete_folder_text, texts.delete_account_text);
    let said = words(texts.folder_deleted, texts.account_deleted);
    let delete = move |()| {
        let Some(Deleting(node)) = asked.get_untracked() else { return };
        let said = said.get_untracked();
        let work = async move {
            match node {
                Node::Folder(folder) => api::accounts::delete_folder(folder.id.as_str()).await,
                Node::Account(account) => api::accounts::delete_account(account.id.as_str()).await,
            }
        };
        submission.run(work, move |()| {
            asking.set(false);
            tell(said);
            directory.reload();
        });
    };
    view! {
        <Confirm open=asking title text act destructive=true submission on_confirm=delete/>
    }
}
