//! RAM users: who gets one where, what that means for groups and their members, and what is done by hand.

use shared::access_assignments::Principal;
use shared::error::{ErrorCode, Rule};
use shared::events::EventKind;
use shared::groups::ChangeMembers;
use shared::ids::{AccountId, GroupId, RamUserEventId, UserId};
use shared::page::Page;
use shared::paths::{self, with_id};
use shared::provisioning::ManualAction;
use shared::ram_users::{
    ConflictPolicy, CreateRamUserProvisionings, DeletionPolicy, PortalRamUser, RamUser, RamUserDone,
    RamUserEvent, RamUserEventKind, RamUserEventStatus, RamUserEventsChanged, RamUserProvisioning,
    RamUserProvisioningsCreated, RamUserSettings, RamUserStatus, RetryRamUserEvents,
    UpdateRamUserProvisioning,
};
use shared::users::UpdateUserStatus;

use crate::support::{Administrator, Answer, MANAGEMENT_ACCOUNT, SHOP, TestServer};

const LOG: &str = "2000000000000002";

struct Company {
    administrator: Administrator,
    ada: UserId,
    bob: UserId,
    team: GroupId,
}

async fn company(server: &TestServer) -> Company {
    let administrator = Administrator::of(server).await;
    let ada = administrator.create_user("ada@example.com").await.id;
    let bob = administrator.create_user("bob@example.com").await.id;
    let team = administrator.create_group("team", &[&ada]).await;
    administrator.create_account(SHOP, "Shop").await;
    administrator.create_account(LOG, "Log").await;
    Company { administrator, ada, bob, team }
}

fn wanted(principals: &[Principal], accounts: &[&str]) -> CreateRamUserProvisionings {
    CreateRamUserProvisionings {
        principals: principals.to_vec(),
        account_ids: accounts.iter().map(|id| id.parse().unwrap()).collect(),
        conflict_policy: ConflictPolicy::KeepBoth,
        deletion_policy: DeletionPolicy::Delete,
        description: String::new(),
        user_sso_accepted: true,
    }
}

impl Company {
    fn user(&self) -> Principal {
        Principal::User(self.ada.clone())
    }

    fn group(&self) -> Principal {
        Principal::Group(self.team.clone())
    }

    async fn create(&self, new: &CreateRamUserProvisionings) -> Answer {
        self.administrator.post(paths::RAM_USER_PROVISIONINGS, new).await
    }

    async fn provision(&self, principal: Principal, account: &str) {
        let created: RamUserProvisioningsCreated =
            self.create(&wanted(&[principal], &[account])).await.json();
        assert_eq!((created.created, created.existing), (1, 0));
    }

    async fn provisionings(&self, query: &str) -> Vec<RamUserProvisioning> {
        let path = format!("{}?{query}", paths::RAM_USER_PROVISIONINGS);
        self.administrator.get(&path).await.json::<Page<RamUserProvisioning>>().items
    }

    async fn end(&self, principal: &Principal, account: &str) {
        let account: AccountId = account.parse().unwrap();
        let all = self.provisionings("").await;
        let found = all.iter().find(|p| p.principal == *principal && p.account_id == account).unwrap();
        let path = with_id(paths::RAM_USER_PROVISIONING, found.id.as_str());
        assert_eq!(self.administrator.delete(&path).await.status, 204);
    }

    async fn ram_users(&self, query: &str) -> Vec<RamUser> {
        let path = format!("{}?{query}", paths::RAM_USERS);
        self.administrator.get(&path).await.json::<Page<RamUser>>().items
    }

    async fn events(&self, query: &str) -> Vec<RamUserEvent> {
        let path = format!("{}?{query}", paths::RAM_USER_EVENTS);
        self.administrator.get(&path).await.json::<Page<RamUserEvent>>().items
    }

    async fn waiting(&self) -> Vec<RamUserEvent> {
        self.events("status=AwaitingAdministrator").await
    }

    async fn done(&self, event: &RamUserEvent, principal_name: &str) -> Answer {
        let body = RamUserDone { event_id: event.id.clone(), principal_name: principal_name.to_owned() };
        self.administrator.post(paths::RAM_USER_DONE, &body).await
    }

