//! The form that logs on to an account: a form of the browser's own, because its answer is a page.

use leptos::prelude::*;
use shared::paths;

use crate::language::CommonTexts;

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

/// The form, with **Log On**.
#[component]
pub fn LogOnForm(
    /// What it says.
    fields: LogOnFields,
    /// Whether the account's console replaces this page.
    #[prop(optional)]
    here: bool,
    /// Given the form's element.
    #[prop(optional)]
    node: NodeRef<leptos::html::Form>,
    /// Id of the element that names the permissions, for people who hear the page.
    #[prop(optional, into)]
    of: Option<String>,
) -> impl IntoView {
    let class = if here { "button button-main button-wide" } else { "button button-main button-small" };
    view! {
        <form
            method="post"
            action=paths::LOG_ON
            target=(!here).then_some("_blank")
            node_ref=node
        >
            <input type="hidden" name="account_id" value=fields.account_id/>
            <input type="hidden" name="access_configuration_id" value=fields.access_configuration_id/>
            <input type="hidden" name="landing_page" value=fields.landing_page/>
            <input type="hidden" name="form_token" value=fields.form_token/>
            <button type="submit" class=class aria-describedby=of>{CommonTexts::current().log_on}</button>
        </form>
    }
}
