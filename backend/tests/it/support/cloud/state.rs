//! What the cloud remembers.

use std::collections::{BTreeMap, HashMap, HashSet};

use cloudsso::platform::clock::{Clock, plus_seconds};
use jiff::Timestamp;

use super::faults::{Fault, Trouble};
use super::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, MEMBER_ROLE, OWNER, Refusal};

/// A RAM role.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    pub trust: String,
    pub description: String,
    pub max_session: u32,
    /// Name and kind of each policy.
    pub policies: Vec<(String, String)>,
}

/// A custom policy: its versions, of which one holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Policy {
    pub versions: Vec<(String, String)>,
    pub default: String,
    pub made: usize,
}

impl Policy {
    /// The document that holds.
    pub fn document(&self) -> &str {
        &self.versions.iter().find(|(id, _)| *id == self.default).unwrap().1
    }
}

/// A RAM user with what hangs on it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RamUser {
    pub display_name: String,
    pub comments: String,
    pub has_password: bool,
    pub mfa_device: bool,
    /// Name and kind of each policy.
    pub policies: Vec<(String, String)>,
    pub groups: Vec<String>,
    pub access_keys: Vec<String>,
}

/// By whose assertions an account's RAM users are let in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UserSso {
    pub on: bool,
    pub metadata: String,
    pub auxiliary_domain: String,
    pub without_domain: bool,
}

/// What one account has.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Account {
    pub name: String,
    pub folder: Option<String>,
    pub roles: BTreeMap<String, Role>,
    pub policies: BTreeMap<String, Policy>,
    /// Metadata document of each SAML provider.
    pub saml_providers: BTreeMap<String, String>,
    pub users: BTreeMap<String, RamUser>,
    pub user_sso: UserSso,
    /// Instead of the one made of the account's id.
    pub default_domain: Option<String>,
}

impl Account {
    /// The domain of the account's principal names.
    pub fn domain(&self, id: &str) -> String {
        self.default_domain.clone().unwrap_or_else(|| format!("{id}.onaliyun.com"))
    }
}

pub(super) struct Folder {
    pub id: String,
    pub name: String,
    pub parent: Option<String>,
}

/// Keys that sign.
#[derive(Clone)]
pub(super) struct Key {
    pub account: String,
    pub arn: String,
    pub secret: String,
    pub token: Option<String>,
    pub ends_at: Option<Timestamp>,
}

pub(super) struct State {
    pub clock: Clock,
    pub accounts: BTreeMap<String, Account>,
    pub folders: Vec<Folder>,
    pub keys: HashMap<String, Key>,
    pub nonces: HashSet<String>,
    pub calls: Vec<String>,
    pub faults: Vec<Fault>,
    pub used_assertions: HashSet<String>,
    given_out: usize,
}

impl State {
    pub fn new(clock: Clock) -> State {
        let owner = Key {
            account: OWNER.to_owned(),
            arn: format!("acs:ram::{OWNER}:user/cloudsso"),
            secret: ACCESS_KEY_SECRET.to_owned(),
            token: None,
            ends_at: None,
        };
        let mut state = State {
            clock,
            accounts: BTreeMap::new(),
            folders: Vec::new(),
            keys: HashMap::from([(ACCESS_KEY_ID.to_owned(), owner)]),
            nonces: HashSet::new(),
            calls: Vec::new(),
            faults: Vec::new(),
            used_assertions: HashSet::new(),
            given_out: 0,
        };
        state.add_instance();
        state.accounts.insert(OWNER.to_owned(), Account { name: "Example".into(), ..Account::default() });
        state
    }

    /// The keys that an ECS instance of the management account is given.
    fn add_instance(&mut self) {
        self.give_out(OWNER, &super::sts::instance_arn(), 6 * 3_600);
    }

    pub fn add_account(&mut self, id: &str, name: &str, folder: Option<&str>) {
        let trust = format!(
            r#"{{"Statement":[{{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{{"RAM":["acs:ram::{OWNER}:root"]}}}}],"Version":"1"}}"#
        );
        let role = Role {
            trust,
            description: String::new(),
            max_session: 3_600,
            policies: vec![("AdministratorAccess".into(), "System".into())],
        };
        let account = Account {
            name: name.to_owned(),
            folder: folder.map(str::to_owned),
            roles: BTreeMap::from([(MEMBER_ROLE.to_owned(), role)]),
            ..Account::default()
        };
        self.accounts.insert(id.to_owned(), account);
    }

    pub fn add_folder(&mut self, id: &str, name: &str, parent: Option<&str>) {
        let parent = parent.map(str::to_owned);
        self.folders.push(Folder { id: id.to_owned(), name: name.to_owned(), parent });
    }

    pub fn account(&mut self, id: &str) -> &mut Account {
        self.accounts.get_mut(id).unwrap()
    }

    pub fn trouble(&mut self, account: &str, action: &str) -> Option<Trouble> {
        self.faults.iter_mut().find_map(|fault| fault.strikes(account, action))
    }

    /// Temporary keys: id, secret, token, end.
    pub fn give_out(&mut self, account: &str, arn: &str, seconds: i64) -> (String, Key) {
        self.given_out += 1;
        let number = self.given_out;
        let key = Key {
            account: account.to_owned(),
            arn: arn.to_owned(),
            secret: format!("temporary secret {number}"),
            token: Some(format!("token/{number}+=")),
            ends_at: Some(plus_seconds(self.clock.now(), seconds)),
        };
        let id = format!("STS.{number}");
        self.keys.insert(id.clone(), key.clone());
        (id, key)
    }

    pub fn end_sessions(&mut self) {
        let now = self.clock.now();
        for key in self.keys.values_mut().filter(|key| key.token.is_some()) {
            key.ends_at = Some(now);
        }
    }
}

/// The part of an ARN after `acs:ram::<account>:`, and the account.
pub(super) fn in_account<'a>(arn: &'a str, kind: &str) -> Result<(&'a str, &'a str), Refusal> {
    let invalid = || Refusal::new(400, "InvalidParameter.RoleArn", "The ARN is not valid.");
    let (account, rest) =
        arn.strip_prefix("acs:ram::").and_then(|rest| rest.split_once(':')).ok_or_else(invalid)?;
    let name = rest.strip_prefix(kind).and_then(|rest| rest.strip_prefix('/')).ok_or_else(invalid)?;
    Ok((account, name))
}