    /// Presses **Done** for everything, as asked for.
    async fn finish(&self) {
        while let Some(event) = self.waiting().await.first() {
            let by_hand = event.by_hand.clone().unwrap();
            let name = format!("{}@{}.onaliyun.com", by_hand.ram_user_name, event.account_id);
            let answer = self.done(event, if by_hand.removes { "" } else { &name }).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
    }

    async fn members(&self, method: axum::http::Method, users: &[&UserId]) {
        let body = ChangeMembers { user_ids: users.iter().map(|&id| id.clone()).collect() };
        let path = with_id(paths::GROUP_MEMBERS, self.team.as_str());
        assert_eq!(self.administrator.write(method, &path, &body).await.status, 200);
    }
}

async fn portal(server: &TestServer, user: &UserId, search: &str) -> Vec<(String, String)> {
    let path = format!("{}?search={search}", paths::PORTAL_RAM_USERS);
    let page: Page<PortalRamUser> = server.signed_in(user).await.get(&path).await.json();
    page.items.into_iter().map(|row| (row.account.name, row.principal_name)).collect()
}

#[tokio::test]
async fn a_provisioning_waits_for_an_administrator_and_the_portal_shows_the_ram_user_once_it_stands() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.provision(company.user(), SHOP).await;
    let again: RamUserProvisioningsCreated =
        company.create(&wanted(&[company.user(), company.user()], &[SHOP, SHOP])).await.json();
    assert_eq!((again.created, again.existing), (0, 1));
    let waiting = company.waiting().await;
    assert_eq!((waiting.len(), waiting[0].kind), (1, RamUserEventKind::Start));
    let by_hand = waiting[0].by_hand.as_ref().unwrap();
    assert_eq!((by_hand.removes, by_hand.ram_user_name.as_str(), by_hand.steps.len()), (false, "ada", 2));
    assert!(by_hand.command_lines.contains("CreateUser --UserPrincipalName"));
    assert_eq!(company.ram_users("").await[0].status, RamUserStatus::Pending);
    assert!(portal(&server, &company.ada, "").await.is_empty());

    company.finish().await;
    let name = format!("ada@{SHOP}.onaliyun.com");
    let ram_user = company.ram_users(&format!("user_id={}", company.ada)).await.remove(0);
    assert_eq!((ram_user.status, &ram_user.principal_name), (RamUserStatus::Provisioned, &name));
    assert_eq!(
        (ram_user.through, ram_user.through_names),
        (vec![company.user()], vec!["ada@example.com".into()])
    );
    assert_eq!(portal(&server, &company.ada, "SHOP+ada%40").await, [("Shop".to_owned(), name)]);
    assert!(portal(&server, &company.ada, "log").await.is_empty());
    assert!(portal(&server, &company.bob, "").await.is_empty(), "nobody else's");
    assert_eq!(company.provisionings("").await[0].ram_users, 1);
    for kind in [EventKind::RamUserProvisioningCreated, EventKind::RamUserProvisioned] {
        let event = Administrator::only(company.administrator.events(kind).await);
        assert_eq!((event.target.as_str(), event.details["account"].as_str()), ("ada@example.com", "Shop"));
    }
}

