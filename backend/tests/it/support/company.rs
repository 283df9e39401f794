//! What an administrator sets up through the console's doors, for tests that need it to be there.

use cloudsso::access::provisioning::worker;
use cloudsso::app::App;
use shared::access_assignments::{DeprovisionStrategy, GrantAccess, Principal, RevokeAccess};
use shared::access_configurations::{AccessConfiguration, CreateAccessConfiguration};
use shared::accounts::{Account, AccountType, CreateAccount, ResourceDirectory};
use shared::events::{Event, EventKind};
use shared::groups::{ChangeMembers, Group, WriteGroup};
use shared::ids::{GroupId, TaskBatchId, UserId};
use shared::page::Page;
use shared::paths;
use shared::provisioning::{ManualWork, ManualWorkDone, RoleInAccount};
use shared::tasks::{BatchProgress, Started};
use shared::users::{CreateUser, User};

use super::Browser;

/// The management account of every company of the tests.
pub const MANAGEMENT_ACCOUNT: &str = "1000000000000001";

/// An administrator's browser, with what he often does.
#[derive(Clone)]
pub struct Administrator(pub Browser, App);

impl std::ops::Deref for Administrator {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.0
    }
}

/// An access configuration of this name with nothing in it.
pub fn named(name: &str) -> CreateAccessConfiguration {
    CreateAccessConfiguration {
        name: name.to_owned(),
        description: String::new(),
        session_duration: 3_600,
        relay_state: String::new(),
        system_policies: Vec::new(),
        inline_policy: String::new(),
    }
}

impl Administrator {
    pub async fn of(server: &super::TestServer) -> Administrator {
        Administrator(server.administrator().await, server.app.clone())
    }

    pub async fn create_user(&self, name: &str) -> User {
        let new = CreateUser { user_name: name.to_owned(), ..CreateUser::default() };
        self.post(paths::USERS, &new).await.json()
    }

    /// Makes a group of these users.
    pub async fn create_group(&self, name: &str, members: &[&UserId]) -> GroupId {
        let new = WriteGroup { name: name.to_owned(), ..WriteGroup::default() };
        let group: Group = self.post(paths::GROUPS, &new).await.json();
        if !members.is_empty() {
            let body = ChangeMembers { user_ids: members.iter().map(|&id| id.clone()).collect() };
            self.change_members(axum::http::Method::POST, &group.id, &body).await;
        }
        group.id
    }

    pub async fn remove_member(&self, group: &GroupId, user: &UserId) {
        let body = ChangeMembers { user_ids: vec![user.clone()] };
        self.change_members(axum::http::Method::DELETE, group, &body).await;
    }

    async fn change_members(&self, method: axum::http::Method, group: &GroupId, body: &ChangeMembers) {
        let path = paths::with_id(paths::GROUP_MEMBERS, group.as_str());
        assert_eq!(self.write(method, &path, body).await.status, 200);
    }

    /// Adds a member, and the management account before it when it is not there yet.
    pub async fn create_account(&self, id: &str, name: &str) -> Account {
        let directory: ResourceDirectory = self.get(paths::RESOURCE_DIRECTORY).await.json();
        if directory.accounts.is_empty() {
            self.add_account(MANAGEMENT_ACCOUNT, "Example", AccountType::ManagementAccount).await;
        }
        self.add_account(id, name, AccountType::MemberAccount).await
    }

    async fn add_account(&self, id: &str, name: &str, account_type: AccountType) -> Account {
        let new = CreateAccount { id: id.into(), name: name.into(), account_type, folder_id: None };
        self.post(paths::ACCOUNTS, &new).await.json()
    }

    pub async fn create_access_configuration(&self, new: &CreateAccessConfiguration) -> AccessConfiguration {
        self.post(paths::ACCESS_CONFIGURATIONS, new).await.json()
    }

    pub async fn grant(&self, user: &UserId, account: &Account, configuration: &AccessConfiguration) {
        self.grant_to(&Principal::User(user.clone()), account, configuration).await;
    }

