//! The tab **RAM User Provisioning** of a user, a group or an account: the provisionings, the RAM users they bring, and
//! what is to be done about them. The three lists are read again together, because each moves the others.

mod by_hand;
pub mod create;
mod edit;
mod events;
mod policies;
mod provisionings;
mod standing;

use std::time::Duration;

use leptos::prelude::*;
use shared::ram_users::{RamUser, RamUserEvent, RamUserEventStatus, RamUserProvisioning, RamUserStatus};

use self::create::{Choose, CreatePanel};
use crate::api;
use crate::api::ram_users::Of;
use crate::language::RamUserTexts;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::live;
use crate::ui::load::{Loading, load};
use crate::ui::paged::{Paged, paged};

/// The tab, in the address.
pub const RAM_USERS_TAB: &str = "ram-users";
/// How often it is looked at what is under way.
const PAUSE: Duration = Duration::from_secs(2);

/// What the tab shows.
#[derive(Clone, Copy)]
struct Lists {
    of: StoredValue<Of>,
    provisionings: Paged<RamUserProvisioning>,
    ram_users: Paged<RamUser>,
    events: Paged<RamUserEvent>,
    /// The status that the events are narrowed to, as on the wire; empty for all.
    status: RwSignal<String>,
    /// How many events have failed, shown or not.
    failed: Loading<u64>,
}

impl Lists {
    fn read(of: Of) -> Self {
        let of = StoredValue::new(of);
        let status = RwSignal::new(String::new());
        Self {
            of,
            provisionings: paged(move |after| {
                let of = of.get_value();
                async move { api::ram_users::list_provisionings(&of, &after).await }
            }),
            ram_users: paged(move |after| {
                let of = of.get_value();
                async move { api::ram_users::list_ram_users(&of, &after).await }
            }),
            events: paged(move |after| {
                let (of, status) = (of.get_value(), status.get());
                async move { api::ram_users::list_events(&of, &status, &after).await }
            }),
            status,
            failed: load(move || {
                let of = of.get_value();
                async move { Ok(api::ram_users::list_events(&of, "Failed", "").await?.total) }
            }),
        }
    }

    /// Reads all of it again, in case something has changed.
    fn refresh(self) {
        self.provisionings.refresh();
        self.ram_users.refresh();
        self.events.refresh();
        self.failed.reload();
    }

    /// Whether something will change without anybody pressing anything here.
    fn moving(self) -> bool {
        self.events.items().iter().any(|event| !is_over(event.status))
            || self.ram_users.items().iter().any(|it| it.status != RamUserStatus::Provisioned)
    }

    /// Which columns say what the page does not say already: user or group, account.
    fn columns(self) -> Shows {
        self.of.with_value(|of| Shows {
            principal: matches!(of, Of::Account(_)),
            user: !matches!(of, Of::User(_)),
            account: !matches!(of, Of::Account(_)),
        })
    }
}

/// The columns that the page does not say already.
#[derive(Debug, Clone, Copy)]
struct Shows {
    principal: bool,
    user: bool,
    account: bool,
}

fn is_over(status: RamUserEventStatus) -> bool {
    matches!(status, RamUserEventStatus::Success | RamUserEventStatus::Failed)
}

/// The tab.
#[component]
pub fn RamUserTab(
    /// The user, group or account.
    of: Of,
    /// What is chosen for a new provisioning: accounts, or users and groups.
    choose: Choose,
) -> impl IntoView {
    let texts = RamUserTexts::current();
    let lists = Lists::read(of);
    live::every(PAUSE, move || lists.moving(), move || lists.refresh());
    let creating = RwSignal::new(false);
    view! {
        <p class="muted hint-above">{texts.lead}</p>
        <div class="toolbar">
            <button type="button" class="button" on:click=move |_| creating.set(true)>
                <Icon glyph=Glyph::Plus/>
                {texts.create}
            </button>
        </div>
        <provisionings::Provisionings lists/>
        <standing::RamUsers lists/>
        <events::Events lists/>
        <CreatePanel open=creating of=lists.of choose on_created=move |()| lists.refresh()/>
    }
}