#[tokio::test]
async fn what_cannot_be_provisioned_is_refused_with_the_reason_and_leaves_nothing() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    let field = async |change: &dyn Fn(&mut CreateRamUserProvisionings)| {
        let mut new = wanted(&[company.user()], &[SHOP]);
        change(&mut new);
        let answer = company.create(&new).await;
        let error = answer.error();
        assert_eq!(answer.status, 400, "{error:?}");
        error.fields.into_iter().map(|field| (field.field, field.rule)).collect::<Vec<_>>()
    };
    let one = |name: &str, rule| vec![(name.to_owned(), rule)];
    assert_eq!(field(&|new| new.user_sso_accepted = false).await, one("user_sso_accepted", Rule::Required));
    assert_eq!(field(&|new| new.principals.clear()).await, one("principals", Rule::Required));
    assert_eq!(field(&|new| new.account_ids.clear()).await, one("account_ids", Rule::Required));
    let stranger = Principal::User("u-stranger".parse().unwrap());
    assert_eq!(field(&|new| new.principals.push(stranger.clone())).await, one("principals", Rule::Unknown));
    let elsewhere: AccountId = "2999999999999999".parse().unwrap();
    assert_eq!(
        field(&|new| new.account_ids.push(elsewhere.clone())).await,
        one("account_ids", Rule::Unknown)
    );
    assert_eq!(
        field(&|new| new.description = "x".repeat(1_025)).await,
        one("description", Rule::TooLong { max: 1_024 })
    );
    let answer = company.create(&wanted(&[company.user()], &[SHOP, MANAGEMENT_ACCOUNT])).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter));
    assert!(answer.error().message.contains("management account"));
    assert!(company.provisionings("").await.is_empty() && company.events("").await.is_empty());
    for path in [paths::RAM_USER_PROVISIONINGS, paths::RAM_USERS] {
        let both = format!("{path}?user_id={}&account_id={SHOP}", company.ada);
        assert_eq!(company.administrator.get(&both).await.status, 400);
        assert_eq!(company.administrator.get(&format!("{path}?after=x")).await.status, 400);
    }
    let nowhere = with_id(paths::RAM_USER_PROVISIONING, "up-nowhere");
    assert_eq!(
        company.administrator.delete(&nowhere).await.error().code,
        ErrorCode::RamUserProvisioningNotExists
    );
}

#[tokio::test]
async fn what_done_says_must_be_true_of_the_account() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.create(&wanted(&[company.user(), Principal::User(company.bob.clone())], &[SHOP])).await;
    let waiting = company.waiting().await;
    let of = |id: &UserId| waiting.iter().find(|event| event.user_id == *id).unwrap();
    for name in ["", "ada", "a b@example.com", &format!("ada@{LOG}.onaliyun.com")] {
        let answer = company.done(of(&company.ada), name).await;
        assert_eq!(
            (answer.status, answer.error().fields[0].field.as_str()),
            (400, "principal_name"),
            "{name}"
        );
    }
    assert_eq!(company.done(of(&company.ada), "ada@shop.onaliyun.com").await.status, 200);
    for name in ["Ada@shop.onaliyun.com".to_owned(), format!("ada@{SHOP}.onaliyun.com")] {
        let taken = company.done(of(&company.bob), &name).await;
        assert_eq!((taken.status, taken.error().code), (409, ErrorCode::EntityAlreadyExists), "{name}");
    }
    let again = company.done(of(&company.ada), "ada@shop.onaliyun.com").await;
    assert_eq!(again.error().code, ErrorCode::ManualWorkChanged);
    let nothing = RamUserDone { event_id: "upe-nothing".parse().unwrap(), principal_name: String::new() };
    let answer = company.administrator.post(paths::RAM_USER_DONE, &nothing).await;
    assert_eq!((answer.status, answer.error().code), (404, ErrorCode::RamUserEventNotExists));
    company.end(&Principal::User(company.bob.clone()), SHOP).await;
    assert_eq!(
        company.done(of(&company.bob), "bob@shop.onaliyun.com").await.status,
        409,
        "nothing is left to do"
    );
}

#[tokio::test]
async fn the_last_that_goes_turns_user_based_sso_off_also_while_another_was_never_begun() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.provision(company.user(), SHOP).await;
    company.finish().await;
    company.provision(Principal::User(company.bob.clone()), SHOP).await;
    company.end(&company.user(), SHOP).await;
    let waiting = company.waiting().await;
    let ada = waiting.iter().find(|event| event.user_id == company.ada).unwrap();
    let steps = &ada.by_hand.as_ref().unwrap().steps;
    assert_eq!(steps.last().unwrap().action, ManualAction::TurnUserSsoOff);
}

