//! What administrators do about RAM users by hand while the cloud cannot be reached from here, and **Done**.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use shared::error::{Allowed, ErrorCode, Rule};
use shared::ids::AccountId;
use shared::provisioning::{ManualAction, ManualStep};
use shared::ram_users::{DeletionPolicy, RamUserByHand, RamUserDone, RamUserEventsChanged};

use super::store::events::{self as event_store, Row as EventRow};
use super::store::work as store;
use super::work;
use crate::access::provisioning::manual::Writer;
use crate::cloud::ram_user::{KEPT, RAM_USER_NAME_MAX, RamUserMade, UnwantedRamUser, WantedRamUser};
use crate::directory;
use crate::events::Actor;
use crate::platform::db::{Tx, kind_of};
use crate::platform::{Error, Result};

/// What the account's user-based SSO is to hold.
pub struct Means<'a> {
    /// Our IdP metadata.
    pub metadata: &'a str,
}

/// What every account has its own of.
const DOMAIN: &str = ".onaliyun.com";

/// What is to be done by hand for the event at this moment; none when the RAM user is gone meanwhile.
pub(super) async fn what_to_do(
    tx: &mut Tx,
    event: &EventRow,
    means: &Means<'_>,
) -> Result<Option<RamUserByHand>> {
    let key = event.key();
    let Some(row) = store::find(tx, &key).await? else { return Ok(None) };
    let directory = directory::get(tx).await?;
    let shown = match store::find_wanted(tx, &key).await? {
        Some(wanted) => to_make(&work::to_make(&directory.id, &key, &row, wanted, means.metadata)?),
        None => to_remove(&work::to_remove(tx, &directory.id, &key, &row, means.metadata).await?),
    };
    Ok(Some(shown))
}

fn to_make(wanted: &WantedRamUser) -> RamUserByHand {
    let account = wanted.account.as_str();
    let principal = wanted.standing.clone().unwrap_or_else(|| format!("{}@{account}{DOMAIN}", wanted.name));
    let mut writer = Writer::default();
    let metadata = STANDARD.encode(&wanted.saml_metadata);
    let call = [("", "SetUserSsoSettings"), ("MetadataDocument", metadata.as_str()), ("SsoEnabled", "true")];
    writer.step(ManualAction::TurnUserSsoOn, account, &wanted.saml_metadata, "ims", &call);
    let call = [
        ("", "CreateUser"),
        ("UserPrincipalName", principal.as_str()),
        ("DisplayName", wanted.display_name.as_str()),
        ("Comments", wanted.mark.as_str()),
    ];
    writer.step(ManualAction::CreateRamUser, &principal, &wanted.mark, "ims", &call);
    shown(false, &wanted.name, writer)
}

fn to_remove(unwanted: &UnwantedRamUser) -> RamUserByHand {
    let account = unwanted.account.as_str();
    let mut writer = Writer::default();
    match (&unwanted.principal_name, unwanted.deletion_policy) {
        (Some(principal), DeletionPolicy::Delete) => {
            let call = [("", "DeleteUser"), ("UserPrincipalName", principal.as_str())];
            writer.step(ManualAction::DeleteRamUser, principal, "", "ims", &call);
        }
        (Some(principal), DeletionPolicy::Keep) => {
            let call = [("", "UpdateUser"), ("UserPrincipalName", principal.as_str()), ("NewComments", KEPT)];
            writer.step(ManualAction::ReleaseRamUser, principal, KEPT, "ims", &call);
        }
        // Never seen standing: what has the name that it would have got may be somebody else's, so that no command
        // names it.
        (None, policy) => writer.steps.push(of_marked(policy, &unwanted.mark)),
    }
    if unwanted.last_of_account {
        let call = [("", "SetUserSsoSettings"), ("SsoEnabled", "false")];
        writer.step(ManualAction::TurnUserSsoOff, account, "", "ims", &call);
    }
    shown(true, &unwanted.name, writer)
}

