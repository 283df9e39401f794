//! What **Show Details** opens: the access configurations that the person may use on one account.

use leptos::prelude::*;
use shared::portal::{AccountName, PortalAccessConfiguration};

use super::log_on_form::{LogOnFields, LogOnForm};
use crate::language::PortalTexts;
use crate::ui::empty::Empty;
use crate::ui::icon::Glyph;
use crate::ui::load::load;
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
    let shown = id.clone();
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
    view! { <p class="panel-sub">{texts.account_id}" "<span class="number">{shown}</span></p> {view} }
}

fn row(
    configuration: PortalAccessConfiguration,
    account_id: &str,
    form_token: &str,
) -> impl IntoView + use<> {
    let name_id = format!("role-{}", configuration.id);
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
            <td role="cell" class="act"><LogOnForm fields of=name_id/></td>
        </tr>
    }
}