#[tokio::test]
async fn who_comes_into_a_group_gets_one_and_who_leaves_loses_it_unless_something_else_reaches_them() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.provision(company.group(), SHOP).await;
    company.members(axum::http::Method::POST, &[&company.bob]).await;
    let kinds: Vec<_> = company.events("").await.iter().map(|event| event.kind).collect();
    assert_eq!(kinds.len(), 2);
    assert!(kinds.contains(&RamUserEventKind::Start) && kinds.contains(&RamUserEventKind::AddToGroup));
    company.finish().await;
    assert_eq!(company.provisionings(&format!("group_id={}", company.team)).await[0].ram_users, 2);
    assert_eq!(company.ram_users(&format!("group_id={}", company.team)).await.len(), 2);

    company.provision(company.user(), SHOP).await;
    assert!(company.waiting().await.is_empty(), "it stands already");
    let ada = company.ram_users(&format!("user_id={}", company.ada)).await.remove(0);
    assert_eq!(ada.through, [company.user(), company.group()]);
    company.members(axum::http::Method::DELETE, &[&company.ada, &company.bob]).await;
    assert_eq!(portal(&server, &company.bob, "").await.len(), 0, "at once");
    assert_eq!(portal(&server, &company.ada, "").await.len(), 1, "by her own");
    let waiting = company.waiting().await;
    assert_eq!((waiting.len(), &waiting[0].user_id), (1, &company.bob));
    assert!(waiting[0].by_hand.as_ref().unwrap().removes);
    let bob = format!("user_id={}", company.bob);
    assert_eq!(company.ram_users(&bob).await[0].status, RamUserStatus::Removing);
    let named = company.done(&waiting[0], "bob@shop.onaliyun.com").await;
    assert_eq!(named.error().code, ErrorCode::ManualWorkChanged, "it was to be removed");
    company.finish().await;
    assert!(company.ram_users(&bob).await.is_empty());
    let removed = Administrator::only(company.administrator.events(EventKind::RamUserRemoved).await);
    assert_eq!((removed.target.as_str(), removed.details["by_hand"].as_str()), ("bob@example.com", "true"));
}

#[tokio::test]
async fn what_was_never_begun_is_over_without_anybody_and_who_comes_back_keeps_it() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.provision(company.group(), SHOP).await;
    company.members(axum::http::Method::DELETE, &[&company.ada]).await;
    assert!(company.waiting().await.is_empty() && company.ram_users("").await.is_empty());
    assert!(company.events("").await.iter().all(|event| event.status == RamUserEventStatus::Success));
    company.members(axum::http::Method::POST, &[&company.ada]).await;
    company.finish().await;
    company.members(axum::http::Method::DELETE, &[&company.ada]).await;
    company.members(axum::http::Method::POST, &[&company.ada]).await;
    let waiting = company.waiting().await;
    assert!(waiting.iter().all(|event| !event.by_hand.as_ref().unwrap().removes), "{waiting:?}");
    company.finish().await;
    assert_eq!(company.ram_users("").await[0].status, RamUserStatus::Provisioned);
    assert!(company.administrator.events(EventKind::RamUserRemoved).await.is_empty());
}

#[tokio::test]
async fn a_deleted_provisioning_keeps_or_deletes_as_the_last_one_said() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.provision(company.group(), SHOP).await;
    let mut keep = wanted(&[company.user()], &[SHOP]);
    keep.deletion_policy = DeletionPolicy::Keep;
    company.create(&keep).await;
    company.finish().await;
    company.end(&company.group(), SHOP).await;
    assert!(company.waiting().await.is_empty());
    company.end(&company.user(), SHOP).await;
    let waiting = company.waiting().await.remove(0);
    assert_eq!(waiting.kind, RamUserEventKind::Delete);
    assert!(waiting.by_hand.unwrap().command_lines.starts_with("aliyun ims UpdateUser"));
    company.finish().await;
    let removed = Administrator::only(company.administrator.events(EventKind::RamUserRemoved).await);
    assert_eq!(removed.details["deletion_policy"], "Keep");
    assert_eq!(company.administrator.events(EventKind::RamUserProvisioningDeleted).await.len(), 2);
}

