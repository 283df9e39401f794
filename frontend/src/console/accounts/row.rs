//! A row of the tree: what it shows, and what can be done with it.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::accounts::{Account, Folder};

use super::account_type;
use super::tree::{Node, Row};
use crate::language::{AccountTexts, ConsoleTexts, fill};
use crate::links;
use crate::mark::AccountMark;
use crate::ui::icon::{Glyph, Icon};

/// What the buttons of a row do.
#[derive(Clone, Copy)]
pub struct Acting {
    /// Opens the form.
    pub edit: Callback<Node>,
    /// Asks whether to delete or remove it.
    pub delete: Callback<Node>,
}

/// Ids of the folders that are folded; nothing where none can be.
type Folding = Option<RwSignal<BTreeSet<String>>>;

/// The row.
pub fn view_row(row: Row, folding: Folding, acting: Acting) -> AnyView {
    let depth = format!("tree-cell depth-{}", row.depth.min(6));
    let (edited, deleted) = (row.node.clone(), row.node.clone());
    let (name, kind, id, delete) = match row.node {
        Node::Folder(folder) => folder_cells(folder, folding),
        Node::Account(account) => account_cells(account),
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader"><div class=depth>{name}</div></th>
            <td role="cell" class="muted-narrow">{kind}</td>
            <td role="cell" class="number muted-narrow">{id}</td>
            <td role="cell" class="act">
                <span class="acts">
                    <button type="button" class="link" on:click=move |_| acting.edit.run(edited.clone())>
                        {AccountTexts::current().edit}
                    </button>
                    <button
                        type="button"
                        class="link link-bad"
                        on:click=move |_| acting.delete.run(deleted.clone())
                    >
                        {delete}
                    </button>
                </span>
            </td>
        </tr>
    }
    .into_any()
}

type Cells = (AnyView, &'static str, String, &'static str);

fn folder_cells(folder: Folder, folding: Folding) -> Cells {
    let texts = ConsoleTexts::current();
    let id = folder.id.to_string();
    let fold = match folding {
        Some(folded) => fold_button(&folder, folded),
        None => view! { <span class="fold-gap"></span> }.into_any(),
    };
    let name = view! { {fold} <Icon glyph=Glyph::Folder/> <span>{folder.name}</span> };
    (name.into_any(), texts.folder, id, texts.delete)
}

fn fold_button(folder: &Folder, folded: RwSignal<BTreeSet<String>>) -> AnyView {
    let texts = ConsoleTexts::current();
    let id = folder.id.to_string();
    let (mine, name) = (id.clone(), folder.name.clone());
    let is_folded = Memo::new(move |_| folded.with(|folded| folded.contains(&mine)));
    let words = move || fill(if is_folded.get() { texts.expand } else { texts.collapse }, &[("name", &name)]);
    let toggle = move |_| {
        folded.update(|folded| {
            if !folded.remove(&id) {
                folded.insert(id.clone());
            }
        });
    };
    view! {
        <button
            type="button"
            class="button-icon fold"
            class:fold-open=move || !is_folded.get()
            aria-label=words
            aria-expanded=move || if is_folded.get() { "false" } else { "true" }
            on:click=toggle
        >
            <Icon glyph=Glyph::Chevron/>
        </button>
    }
    .into_any()
}

fn account_cells(account: Account) -> Cells {
    let id = account.id.to_string();
    let name = view! {
        <span class="fold-gap"></span>
        <Icon glyph=Glyph::Account/>
        <span class="with-mark">
            <a href=links::detail(links::ACCOUNTS, &id)>{account.name}</a>
            " "
            <AccountMark colour=account.colour label=account.label/>
        </span>
    };
    (name.into_any(), account_type(account.account_type), id, ConsoleTexts::current().remove)
}
