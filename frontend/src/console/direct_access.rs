//! **Direct Access Link**: an administrator makes links for manuals, wikis and the tiles of the identity provider.

use leptos::prelude::*;
use shared::access_configurations::AccessConfiguration;
use shared::accounts::ResourceDirectory;

use crate::api;
use crate::language::DirectAccessTexts;
use crate::link_builder::{Builder, LinkBuilder};
use crate::ui::dialog::{Dialog, Shape};
use crate::ui::field::SelectField;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;

/// The button and the dialog that it opens.
#[component]
pub fn DirectAccessButton() -> impl IntoView {
    let texts = DirectAccessTexts::current();
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="button" aria-haspopup="dialog" on:click=move |_| open.set(true)>
            <Icon glyph=Glyph::Link/>
            {texts.title}
        </button>
        <Dialog open title=texts.title.to_owned() shape=Shape::Medium>
            <Content/>
        </Dialog>
    }
}

/// Read when the dialog opens, so that what was made meanwhile is there.
#[component]
fn Content() -> impl IntoView {
    let texts = DirectAccessTexts::current();
    let read = load(|| async {
        let directory = api::accounts::get_resource_directory().await?;
        Ok((directory, api::access_configurations::list_access_configurations().await?))
    });
    view! { <p class="muted">{texts.lead}</p> {read.show(|(directory, all)| fields(directory, all))} }
}

fn fields(directory: ResourceDirectory, all: Vec<AccessConfiguration>) -> AnyView {
    let texts = DirectAccessTexts::current();
    let account = RwSignal::new(String::new());
    let mut accounts: Vec<(String, String)> = directory
        .accounts
        .into_iter()
        .map(|account| (account.id.to_string(), format!("{} ({})", account.name, account.id)))
        .collect();
    accounts.sort_by_cached_key(|(_, text)| text.to_lowercase());
    accounts.insert(0, (String::new(), texts.choose_account.to_owned()));
    let names: Vec<String> = all.into_iter().map(|one| one.name).collect();
    let chosen = Memo::new(move |_| !account.get().is_empty());
    view! {
        <SelectField label=texts.account options=accounts value=account/>
        {move || {
            let access_configurations = names.clone();
            chosen
                .get()
                .then(|| {
                    view! { <LinkBuilder builder=Builder::Administrator account_id=account access_configurations/> }
                })
        }}
    }
    .into_any()
}
