//! One account of the list: its star, its name and number, what one press logs on to, and **Show Details**.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::portal::PortalAccount;

use super::accounts_page::Panel;
use super::log_on_form::{LogOnFields, LogOnForm};
use crate::api;
use crate::language::{PortalTexts, fill};
use crate::mark::AccountMark;
use crate::ui::icon::{Glyph, Icon};

/// The row.
#[component]
pub fn AccountRow(
    /// The account.
    account: PortalAccount,
    /// Proof for the log-on form that our own page sent it.
    form_token: String,
    /// What **Show Details** opens.
    panel: Panel,
) -> impl IntoView {
    let PortalAccount { account, favourite, ready, .. } = account;
    let (name, id) = (account.name.clone(), account.id.to_string());
    let name_id = format!("account-{id}");
    let ready = ready.map(|ready| {
        let fields = LogOnFields {
            account_id: id.clone(),
            access_configuration_id: ready.id.to_string(),
            landing_page: String::new(),
            form_token,
        };
        view! { <LogOnForm fields of=name_id.clone() role_name=ready.name/> }
    });
    view! {
        <tr role="row">
            <td role="cell" class="star-cell">
                <Star account_id=id.clone() account_name=name.clone() favourite/>
            </td>
            <th scope="row" role="rowheader">
                <span id=name_id.clone()>{name}</span>
                " "
                <AccountMark colour=account.colour label=account.label.clone()/>
            </th>
            <td role="cell" class="number muted-narrow">{id}</td>
            <td role="cell" class="act">
                <div class="ways">
                    {ready}
                    <button
                        type="button"
                        class="link"
                        data-row-main=true
                        aria-describedby=name_id
                        aria-haspopup="dialog"
                        on:click=move |_| panel.show(account.clone())
                    >
                        {PortalTexts::current().show_details}
                    </button>
                </div>
            </td>
        </tr>
    }
}

/// Marks the account as a favourite. The row stays where it is until the list is read again, so that nothing moves
/// away under the person's hand.
#[component]
fn Star(account_id: String, account_name: String, favourite: bool) -> impl IntoView {
    let texts = PortalTexts::current();
    let marked = RwSignal::new(favourite);
    let refused = RwSignal::new(None::<String>);
    let busy = StoredValue::new(false);
    let label = fill(texts.favourite_of, &[("name", &account_name)]);
    let toggle = move |_| {
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        let (account_id, wanted) = (account_id.clone(), !marked.get_untracked());
        marked.set(wanted);
        spawn_local(async move {
            let answer = api::portal::set_favourite(&account_id, wanted).await;
            // Gone when the list was read again meanwhile.
            busy.try_update_value(|busy| *busy = false);
            match answer {
                Ok(()) => drop(refused.try_set(None)),
                Err(failure) => {
                    let _ = marked.try_set(!wanted);
                    let _ = refused.try_set(Some(failure.sentence()));
                }
            }
        });
    };
    view! {
        <button
            type="button"
            class="button-icon star"
            aria-label=label
            aria-pressed=move || if marked.get() { "true" } else { "false" }
            on:click=toggle
        >
            <Icon glyph=Glyph::Star/>
        </button>
        {move || refused.get().map(|text| view! { <p class="bad" role="alert">{text}</p> })}
    }
}
