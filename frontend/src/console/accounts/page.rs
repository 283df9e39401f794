//! The tree of folders and accounts.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::accounts::ResourceDirectory;

use super::deletion::ConfirmDeletion;
use super::edit::EditDialog;
use super::forms::{AddAccountDialog, CreateFolderDialog};
use super::row::{Acting, view_row};
use super::tree::{Node, Row, found, rows};
use crate::language::{AccountTexts, ConsoleTexts, fill};
use crate::ui::empty::Empty;
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::{Loading, load};
use crate::ui::search::Search;
use crate::ui::table::Table;
use crate::{api, links};

/// The page.
#[component]
pub fn ResourceDirectoryPage() -> impl IntoView {
    let texts = ConsoleTexts::current();
    let directory = load(api::accounts::get_resource_directory);
    let (making_folder, adding_account) = (RwSignal::new(false), RwSignal::new(false));
    let changed = move |()| directory.reload();
    view! {
        <Heading title=texts.resource_directory lead=texts.directory_lead>
            <a class="button" href=links::IMPORT_ACCOUNTS>
                <Icon glyph=Glyph::Download/>
                {AccountTexts::current().import}
            </a>
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

#[component]
fn Tree(directory: Loading<ResourceDirectory>) -> impl IntoView {
    let (texts, own) = (ConsoleTexts::current(), AccountTexts::current());
    let folded = RwSignal::new(BTreeSet::<String>::new());
    let sought = RwSignal::new(String::new());
    let (editing, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let concerned = RwSignal::new(None::<Node>);
    let acting = Acting {
        edit: Callback::new(move |node: Node| {
            concerned.set(Some(node));
            editing.set(true);
        }),
        delete: Callback::new(move |node: Node| {
            concerned.set(Some(node));
            deleting.set(true);
        }),
    };
    let view = move |directory: ResourceDirectory| {
        if directory.folders.is_empty() && directory.accounts.is_empty() {
            return view! { <Empty glyph=Glyph::Directory title=texts.no_accounts text=texts.no_accounts_text/> }
                .into_any();
        }
        let directory = StoredValue::new(directory);
        let shown = Memo::new(move |_| {
            let text = sought.get();
            directory.with_value(|directory| {
                if text.trim().is_empty() {
                    (folded.with(|folded| rows(directory, folded)), None)
                } else {
                    let (rows, count) = found(directory, &text);
                    (rows, Some(count))
                }
            })
        });
        // What a search finds is never folded away.
        let folding = move || shown.with(|(_, count)| count.is_none()).then_some(folded);
        // A row stays when others are folded away, and with it the keyboard.
        let known_by = move |row: &Row| (row.id(), row.depth, folding().is_some());
        let columns = vec![texts.name, texts.type_column, own.id, texts.action];
        let nothing = move || {
            shown.with(|(rows, _)| rows.is_empty()).then(|| {
                view! { <Empty glyph=Glyph::Search title=texts.nothing_found text=texts.nothing_found_text/> }
            })
        };
        let count =
            move || shown.with(|(_, count)| count.map(|count| fill(own.found, &[("n", &count.to_string())])));
        view! {
            <div class="toolbar toolbar-middle">
                <Search label=own.search_directory value=sought/>
                <span class="muted" role="status">{count}</span>
            </div>
            <Table stacks=true label=texts.resource_directory columns>
                <For each=move || shown.get().0 key=known_by let:row>
                    {view_row(row, untrack(folding), acting)}
                </For>
            </Table>
            {nothing}
        }
        .into_any()
    };
    view! {
        {directory.show(view)}
        <EditDialog open=editing edited=concerned directory on_saved=move |()| directory.reload()/>
        <ConfirmDeletion asking=deleting asked=concerned on_deleted=move |()| directory.reload()/>
    }
}
