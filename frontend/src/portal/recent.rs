//! What the person used last, each with one press away. Read again when the person comes back from a tab that a
//! press has opened.

use leptos::ev;
use leptos::prelude::*;
use shared::portal::RecentLogOn;

use super::log_on_form::{LogOnFields, LogOnForm};
use crate::api;
use crate::language::PortalTexts;
use crate::ui::fresh_id;
use crate::ui::load::load;

/// The strip; nothing while there is nothing to show, or while it cannot be read: the list below has it all.
#[component]
pub fn Recent(
    /// Proof for the log-on form that our own page sent it.
    form_token: String,
    /// Whether something is searched, and this is in the way.
    hidden: Signal<bool>,
) -> impl IntoView {
    let read = load(api::portal::list_recent);
    let back = window_event_listener(ev::focus, move |_| read.reload());
    on_cleanup(move || back.remove());
    // Drawn anew only when something has changed: the keyboard may be in here. A failure leaves what was there.
    let recent = Memo::new(move |before: Option<&Vec<RecentLogOn>>| {
        read.value().or_else(|| before.cloned()).unwrap_or_default()
    });
    let texts = PortalTexts::current();
    let title_id = fresh_id("recent");
    move || {
        let recent = recent.get();
        (!recent.is_empty() && !hidden.get()).then(|| {
            let token = form_token.clone();
            view! {
                <section class="recent" aria-labelledby=title_id.clone()>
                    <h2 id=title_id.clone()>{texts.recent}</h2>
                    <ul>{recent.into_iter().map(|one| card(one, &token)).collect_view()}</ul>
                </section>
            }
        })
    }
}

fn card(recent: RecentLogOn, form_token: &str) -> impl IntoView + use<> {
    let fields = LogOnFields {
        account_id: recent.account.id.to_string(),
        access_configuration_id: recent.access_configuration.id.to_string(),
        landing_page: String::new(),
        form_token: form_token.to_owned(),
    };
    view! { <li><LogOnForm fields role_name=recent.access_configuration.name account=recent.account/></li> }
}
