//! What **Show Details** opens: the access configurations that the person may use on one account.

use leptos::prelude::*;
use shared::portal::{AccountName, PortalAccessConfiguration};

use super::credentials::CredentialsButton;
use super::log_on_form::{LogOnFields, LogOnForm};
use crate::language::{DirectAccessTexts, PortalTexts};
use crate::link_builder::{Builder, LinkBuilder};
use crate::mark::AccountMark;
use crate::ui::empty::Empty;
use crate::ui::fresh_id;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::{Loading, load};
use crate::ui::table::Table;
use crate::{api, format};

/// The panel's content.
#[component]
pub fn RolesPanel(
    /// The account.
    account: AccountName,
    /// Proof for the log-on form that our own page sent it.
    form_token: String,
) -> impl IntoView {
    let id = account.id.to_string();
    let asked = id.clone();
    let list = load(move || {
        let id = asked.clone();
        async move { api::portal::list_access_configurations(&id).await }
    });
    let texts = PortalTexts::current();
    let (shown, of_link) = (id.clone(), id.clone());
    let view = list.show(move |list| {
        if list.is_empty() {
            return view! { <Empty glyph=Glyph::Key title=texts.no_roles text=texts.no_roles_text/> }
                .into_any();
        }
        let columns =
            vec![texts.access_configuration, texts.description, texts.session_duration, texts.action];
        let rows = list.into_iter().map(|configuration| row(configuration, &id, &form_token)).collect_view();
        view! {
            <p class="muted">{texts.roles_lead}</p>
            <Table stacks=true label=texts.access_configurations columns>{rows}</Table>
        }
        .into_any()
    });
    view! {
        <p class="panel-sub">
            {texts.account_id}" "<span class="number">{shown}</span>" "
            <AccountMark colour=account.colour label=account.label/>
        </p>
        {view}
        <LinkSection account_id=of_link list/>
    }
}

/// The builder of direct access links, once it is asked for.
#[component]
fn LinkSection(account_id: String, list: Loading<Vec<PortalAccessConfiguration>>) -> impl IntoView {
    let texts = DirectAccessTexts::current();
    let open = RwSignal::new(false);
    let id = fresh_id("link");
    let names = Signal::derive(move || {
        list.value().unwrap_or_default().into_iter().map(|one| one.name).collect::<Vec<_>>()
    });
    let account_id = Signal::stored(account_id);
    view! {
        <section class="link-builder" class:unseen-section=move || names.get().is_empty()>
            <button
                type="button"
                class="button button-small"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls=id.clone()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon glyph=Glyph::Link/>
                {texts.title}
            </button>
            <div id=id>
                {move || {
                    open.get()
                        .then(|| {
                            view! {
                                <p class="muted">{texts.lead}</p>
                                <LinkBuilder builder=Builder::User account_id access_configurations=names/>
                            }
                        })
                }}
            </div>
        </section>
    }
}

fn row(
    configuration: PortalAccessConfiguration,
    account_id: &str,
    form_token: &str,
) -> impl IntoView + use<> {
    let name_id = format!("role-{}", configuration.id);
    let of_credentials = configuration.clone();
    let fields = LogOnFields {
        account_id: account_id.to_owned(),
        access_configuration_id: configuration.id.to_string(),
        landing_page: String::new(),
        form_token: form_token.to_owned(),
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" id=name_id.clone()>{configuration.name}</th>
            <td role="cell" class="prose muted-narrow">{configuration.description}</td>
            <td role="cell" class="nowrap muted-narrow">{format::duration(configuration.session_duration)}</td>
            <td role="cell" class="act">
                <div class="buttons">
                    <LogOnForm fields of=name_id.clone()/>
                    <CredentialsButton account_id=account_id.to_owned() configuration=of_credentials of=name_id/>
                </div>
            </td>
        </tr>
    }
}