fn of_marked(policy: DeletionPolicy, mark: &str) -> ManualStep {
    let (action, document) = match policy {
        DeletionPolicy::Delete => (ManualAction::DeleteMarkedRamUser, ""),
        DeletionPolicy::Keep => (ManualAction::ReleaseMarkedRamUser, KEPT),
    };
    ManualStep { action, name: mark.to_owned(), document: document.to_owned() }
}

fn shown(removes: bool, name: &str, writer: Writer) -> RamUserByHand {
    RamUserByHand {
        removes,
        ram_user_name: name.to_owned(),
        steps: writer.steps,
        command_lines: writer.lines,
    }
}

/// **Done**: what [`what_to_do`] shows has been done by hand. Everything that waits about this RAM user is over.
/// `is_by_hand` says that there is no cloud credential: with one, servers do it.
///
/// # Errors
/// Not found when there is no such event; refused when nothing waits for an administrator there, or something else than
/// what was done; a principal name that is missing, malformed, of another account, or of another user's RAM user.
pub async fn mark_done(
    tx: &mut Tx,
    done: &RamUserDone,
    is_by_hand: bool,
    actor: &Actor,
    now: Timestamp,
) -> Result<RamUserEventsChanged> {
    let Some(event) = event_store::find(tx, &done.event_id).await? else {
        return Err(Error::not_found(
            ErrorCode::RamUserEventNotExists,
            format!("There is no RAM user event {}.", done.event_id),
        ));
    };
    directory::lock(tx).await?;
    let key = event.key();
    store::lock(tx, &key).await?;
    let waits = event_store::list_open(tx, &key).await?.iter().any(|open| open.id == event.id);
    let is_free = |row: &store::Row| is_by_hand && waits && row.held_until <= now.as_millisecond();
    let row = store::find(tx, &key).await?.filter(is_free);
    let Some(row) = row else { return Err(changed()) };
    event_store::begin(tx, &key).await?;
    let open = event_store::list_open(tx, &key).await?;
    let principal_name = done.principal_name.trim();
    match (store::find_wanted(tx, &key).await?, principal_name) {
        (None, "") => {
            let policy = kind_of(&row.deletion_policy)?;
            work::gone(tx, &key, &row, policy, &open, Some(actor), now).await?;
        }
        (None, _) => return Err(changed()),
        (Some(_), name) => {
            judge(name, &key.account_id).map_err(|rule| Error::field("principal_name", rule))?;
            if store::is_principal_taken(tx, &key, name).await? {
                return Err(Error::taken(
                    "principal_name",
                    "This is the RAM user of another user. Each user needs one of their own.",
                ));
            }
            let made = RamUserMade { principal_name: name.to_owned(), taken_over: false };
            work::stands(tx, &key, &row, &made, &open, Some(actor), now).await?;
        }
    }
    Ok(RamUserEventsChanged { events: open.len() as u64 })
}

fn changed() -> Error {
    Error::conflict(
        ErrorCode::ManualWorkChanged,
        "What is to be done there is not what it was, or somebody was faster. Look again.",
    )
}

