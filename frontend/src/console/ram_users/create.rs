//! **Create RAM User Provisioning**: for whom and where, what happens to RAM users that are there and that are no longer
//! needed, and what it does to the accounts, which has to be accepted.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::access_assignments::Principal;
use shared::accounts::AccountType;
use shared::ids::AccountId;
use shared::ram_users::{
    ConflictPolicy, CreateRamUserProvisionings, DeletionPolicy, RamUserProvisioningsCreated,
};

use super::policies::{Policies, PolicyFields};
use crate::api;
use crate::api::ram_users::Of;
use crate::console::access_assignments::picks::{AccountPicks, Picked};
use crate::console::access_assignments::principal_picks::PrincipalPicks;
use crate::language::{RamUserTexts, fill};
use crate::ui::check::CheckField;
use crate::ui::dialog::{Dialog, DialogButtons, Shape};
use crate::ui::form::{Form, Submission};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;
use crate::ui::toast;

/// What is chosen for a new provisioning.
#[derive(Clone, Copy)]
pub struct Picks {
    accounts: Picked,
    users: Picked,
    groups: Picked,
}

/// A list to choose from; each program has the one that its page needs.
pub type Choose = fn(Picks) -> AnyView;

/// Accounts, for a user's or a group's page: those that can have RAM users.
pub fn choose_accounts(picks: Picks) -> AnyView {
    let directory = load(|| async {
        let mut directory = api::accounts::get_resource_directory().await?;
        directory.accounts.retain(|account| account.account_type == AccountType::MemberAccount);
        Ok(directory)
    });
    view! { <AccountPicks directory picked=picks.accounts/> }.into_any()
}

/// Users and groups, for an account's page.
pub fn choose_principals(picks: Picks) -> AnyView {
    view! { <PrincipalPicks users=picks.users groups=picks.groups/> }.into_any()
}

impl Picks {
    fn new() -> Self {
        let none = || RwSignal::new(BTreeMap::new());
        Self { accounts: none(), users: none(), groups: none() }
    }

    fn is_empty(self) -> bool {
        [self.accounts, self.users, self.groups].iter().all(|picked| picked.with(BTreeMap::is_empty))
    }

    /// Users and groups, and accounts: what is picked, and what the page is about.
    fn of(self, of: Of) -> (Vec<Principal>, Vec<AccountId>) {
        let mut principals: Vec<Principal> = ids(self.users).chain(ids(self.groups)).collect();
        let mut accounts: Vec<AccountId> = ids(self.accounts).collect();
        match of {
            Of::User(id) => principals.push(Principal::User(id)),
            Of::Group(id) => principals.push(Principal::Group(id)),
            Of::Account(id) => accounts.push(id),
        }
        (principals, accounts)
    }
}

/// The ids that were picked; they came from the server, so each is one.
fn ids<T: TryFrom<String>>(picked: Picked) -> impl Iterator<Item = T> {
    picked.get_untracked().into_keys().filter_map(|id| T::try_from(id).ok())
}

/// The panel.
#[component]
pub fn CreatePanel(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What the page is about.
    of: StoredValue<Of>,
    /// What is chosen besides.
    choose: Choose,
    /// Called once something was made.
    #[prop(into)]
    on_created: Callback<()>,
) -> impl IntoView {
    let title = RamUserTexts::current().create.to_owned();
    view! {
        <Dialog open title shape=Shape::Panel>
            <CreateForm open of choose on_created/>
        </Dialog>
    }
}

#[component]
fn CreateForm(
    open: RwSignal<bool>,
    of: StoredValue<Of>,
    choose: Choose,
    on_created: Callback<()>,
) -> impl IntoView {
    let texts = RamUserTexts::current();
    let picks = Picks::new();
    let policies = Policies::of(ConflictPolicy::default(), DeletionPolicy::default(), String::new());
    let accepted = RwSignal::new(false);
    let submission = Submission::new();
    let tell = toast::teller();
    let create = move || {
        let (principals, account_ids) = picks.of(of.get_value());
        let written = policies.written();
        let body = CreateRamUserProvisionings {
            principals,
            account_ids,
            conflict_policy: written.conflict_policy,
            deletion_policy: written.deletion_policy,
            description: written.description,
            user_sso_accepted: accepted.get_untracked(),
        };
        let work = async move { api::ram_users::create_provisionings(&body).await };
        submission.run(work, move |made| {
            open.set(false);
            tell(words(&made));
            on_created.run(());
        });
    };
    let blocked = Signal::derive(move || picks.is_empty() || !accepted.get());
    view! {
        <Form submission on_submit=create>
            <div class="wizard-body">{choose(picks)}</div>
            <PolicyFields policies/>
            <Consequences/>
            <CheckField label=texts.accept value=accepted/>
            {move || blocked.get().then(|| view! { <p class="hint">{texts.need}</p> })}
            <DialogButtons open submission act=texts.create blocked/>
        </Form>
    }
}

#[component]
fn Consequences() -> impl IntoView {
    let texts = RamUserTexts::current();
    let all =
        [texts.consequence_sso, texts.consequence_off, texts.consequence_other, texts.consequence_empty];
    view! {
        <div class="notice notice-warn">
            <Icon glyph=Glyph::Warning/>
            <div class="notice-body">
                <strong>{texts.consequences}</strong>
                <ul class="bullets">{all.map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
            </div>
        </div>
    }
}

fn words(made: &RamUserProvisioningsCreated) -> String {
    let texts = RamUserTexts::current();
    let text = if made.existing == 0 { texts.created } else { texts.created_and_existing };
    fill(text, &[("n", &made.created.to_string()), ("there", &made.existing.to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_already_is_told_only_when_there_was_something() {
        let made = |created, existing| words(&RamUserProvisioningsCreated { created, existing });
        assert_eq!(made(2, 0), "2 RAM user provisionings were made.");
        assert!(made(0, 3).starts_with("0 RAM user provisionings were made; 3 were there already"));
    }
}