    pub async fn grant_to(
        &self,
        principal: &Principal,
        account: &Account,
        configuration: &AccessConfiguration,
    ) {
        let mut grant = GrantAccess {
            account_ids: vec![account.id.clone()],
            access_configuration_ids: vec![configuration.id.clone()],
            ..GrantAccess::default()
        };
        match principal.clone() {
            Principal::User(id) => grant.user_ids.push(id),
            Principal::Group(id) => grant.group_ids.push(id),
        }
        let started: Started = self.grant_all(&grant).await.json();
        assert_eq!((started.tasks, started.existing), (1, 0));
    }

    /// Grants, and has done what has to be done in the accounts: by hand, or by the server where it can.
    pub async fn grant_all(&self, grant: &GrantAccess) -> super::Answer {
        let answer = self.post(paths::ACCESS_ASSIGNMENTS, grant).await;
        self.finish_manual_work().await;
        if answer.status == 200
            && let Some(batch) = answer.json::<Started>().batch_id
        {
            self.let_server_finish(&batch).await;
        }
        answer
    }

    /// The server works until these tasks are over.
    async fn let_server_finish(&self, batch: &TaskBatchId) {
        let path = paths::with_id(paths::TASK_BATCH, batch.as_str());
        let progress = async || self.get(&path).await.json::<BatchProgress>();
        let over = async {
            while progress().await.over() < progress().await.total() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = over => {}
            () = worker::run(self.1.clone(), std::future::pending()) => {}
        }
    }

    /// What waits for an administrator's hand; the first page.
    pub async fn manual_work(&self) -> Vec<ManualWork> {
        self.get(paths::MANUAL_WORK).await.json::<Page<ManualWork>>().items
    }

    /// Presses **Done** for everything that waits for an administrator's hand.
    pub async fn finish_manual_work(&self) {
        loop {
            let waiting = self.manual_work().await;
            if waiting.is_empty() {
                return;
            }
            for work in waiting {
                assert_eq!(self.mark_done(&work).await.status, 200);
            }
        }
    }

    /// Presses **Done** for this.
    pub async fn mark_done(&self, work: &ManualWork) -> super::Answer {
        let done = ManualWorkDone {
            account_id: work.role.account_id.clone(),
            access_configuration_id: work.role.access_configuration_id.clone(),
            revision: work.revision.clone(),
        };
        self.post(paths::MANUAL_WORK_DONE, &done).await
    }

    pub async fn revoke(&self, user: &UserId, account: &Account, configuration: &AccessConfiguration) {
        self.revoke_from(&Principal::User(user.clone()), account, configuration).await;
    }

    pub async fn revoke_from(
        &self,
        principal: &Principal,
        account: &Account,
        configuration: &AccessConfiguration,
    ) {
        let revoke = RevokeAccess {
            principal: principal.clone(),
            account_id: account.id.clone(),
            access_configuration_id: configuration.id.clone(),
            deprovision_strategy: DeprovisionStrategy::None,
        };
        assert_eq!(
            self.write(axum::http::Method::DELETE, paths::ACCESS_ASSIGNMENTS, &revoke).await.status,
            200
        );
    }

    /// Removes the role from the account by hand.
    pub async fn deprovision(&self, account: &Account, configuration: &AccessConfiguration) {
        let role = RoleInAccount {
            account_id: account.id.clone(),
            access_configuration_id: configuration.id.clone(),
        };
        let answer = self.write(axum::http::Method::DELETE, paths::PROVISIONINGS, &role).await;
        assert_eq!(answer.json::<Started>().tasks, 1);
        self.finish_manual_work().await;
    }

    /// The events of this kind, newest first.
    pub async fn events(&self, kind: EventKind) -> Vec<Event> {
        let page: Page<Event> = self.get(&format!("{}?kind={kind:?}", paths::EVENTS)).await.json();
        page.items
    }

    /// The one event of this kind.
    #[track_caller]
    pub fn only<T>(events: Vec<T>) -> T {
        assert_eq!(events.len(), 1, "exactly one event was expected");
        events.into_iter().next().unwrap()
    }
}
