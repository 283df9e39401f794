//! A directory by chance, made through the rules of the console and of SCIM: the same at every run.

use cloudsso::access::access_assignments::grant_access;
use cloudsso::access::{access_configurations, accounts, ram_users};
use cloudsso::directory::groups::{self, NewGroup};
use cloudsso::directory::settings;
use cloudsso::directory::users::{self, synchronized};
use cloudsso::events::Actor;
use cloudsso::execute;
use cloudsso::platform::db::Tx;
use cloudsso::sign_in::identity_provider;
use jiff::Timestamp;
use serde_json::json;
use shared::access_assignments::{GrantAccess, Principal};
use shared::access_configurations::{AccessConfiguration, CreateAccessConfiguration};
use shared::accounts::{
    Account, AccountColour, AccountType, CreateAccount, CreateFolder, Folder, UpdateAccount,
};
use shared::ids::{GroupId, UserId};
use shared::ram_users::{ConflictPolicy, CreateRamUserProvisionings, DeletionPolicy, RamUserSettings};
use shared::settings::{LogonPreferences, UpdateSsoRules};
use shared::tasks::TaskStatus;
use shared::users::{CreateUser, ProvisionType, UserStatus};

use super::SIGN_IN_URL;
use crate::support::{IdentityProvider, Random, upload};