#[tokio::test]
async fn a_provisioning_is_changed_and_the_change_is_recorded() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.provision(company.user(), SHOP).await;
    let found = company.provisionings(&format!("account_id={SHOP}")).await.remove(0);
    let path = with_id(paths::RAM_USER_PROVISIONING, found.id.as_str());
    let mut body = UpdateRamUserProvisioning {
        conflict_policy: ConflictPolicy::TakeOver,
        deletion_policy: DeletionPolicy::Delete,
        description: "for the old console".into(),
    };
    let after: RamUserProvisioning = company.administrator.put(&path, &body).await.json();
    assert_eq!(after.conflict_policy, ConflictPolicy::TakeOver);
    company.administrator.put(&path, &body).await;
    let event =
        Administrator::only(company.administrator.events(EventKind::RamUserProvisioningUpdated).await);
    assert_eq!(event.details["before.conflict_policy"], "KeepBoth");
    assert_eq!(event.details["after.description"], "for the old console");
    assert!(!event.details.contains_key("after.deletion_policy"));
    body.description = "x".repeat(1_025);
    assert_eq!(company.administrator.put(&path, &body).await.status, 400);
}

#[tokio::test]
async fn whoever_is_deleted_leaves_a_clearing_and_no_provisioning() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.provision(company.group(), SHOP).await;
    company.provision(company.user(), LOG).await;
    company.finish().await;
    company.members(axum::http::Method::DELETE, &[&company.ada]).await;
    assert_eq!(company.administrator.delete(&with_id(paths::USER, company.ada.as_str())).await.status, 204);
    let kinds: Vec<_> =
        company.waiting().await.into_iter().map(|event| (event.account_name, event.kind)).collect();
    assert!(kinds.contains(&("Log".to_owned(), RamUserEventKind::Clearing)), "{kinds:?}");
    assert_eq!(company.ram_users("").await.len(), 2, "until they are removed");
    company.finish().await;
    assert!(company.ram_users("").await.is_empty());
    let deleted = Administrator::only(company.administrator.events(EventKind::UserDeleted).await);
    assert_eq!(deleted.details["ended_ram_user_provisionings"], "1");
    assert_eq!(company.administrator.delete(&with_id(paths::GROUP, company.team.as_str())).await.status, 204);
    assert!(company.provisionings("").await.is_empty());
}

#[tokio::test]
async fn a_disabled_user_keeps_the_ram_user_and_loses_the_way_to_it() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.provision(company.user(), SHOP).await;
    company.finish().await;
    let browser = server.signed_in(&company.ada).await;
    let path = with_id(paths::USER_STATUS, company.ada.as_str());
    let body = UpdateUserStatus { status: shared::users::UserStatus::Disabled };
    assert_eq!(company.administrator.put(&path, &body).await.status, 200);
    assert_eq!(browser.get(paths::PORTAL_RAM_USERS).await.status, 401);
    assert_eq!(company.ram_users("").await[0].status, RamUserStatus::Provisioned);
    assert!(company.waiting().await.is_empty());
}

#[tokio::test]
async fn an_account_with_ram_users_is_removed_only_when_they_are_forgotten() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.provision(company.user(), SHOP).await;
    company.provision(company.group(), SHOP).await;
    let path = with_id(paths::ACCOUNT, SHOP);
    assert_eq!(company.administrator.delete(&path).await.error().code, ErrorCode::AccountHasRamUsers);
    company.finish().await;
    assert_eq!(company.administrator.delete(&format!("{path}?forget=true")).await.status, 204);
    assert!(company.provisionings("").await.is_empty() && company.ram_users("").await.is_empty());
    assert!(company.waiting().await.is_empty());
    let forgotten =
        Administrator::only(company.administrator.events(EventKind::RamUserProvisioningDeleted).await);
    assert_eq!(forgotten.details["forgotten_provisionings"], "2");
}

#[tokio::test]
async fn only_what_has_failed_is_tried_again() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.provision(company.user(), SHOP).await;
    let event = company.waiting().await.remove(0);
    let retry = async |choice: &RetryRamUserEvents| {
        company.administrator.post(paths::RAM_USER_EVENTS_RETRY, choice).await
    };
    let this = RetryRamUserEvents { event_ids: vec![event.id.clone()], ..RetryRamUserEvents::default() };
    assert_eq!(retry(&this).await.json::<RamUserEventsChanged>().events, 0);
    let unknown = RetryRamUserEvents {
        event_ids: vec!["upe-unknown".parse::<RamUserEventId>().unwrap()],
        ..RetryRamUserEvents::default()
    };
    assert_eq!(retry(&unknown).await.json::<RamUserEventsChanged>().events, 0);
    assert_eq!(retry(&RetryRamUserEvents::default()).await.status, 400);
    let both = RetryRamUserEvents { user_id: Some(company.ada.clone()), ..this };
    assert_eq!(retry(&both).await.status, 400);
    assert!(company.administrator.events(EventKind::RamUsersRetried).await.is_empty());
}