/// A principal name is `name@domain`. The domain is the account's own or, because an account may have an alias or a
/// domain of its choice, any other that is not the own one of another account.
fn judge(principal_name: &str, account: &AccountId) -> std::result::Result<(), Rule> {
    if principal_name.is_empty() {
        return Err(Rule::Required);
    }
    let malformed = Rule::Characters { allowed: Allowed::RamPrincipalName };
    let Some((name, domain)) = principal_name.split_once('@') else { return Err(malformed) };
    if name.len() > RAM_USER_NAME_MAX {
        return Err(Rule::TooLong { max: RAM_USER_NAME_MAX });
    }
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let label = |text: &str| {
        !text.is_empty() && text.len() <= 63 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let is_domain = domain.contains('.') && domain.len() <= 253 && domain.split('.').all(label);
    if name.is_empty() || !name.chars().all(of_name) || !is_domain {
        return Err(malformed);
    }
    let domain = domain.to_ascii_lowercase();
    match domain.strip_suffix(DOMAIN) {
        Some(alias) if alias.parse::<AccountId>().is_ok_and(|other| other != *account) => Err(malformed),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::ram_users::ConflictPolicy;

    #[test]
    fn a_principal_name_is_of_this_account_or_of_a_domain_that_may_be_its() {
        let account: AccountId = "1234567890123456".parse().unwrap();
        for name in ["ada@1234567890123456.onaliyun.com", "a.b_c-d@shop.onaliyun.com", "ada@example.com"] {
            assert_eq!(judge(name, &account), Ok(()), "{name}");
        }
        assert_eq!(judge("", &account), Err(Rule::Required));
        assert_eq!(
            judge(&format!("{}@example.com", "a".repeat(65)), &account),
            Err(Rule::TooLong { max: 64 })
        );
        for name in [
            "ada@1234567890123457.OnAliyun.com",
            "ada",
            "@example.com",
            "ada@",
            "ada@x",
            "ada@x..y",
            "a b@example.com",
            "ada@a@example.com",
        ] {
            assert!(matches!(judge(name, &account), Err(Rule::Characters { .. })), "{name}");
        }
    }

    #[test]
    fn the_steps_to_make_one_turn_sso_on_first_and_those_to_remove_the_last_turn_it_off_last() {
        let wanted = WantedRamUser {
            account: "1234567890123456".parse().unwrap(),
            name: "ada".into(),
            display_name: "Ada's".into(),
            mark: "CloudSSO d-1 u-1".into(),
            conflict_policy: ConflictPolicy::KeepBoth,
            standing: None,
            saml_metadata: "<a/>".into(),
        };
        let shown = to_make(&wanted);
        let actions: Vec<ManualAction> = shown.steps.iter().map(|step| step.action).collect();
        assert_eq!(actions, [ManualAction::TurnUserSsoOn, ManualAction::CreateRamUser]);
        assert_eq!(
            shown.command_lines,
            "aliyun ims SetUserSsoSettings --MetadataDocument PGEvPg== --SsoEnabled true\n\
             aliyun ims CreateUser --UserPrincipalName 'ada@1234567890123456.onaliyun.com' \
             --DisplayName 'Ada'\\''s' --Comments 'CloudSSO d-1 u-1'\n"
        );
        let mut unwanted = UnwantedRamUser {
            account: wanted.account,
            principal_name: Some("ada@shop.onaliyun.com".into()),
            name: "ada".into(),
            mark: wanted.mark,
            deletion_policy: DeletionPolicy::Delete,
            last_of_account: true,
            saml_metadata: wanted.saml_metadata,
        };
        let shown = to_remove(&unwanted);
        assert!(shown.removes && shown.command_lines.ends_with("SetUserSsoSettings --SsoEnabled false\n"));
        unwanted.deletion_policy = DeletionPolicy::Keep;
        unwanted.last_of_account = false;
        assert_eq!(
            to_remove(&unwanted).command_lines,
            "aliyun ims UpdateUser --UserPrincipalName 'ada@shop.onaliyun.com' --NewComments 'Kept when CloudSSO stopped provisioning it'\n"
        );
        // Never seen standing: no name, but the mark.
        unwanted.principal_name = None;
        for (policy, action, document) in [
            (DeletionPolicy::Delete, ManualAction::DeleteMarkedRamUser, ""),
            (DeletionPolicy::Keep, ManualAction::ReleaseMarkedRamUser, KEPT),
        ] {
            unwanted.deletion_policy = policy;
            let shown = to_remove(&unwanted);
            let step = ManualStep { action, name: unwanted.mark.clone(), document: document.to_owned() };
            assert_eq!((shown.steps, shown.command_lines.as_str()), (vec![step], ""));
        }
    }
}
