//! The form that logs on to an account: a form of the browser's own, because its answer is a page.

use leptos::prelude::*;
use shared::paths;
use shared::portal::AccountName;

use crate::language::CommonTexts;
use crate::mark::AccountMark;
use crate::ui::icon::{Glyph, Icon};

/// What the form says.
#[derive(Clone)]
pub struct LogOnFields {
    /// The account's number.
    pub account_id: String,
    /// The access configuration's id.
    pub access_configuration_id: String,
    /// Console page to land on; empty for the access configuration's own.
    pub landing_page: String,
    /// Proof that our own page sent it.
    pub form_token: String,
}

/// The form, with **Log On**, or with the names of what is logged on to where that is not said beside it.
#[component]
pub fn LogOnForm(
    /// What it says.
    fields: LogOnFields,
    /// Whether the account's console replaces this page.
    #[prop(optional)]
    here: bool,
    /// The same for a button among others.
    #[prop(optional)]
    same_tab: bool,
    /// Given the form's element.
    #[prop(optional)]
    node: NodeRef<leptos::html::Form>,
    /// Id of the element that names the permissions or the account, for people who hear the page.
    #[prop(optional, into)]
    of: Option<String>,
    /// Name of the access configuration, as the button's word.
    #[prop(optional, into)]
    role_name: Option<String>,
    /// The account, above it.
    #[prop(optional, into)]
    account: Option<AccountName>,
) -> impl IntoView {
    let class = match (here, role_name.is_some(), account.is_some()) {
        (true, ..) => "button button-main button-wide",
        (false, false, _) => "button button-main button-small",
        (false, true, false) => "button button-small button-role",
        (false, true, true) => "button button-card",
    };
    let words = match role_name {
        None => view! { {CommonTexts::current().log_on} }.into_any(),
        Some(role) => view! {
            <span class="button-words">
                {account.map(|account| view! {
                    <span class="button-account">
                        <span class="button-name">{account.name}</span>" "<AccountMark colour=account.colour label=account.label/>" "
                    </span>
                })}
                <span class="button-name">{role}</span>
            </span>
            <Icon glyph=Glyph::Right/>
        }
        .into_any(),
    };
    view! {
        <form method="post" action=paths::LOG_ON target=(!here && !same_tab).then_some("_blank") node_ref=node>
            <input type="hidden" name="account_id" value=fields.account_id/>
            <input type="hidden" name="access_configuration_id" value=fields.access_configuration_id/>
            <input type="hidden" name="landing_page" value=fields.landing_page/>
            <input type="hidden" name="form_token" value=fields.form_token/>
            <button type="submit" class=class aria-describedby=of>{words}</button>
        </form>
    }
}