#[tokio::test]
async fn the_settings_of_logons_are_changed_within_the_clouds_limits() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let before: RamUserSettings = administrator.get(paths::RAM_USER_SETTINGS).await.json();
    assert_eq!(before, RamUserSettings::default());
    let put = async |session_hours, landing_page: &str| {
        let body = RamUserSettings { session_hours, landing_page: landing_page.to_owned() };
        administrator.put(paths::RAM_USER_SETTINGS, &body).await
    };
    for (hours, page) in [
        (0, "https://ecs.console.aliyun.com"),
        (25, "https://ecs.console.aliyun.com"),
        (6, ""),
        (6, "https://evil.example"),
        (6, "javascript:alert(1)"),
    ] {
        assert_eq!(put(hours, page).await.status, 400, "{hours} {page}");
    }
    assert_eq!(put(24, " https://ecs.console.aliyun.com/a ").await.status, 200);
    let after: RamUserSettings = administrator.get(paths::RAM_USER_SETTINGS).await.json();
    assert_eq!((after.session_hours, after.landing_page.as_str()), (24, "https://ecs.console.aliyun.com/a"));
    let event = Administrator::only(administrator.events(EventKind::RamUserSettingsUpdated).await);
    assert_eq!(
        (event.details["before.session_hours"].as_str(), event.details["after.session_hours"].as_str()),
        ("6", "24")
    );
}

#[tokio::test]
async fn a_thousand_members_in_ten_accounts_are_provisioned_with_one_request() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let mut tx = server.app.db.write().await.unwrap();
    for number in 0..1_000 {
        let (id, name) = (format!("u-many{number}"), format!("user-{number}"));
        cloudsso::execute!(
            &mut tx,
            "INSERT INTO users (id, user_name, user_name_key, first_name, last_name, display_name, email,
                                email_key, description, status, provision_type, password_hash, created_at)
             VALUES ($1, $2, $2, '', '', '', '', NULL, '', 'Enabled', 'Manual', '', 0)",
            id.as_str(),
            name.as_str()
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    let group = administrator.create_group("many", &[]).await;
    let users = (0..1_000).map(|number| format!("u-many{number}").parse().unwrap()).collect();
    let path = with_id(paths::GROUP_MEMBERS, group.as_str());
    assert_eq!(administrator.post(&path, &ChangeMembers { user_ids: users }).await.status, 200);
    let mut new = wanted(&[Principal::Group(group.clone())], &[]);
    for number in 0..101 {
        let id = (3_000_000_000_000_000_u64 + number).to_string();
        new.account_ids.push(administrator.create_account(&id, &format!("Account {number}")).await.id);
    }
    let answer = administrator.post(paths::RAM_USER_PROVISIONINGS, &new).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::LimitExceeded));
    new.account_ids.truncate(10);
    let created: RamUserProvisioningsCreated =
        administrator.post(paths::RAM_USER_PROVISIONINGS, &new).await.json();
    assert_eq!(created.created, 10);
    let page: Page<RamUserEvent> = administrator.get(paths::RAM_USER_EVENTS).await.json();
    assert_eq!((page.total, page.items.len(), page.next.is_some()), (10_000, 50, true));
    let path = format!("{}?account_id={}", paths::RAM_USERS, new.account_ids[3]);
    let first: Page<RamUser> = administrator.get(&path).await.json();
    let second: Page<RamUser> = administrator
        .get(&format!("{path}&after={}", first.next.unwrap().replace('/', "%2F").replace(' ', "+")))
        .await
        .json();
    assert_eq!((first.total, second.items.len()), (1_000, 50));
    assert!(first.items.last().unwrap().user_name < second.items[0].user_name);
}
