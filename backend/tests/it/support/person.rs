//! Somebody who may log on to an account, and presses **Log On**.

use cloudsso::platform::sessions::{CookieKind, SessionValue};
use shared::access_configurations::{AccessConfiguration, CreateAccessConfiguration};
use shared::accounts::Account;
use shared::events::{Event, EventKind};
use shared::ids::UserId;
use shared::paths;

use super::{Administrator, Answer, Browser, TestServer, named};

/// The account of everybody here.
pub const SHOP: &str = "2000000000000001";

#[derive(Clone)]
pub struct Person {
    pub administrator: Administrator,
    pub id: UserId,
    pub browser: Browser,
    pub account: Account,
    pub configuration: AccessConfiguration,
}

impl Person {
    /// A user of this name, signed in, to whom this access configuration is assigned.
    pub async fn new(server: &TestServer, name: &str, configuration: CreateAccessConfiguration) -> Person {
        let person = Person::without_access(server, name, configuration).await;
        person.administrator.grant(&person.id, &person.account, &person.configuration).await;
        person
    }

    /// The same before anything is assigned.
    pub async fn without_access(
        server: &TestServer,
        name: &str,
        configuration: CreateAccessConfiguration,
    ) -> Person {
        let administrator = Administrator::of(server).await;
        let user = administrator.create_user(name).await;
        let account = administrator.create_account(SHOP, "Shop").await;
        let configuration = administrator.create_access_configuration(&configuration).await;
        let browser = server.signed_in(&user.id).await;
        Person { administrator, id: user.id, browser, account, configuration }
    }

    pub async fn alice(server: &TestServer) -> Person {
        Person::new(server, "alice@example.com", named("Read-Only")).await
    }

    /// The same person at another browser.
    pub fn at(&self, browser: Browser) -> Person {
        Person { browser, ..self.clone() }
    }

    /// The session that the browser holds.
    pub fn session(&self, server: &TestServer) -> SessionValue {
        let name = server.app.cookies.name(CookieKind::Portal);
        SessionValue::from_cookie(&self.browser.cookie(name).unwrap()).unwrap()
    }

    /// Presses **Log On**.
    pub async fn log_on(&self, server: &TestServer, landing_page: &str) -> Answer {
        let token = self.session(server).form_token();
        let fields = [
            ("account_id", self.account.id.as_str()),
            ("access_configuration_id", self.configuration.id.as_str()),
            ("landing_page", landing_page),
            ("form_token", &token),
        ];
        self.browser.post_form(paths::LOG_ON, &fields).await
    }

    /// The record of the one refusal.
    pub async fn refused(&self) -> Event {
        Administrator::only(self.administrator.events(EventKind::RoleLogOnRefused).await)
    }

    /// The answer is the page of the one refusal, which has this reason; nothing was issued.
    pub async fn assert_refused(&self, answer: &Answer, reason: &str) {
        let event = self.refused().await;
        assert_eq!(answer.location(), format!("/portal/log-on-problem/{}", event.id));
        assert_eq!(event.details["reason"], reason);
        assert!(answer.body.is_empty());
        self.assert_nothing_issued().await;
    }

    pub async fn assert_nothing_issued(&self) {
        assert!(self.administrator.events(EventKind::RoleLogOn).await.is_empty());
    }
}