const NAMES: [&str; 14] = [
    "plain",
    "With Space",
    "quote\"d",
    "back\\slash",
    "'''",
    "Ünïcode",
    "王小明",
    "İstanbul",
    "a/b",
    "#hash",
    "[x]",
    "{y = 1}",
    "emoji 🦀",
    "dot.",
];
const TEXTS: [&str; 9] = [
    "",
    "one line",
    "two\nlines",
    "ends with a break\n",
    "\n\nbegins with two",
    "tab\tand \"quotes\"",
    "'''",
    "ends with '\nreally '",
    "C:\\path\n\\n",
];
const POLICIES: [&str; 5] = [
    "",
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:Get*","Resource":"*"}]}"#,
    "{\n  \"Version\": \"1\",\n  \"Statement\": [\n    { \"Effect\": \"Deny\", \"Action\": [\"ecs:*\"], \"Resource\": \
     \"*\" }\n  ]\n}\n",
    "{\r\n\t\"Version\": \"1\",\r\n\t\"Statement\": [{\"Effect\":\"Allow\",\"Action\":\"a:*\",\"Resource\":\"*\"}]}",
    "{\n\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"a:'''\",\"Resource\":\"acs:*:\\u0041\"}]}",
];
const SYSTEM_POLICIES: [&str; 4] =
    ["ReadOnlyAccess", "AdministratorAccess", "AliyunOSSFullAccess", "AliyunECSReadOnlyAccess"];

/// Makes a directory. Who has access waits for it, or has it where the role stands.
pub struct Making<'a> {
    pub tx: &'a mut Tx,
    pub chance: Random,
    pub now: Timestamp,
    pub actor: Actor,
}

impl Making<'_> {
    pub async fn everything(&mut self) {
        let (users, groups) = self.people().await;
        let accounts = self.places().await;
        let configurations = self.configurations().await;
        self.roles(&accounts, &configurations).await;
        self.access(&users, &groups, &accounts, &configurations).await;
        self.ram_users(&users, &groups, &accounts).await;
        self.settings().await;
    }

    fn coin(&mut self) -> bool {
        self.chance.below(2) == 0
    }

    fn name(&mut self, number: usize) -> String {
        format!("{} {number}", self.chance.of(&NAMES))
    }

    async fn people(&mut self) -> (Vec<UserId>, Vec<GroupId>) {
        let mut users = Vec::new();
        for number in 0..self.chance.below(12) {
            let user_name =
                format!("{}{number}@example.com", self.chance.of(&["alice", "Bob", "c_d", "E.F-"]));
            let email = if self.coin() { format!("Mail{number}@example.com") } else { String::new() };
            let display_name = if self.coin() { self.name(number) } else { String::new() };
            let description = self.chance.of(&TEXTS).to_owned();
            let id = if self.coin() {
                let (first_name, last_name) =
                    (self.chance.of(&NAMES).to_owned(), self.chance.of(&NAMES).to_owned());
                let new = CreateUser { user_name, first_name, last_name, display_name, email, description };
                users::create_user(self.tx, &new, &self.actor, self.now).await.unwrap().id
            } else {
                self.synchronized(user_name, display_name, email).await
            };
            if self.chance.below(4) == 0 {
                let status = UserStatus::Disabled;
                users::update_user_status(self.tx, &id, status, &self.actor, self.now).await.unwrap();
            }
            users.push(id);
        }
        let groups = self.groups(&users).await;
        (users, groups)
    }

    async fn synchronized(&mut self, user_name: String, display_name: String, email: String) -> UserId {
        let mut told =
            synchronized::Told { user_name, display_name, active: self.coin(), ..Default::default() };
        told.external_id =
            self.coin().then(|| self.chance.of(&["ext-1", "{\"odd\"}", "\u{202E}x", " "]).to_owned());
        if !email.is_empty() {
            let emails = json!([{"value": "other@x", "type": "home"}, {"value": email, "type": "work"}]);
            told.attributes.insert("emails".into(), emails);
            told.attributes.insert("title".into(), "Engineer".into());
        }
        synchronized::create(self.tx, &told, &self.actor, self.now).await.unwrap().id
    }

    async fn groups(&mut self, users: &[UserId]) -> Vec<GroupId> {
        let mut groups = Vec::new();
        for number in 0..self.chance.below(6) {
            let name = self.name(number);
            let synchronized = self.coin();
            let new = NewGroup {
                name: &name,
                description: self.chance.of(&TEXTS),
                provision_type: if synchronized {
                    ProvisionType::Synchronized
                } else {
                    ProvisionType::Manual
                },
                external_id: (synchronized && self.coin()).then_some("group-\t1"),
            };
            let group = groups::create_group(self.tx, &new, &self.actor, self.now).await.unwrap();
            let members: Vec<UserId> = users.iter().filter(|_| self.chance.below(3) == 0).cloned().collect();
            groups::add_members(self.tx, &group.id, &members, &self.actor, self.now).await.unwrap();
            groups.push(group.id);
        }
        groups
    }

    async fn places(&mut self) -> Vec<Account> {
        let mut folders: Vec<(Folder, usize)> = Vec::new();
        for number in 0..self.chance.below(8) {
            let above = folders.get(self.chance.below(folders.len() + 1)).cloned();
            let level = above.as_ref().map_or(1, |(_, level)| level + 1);
            if level > 5 {
                continue;
            }
            let new = CreateFolder { parent_id: above.map(|(folder, _)| folder.id), name: self.name(number) };
            let folder = accounts::create_folder(self.tx, &new, &self.actor, self.now).await.unwrap();
            folders.push((folder, level));
        }
        let mut made = Vec::new();
        for number in 0..self.chance.below(7) {
            let place =
                folders.get(self.chance.below(folders.len() + 1)).map(|(folder, _)| folder.id.clone());
            let account_type =
                if number == 0 { AccountType::ManagementAccount } else { AccountType::MemberAccount };
            let id = format!("{}", 9_000_000_000_000_000 - 7 * number);
            let new = CreateAccount { id, name: self.name(number), account_type, folder_id: place.clone() };
            let account = accounts::create_account(self.tx, &new, &self.actor, self.now).await.unwrap();
            let mark = UpdateAccount {
                name: account.name.clone(),
                folder_id: place,
                colour: AccountColour::ALL[self.chance.below(AccountColour::ALL.len())],
                label: self.chance.of(&["", "Production", "测试"]).to_owned(),
            };
            let (id, actor) = (&account.id, &self.actor);
            made.push(accounts::update_account(self.tx, id, &mark, actor, self.now).await.unwrap());
        }
        made
    }

    async fn configurations(&mut self) -> Vec<AccessConfiguration> {
        let mut made = Vec::new();
        for number in 0..self.chance.below(5) {
            let first = self.chance.below(SYSTEM_POLICIES.len() + 1);
            let mut system_policies: Vec<String> =
                SYSTEM_POLICIES.iter().skip(first).map(|name| (*name).to_owned()).collect();
            system_policies.reverse();
            let new = CreateAccessConfiguration {
                name: format!("{}-{number}", self.chance.of(&["Admin", "read", "Z"])),
                description: self.chance.of(&TEXTS).to_owned(),
                session_duration: 900 + self.chance.below(42_301) as i64,
                relay_state: self
                    .chance
                    .of(&["", "https://oss.console.alibabacloud.com/a?b=\"c\""])
                    .replace('"', "%22"),
                system_policies,
                inline_policy: self.chance.of(&POLICIES).to_owned(),
            };
            let (actor, now) = (&self.actor, self.now);
            let one =
                access_configurations::create_access_configuration(self.tx, new, SIGN_IN_URL, actor, now);
            made.push(one.await.unwrap());
        }
        made
    }

    /// Roles that stand already.
    async fn roles(&mut self, accounts: &[Account], configurations: &[AccessConfiguration]) {
        for account in accounts {
            for configuration in configurations {
                if self.coin() {
                    execute!(
                        &mut *self.tx,
                        "INSERT INTO access_configuration_provisionings
                             (account_id, access_configuration_id, status, inline_policy, provisioned_at)
                         VALUES ($1, $2, 'Provisioned', '', 1)",
                        account.id.as_str(),
                        configuration.id.as_str()
                    )
                    .unwrap();
                }
            }
        }
    }

    async fn access(
        &mut self,
        users: &[UserId],
        groups: &[GroupId],
        accounts: &[Account],
        configurations: &[AccessConfiguration],
    ) {
        for account in accounts {
            for configuration in configurations {
                let grant = GrantAccess {
                    user_ids: users.iter().filter(|_| self.chance.below(3) == 0).cloned().collect(),
                    group_ids: groups.iter().filter(|_| self.chance.below(3) == 0).cloned().collect(),
                    account_ids: vec![account.id.clone()],
                    access_configuration_ids: vec![configuration.id.clone()],
                };
                if !grant.user_ids.is_empty() || !grant.group_ids.is_empty() {
                    let waiting = TaskStatus::AwaitingAdministrator;
                    grant_access(self.tx, &grant, waiting, &self.actor, self.now).await.unwrap();
                }
            }
        }
    }

    async fn ram_users(&mut self, users: &[UserId], groups: &[GroupId], accounts: &[Account]) {
        let people = users.iter().cloned().map(Principal::User);
        let people: Vec<Principal> = people.chain(groups.iter().cloned().map(Principal::Group)).collect();
        let members = accounts.iter().filter(|it| it.account_type == AccountType::MemberAccount);
        for account in members {
            for principal in &people {
                if self.chance.below(3) > 0 {
                    continue;
                }
                let new = CreateRamUserProvisionings {
                    principals: vec![principal.clone()],
                    account_ids: vec![account.id.clone()],
                    conflict_policy: if self.coin() {
                        ConflictPolicy::KeepBoth
                    } else {
                        ConflictPolicy::TakeOver
                    },
                    deletion_policy: if self.coin() { DeletionPolicy::Delete } else { DeletionPolicy::Keep },
                    description: self.chance.of(&TEXTS).to_owned(),
                    user_sso_accepted: true,
                };
                ram_users::create_provisionings(self.tx, &new, &self.actor, self.now).await.unwrap();
            }
        }
    }

    async fn settings(&mut self) {
        let (actor, now) = (self.actor.clone(), self.now);
        let wanted = RamUserSettings {
            session_hours: 1 + self.chance.below(24) as u32,
            landing_page: self
                .chance
                .of(&["https://homenew.console.aliyun.com", "https://oss.console.alibabacloud.com/a?b=%22"])
                .to_owned(),
        };
        ram_users::update_settings(self.tx, &wanted, SIGN_IN_URL, &actor, now).await.unwrap();
        let name = self.chance.of(&["example", "another", "d2"]);
        settings::rename_directory(self.tx, name, &actor, now).await.unwrap();
        let contact = self.chance.of(&TEXTS);
        settings::set_access_contact(self.tx, &contact.replace('\t', " "), &actor, now).await.unwrap();
        let rules = UpdateSsoRules {
            idp_initiated_allowed: self.coin(),
            clock_skew_seconds: self.chance.below(301) as i64,
        };
        settings::update_sso_rules(self.tx, &rules, &actor, now).await.unwrap();
        let preferences = LogonPreferences { users_may_get_credentials: self.coin() };
        settings::update_logon_preferences(self.tx, preferences, &actor, now).await.unwrap();
        if self.coin() {
            let metadata = upload(&IdentityProvider::default().metadata());
            identity_provider::configure_identity_provider(self.tx, &metadata, &actor, now).await.unwrap();
            let on = self.coin();
            identity_provider::set_sso_logon(self.tx, on, &actor, now).await.unwrap();
        }
        let scim = self.coin();
        settings::set_scim_synchronization(self.tx, scim, &actor, now).await.unwrap();
    }
}
