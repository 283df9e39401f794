//! Filters and orders of SCIM lists: who is found among a handful of people, and that any filter is answered as
//! it would be by looking at each person.

use std::collections::BTreeMap;

use cloudsso::directory::groups::{self, NewGroup};
use cloudsso::directory::users::synchronized::{self, Told};
use cloudsso::events::Actor;
use cloudsso::execute;
use cloudsso::scim::filter;
use cloudsso::scim::respond::{ScimResult, ScimType};
use cloudsso::scim::search::{self, ListQuery};
use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use shared::ids::{GroupId, UserId};
use shared::users::ProvisionType;

use crate::support::{Random, TestServer};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// The server, with the people as SCIM would show them.
struct People {
    server: TestServer,
    users: BTreeMap<UserId, Value>,
    groups: BTreeMap<String, GroupId>,
}

impl People {
    /// Anna, Bea, Carl, Dora and Émile, of whom each lacks something; two groups; and Manual ones of both kinds.
    async fn gather() -> People {
        let mut people =
            People { server: TestServer::start().await, users: BTreeMap::new(), groups: BTreeMap::new() };
        people.server.create_user("manual").await;
        for (number, person) in (0..).zip(persons()) {
            people.add(person, number).await;
        }
        people.add_group("Engineers", ProvisionType::Synchronized, &["anna@example.com", "bea"]).await;
        people.add_group("Ünion", ProvisionType::Synchronized, &["anna@example.com"]).await;
        people.add_group("By hand", ProvisionType::Manual, &["carl"]).await;
        people
    }

    async fn add(&mut self, mut person: Value, hours: i64) {
        let text = |name: &str| person.pointer(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut attributes = person.as_object().unwrap().clone();
        for name in ["userName", "displayName", "externalId", "active"] {
            attributes.remove(name);
        }
        let told = Told {
            user_name: text("/userName"),
            first_name: text("/name/givenName"),
            last_name: text("/name/familyName"),
            display_name: text("/displayName"),
            external_id: person.get("externalId").map(|id| id.as_str().unwrap().to_owned()),
            active: person["active"].as_bool().unwrap(),
            attributes: without_columns(attributes),
        };
        let now = self.server.now() + SignedDuration::from_hours(hours);
        let mut tx = self.server.app.db.write().await.unwrap();
        let user = synchronized::create(&mut tx, &told, &Actor::server(), now).await.unwrap();
        tx.commit().await.unwrap();
        person["id"] = user.id.as_str().into();
        person["meta"] =
            json!({"resourceType": "User", "created": now.to_string(), "lastModified": now.to_string()});
        self.users.insert(user.id, person);
    }

    async fn add_group(&mut self, name: &str, provision_type: ProvisionType, members: &[&str]) {
        let (actor, now) = (Actor::server(), self.server.now());
        let mut tx = self.server.app.db.write().await.unwrap();
        let new = NewGroup { name, description: "", provision_type, external_id: Some("Ext") };
        let id = groups::create_group(&mut tx, &new, &actor, now).await.unwrap().id;
        let ids: Vec<UserId> = members.iter().map(|name| self.id(name)).collect();
        groups::add_members(&mut tx, &id, &ids, &actor, now).await.unwrap();
        tx.commit().await.unwrap();
        if provision_type == ProvisionType::Synchronized {
            for user in ids {
                let membership = json!({"value": id.as_str(), "display": name, "type": "direct"});
                let groups = &mut self.users.get_mut(&user).unwrap()["groups"];
                groups.as_array_mut().unwrap().push(membership);
            }
        }
        self.groups.insert(name.to_owned(), id);
    }

    fn id(&self, name: &str) -> UserId {
        self.users.iter().find(|(_, user)| user["userName"] == name).unwrap().0.clone()
    }

    fn names(&self, ids: &[UserId]) -> Vec<&str> {
        let name = |id| self.users[id]["userName"].as_str().unwrap();
        ids.iter().map(|id| name(id).split('@').next().unwrap()).collect()
    }

    async fn list(&self, query: &ListQuery) -> (u64, Vec<UserId>) {
        let mut tx = self.server.app.db.read().await.unwrap();
        search::list_users(&mut tx, query).await.unwrap_or_else(|fault| panic!("{}", fault.detail))
    }

    /// The user names that a filter finds, up to their `@`, in the usual order.
    async fn found(&self, filter: &str) -> String {
        let query = asking(filter).unwrap();
        let (total, ids) = self.list(&query).await;
        assert_eq!(usize::try_from(total).unwrap(), ids.len(), "{filter}");
        self.names(&ids).join(" ")
    }

    /// The names of groups that a filter finds.
    async fn found_groups(&self, filter: &str) -> String {
        let query = asking(filter).unwrap();
        let mut tx = self.server.app.db.read().await.unwrap();
        let (_, ids) = search::list_groups(&mut tx, &query).await.unwrap_or_else(|fault| panic!("{fault:?}"));
        let names =
            ids.iter().map(|id| self.groups.iter().find(|(_, group)| *group == id).unwrap().0.as_str());
        names.collect::<Vec<_>>().join(" ")
    }

    async fn asked(&self, query: &str) -> (u64, String) {
        let (total, ids) = self.list(&ListQuery::from_query(query).unwrap()).await;
        (total, self.names(&ids).join(" "))
    }

    async fn refusal(&self, query: &str) -> (Option<ScimType>, String) {
        let mut tx = self.server.app.db.read().await.unwrap();
        let answer = match ListQuery::from_query(query) {
            Ok(query) => search::list_users(&mut tx, &query).await.map(|found| format!("{found:?}")),
            Err(fault) => Err(fault),
        };
        let fault = answer.expect_err(query);
        assert_eq!(fault.status, 400, "{query}");
        (fault.scim_type, fault.detail)
    }
}

/// The query of an address that asks for this filter.
fn address(filter: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair("filter", filter).finish()
}

fn asking(filter: &str) -> ScimResult<ListQuery> {
    ListQuery::from_query(&address(filter))
}

/// What is kept beside the columns.
fn without_columns(mut attributes: Map<String, Value>) -> Map<String, Value> {
    attributes.remove("groups");
    if let Some(name) = attributes.get_mut("name").and_then(Value::as_object_mut) {
        name.remove("givenName");
        name.remove("familyName");
    }
    attributes
}

fn persons() -> Vec<Value> {
    vec![
        json!({
            "userName": "anna@example.com", "displayName": "Anna Berg", "externalId": "Ext-1", "active": true,
            "name": {"givenName": "Anna", "familyName": "Berg", "formatted": "Dr. Anna Berg"},
            "title": "Head of IT",
            "emails": [
                {"value": "Anna@Example.com", "type": "work", "primary": true},
                {"value": "home@anna.test", "type": "home", "primary": false},
            ],
            "phoneNumbers": [{"value": "tel:1", "type": "mobile"}],
            "groups": [],
            ENTERPRISE: {"department": "R&D", "employeeNumber": "701984", "manager": {"value": "u-boss"}},
        }),
        json!({
            "userName": "bea", "displayName": "bea", "externalId": "ext-1", "active": false,
            "name": {"givenName": "Bea"}, "title": "100%_\\'",
            "emails": [{"value": "work@anna.test", "type": "other"}, {"value": "bea@example.com", "type": "work"}],
            "groups": [],
        }),
        json!({"userName": "carl", "active": true, "groups": [], "title": "1005_\\'"}),
        json!({
            "userName": "dora", "displayName": "Dora", "active": true, "groups": [],
            "emails": [{"type": "work", "display": "none"}],
            ENTERPRISE: {"department": "Sales"},
        }),
        json!({
            "userName": "emile", "displayName": "ÉMILE", "active": true, "groups": [], "title": "ÉTÉ",
            "addresses": [{"formatted": "Rue\n1", "country": "FR", "type": "work", "primary": true}],
        }),
    ]
}

#[tokio::test]
async fn each_operator_finds_whom_it_should() {
    let people = People::gather().await;
    for (filter, wanted) in [
        ("userName eq \"ANNA@example.COM\"", "anna"),
        ("userName eq \"manual\"", ""),
        ("userName ne \"bea\"", "anna carl dora emile"),
        ("userName co \"R\"", "carl dora"),
        ("userName sw \"d\"", "dora"),
        ("userName ew \".com\"", "anna"),
        ("userName ew \"xxxxxxxxxxxxxxxxxxxxanna@example.com\"", ""),
        ("userName gt \"carl\"", "dora emile"),
        ("userName ge \"carl\"", "carl dora emile"),
        ("userName lt \"carl\"", "anna bea"),
        ("userName le \"carl\"", "anna bea carl"),
        ("userName pr", "anna bea carl dora emile"),
        ("displayName pr", "anna bea dora emile"),
        ("not (displayName pr)", "carl"),
        ("displayName eq null", "carl"),
        ("displayName ne null", "anna bea dora emile"),
        ("displayName lt \"c\"", "anna bea"),
        ("displayName eq \"émile\"", "emile"),
        ("displayName co \"\"", "anna bea dora emile"),
        ("displayName eq \"\"", ""),
        ("title eq \"été\"", "emile"),
        ("title pr and title ne \"Été\"", "anna bea carl"),
        ("active eq true", "anna carl dora emile"),
        ("active eq \"False\"", "bea"),
        ("active ne true", "bea"),
        ("active pr", "anna bea carl dora emile"),
        ("active eq null", ""),
    ] {
        assert_eq!(people.found(filter).await, wanted, "{filter}");
    }
}

#[tokio::test]
async fn letter_case_matters_where_the_schema_says_so() {
    let people = People::gather().await;
    let id = people.id("anna@example.com");
    for (filter, wanted) in [
        ("externalId eq \"Ext-1\"".to_owned(), "anna"),
        ("EXTERNALID eq \"ext-1\"".to_owned(), "bea"),
        ("externalId sw \"E\"".to_owned(), "anna"),
        ("externalId ne \"Ext-1\"".to_owned(), "bea carl dora emile"),
        ("externalId pr".to_owned(), "anna bea"),
        ("not (externalId pr)".to_owned(), "carl dora emile"),
        (format!("id eq \"{id}\""), "anna"),
        (format!("id eq \"{}\"", id.as_str().to_uppercase()), ""),
        (format!("{ENTERPRISE}:manager.value eq \"u-boss\""), "anna"),
        (format!("{ENTERPRISE}:manager.value eq \"U-BOSS\""), ""),
        (format!("{ENTERPRISE}:manager eq \"u-boss\""), "anna"),
    ] {
        assert_eq!(people.found(&filter).await, wanted, "{filter}");
    }
}

#[tokio::test]
async fn sub_attributes_and_full_names_are_found_by() {
    let people = People::gather().await;
    let core = "urn:ietf:params:scim:schemas:core:2.0:User";
    for (filter, wanted) in [
        ("name.givenName eq \"ANNA\"".to_owned(), "anna"),
        ("name.familyName pr".to_owned(), "anna"),
        ("name.formatted co \"dr. a\"".to_owned(), "anna"),
        ("name pr".to_owned(), "anna bea"),
        ("not (name pr)".to_owned(), "carl dora emile"),
        (format!("{core}:userName eq \"bea\""), "bea"),
        (format!("{core}:name.givenName sw \"b\""), "bea"),
        (format!("{ENTERPRISE}:department eq \"r&d\""), "anna"),
        (format!("{}:DEPARTMENT pr", ENTERPRISE.to_uppercase()), "anna dora"),
        (format!("{ENTERPRISE}:employeeNumber sw \"70\""), "anna"),
        (format!("{ENTERPRISE}:manager pr"), "anna"),
        ("addresses.country eq \"fr\"".to_owned(), "emile"),
        ("addresses.formatted ew \"\\n1\"".to_owned(), "emile"),
        ("meta.resourceType eq \"User\"".to_owned(), "anna bea carl dora emile"),
        ("meta pr and meta.resourceType ne \"Group\"".to_owned(), "anna bea carl dora emile"),
    ] {
        assert_eq!(people.found(&filter).await, wanted, "{filter}");
    }
}

#[tokio::test]
async fn a_value_path_asks_of_one_and_the_same_element() {
    let people = People::gather().await;
    for (filter, wanted) in [
        ("emails eq \"anna@example.com\"", "anna"),
        ("emails co \"anna\"", "anna bea"),
        ("emails.value ew \"anna.test\"", "anna bea"),
        ("emails.type eq \"work\" and emails.value ew \"anna.test\"", "anna bea"),
        ("emails[type eq \"work\" and value ew \"anna.test\"]", ""),
        ("emails[type eq \"other\" and value ew \"anna.test\"]", "bea"),
        ("emails[TYPE eq \"WORK\" and VALUE co \"@EXAMPLE\"]", "anna bea"),
        ("emails[type eq \"work\"].value eq \"BEA@example.com\"", "bea"),
        ("emails[type ne \"work\"]", "anna bea"),
        ("emails[not (value pr)]", "dora"),
        ("emails[value eq null and display pr]", "dora"),
        ("emails[primary eq true]", "anna"),
        ("emails[primary eq \"False\"]", "anna"),
        ("emails.primary eq \"True\"", "anna"),
        ("emails[type eq \"home\" or type eq \"other\"]", "anna bea"),
        ("not (emails[type eq \"work\"])", "carl emile"),
        ("emails pr", "anna bea dora"),
        ("emails.value pr", "anna bea"),
        ("phoneNumbers[type eq \"mobile\" and value pr]", "anna"),
    ] {
        assert_eq!(people.found(filter).await, wanted, "{filter}");
    }
}

#[tokio::test]
async fn words_join_as_the_standard_says() {
    let people = People::gather().await;
    for (filter, wanted) in [
        ("userName eq \"bea\" or userName eq \"carl\" and active eq false", "bea"),
        ("(userName eq \"bea\" or userName eq \"carl\") and active eq true", "carl"),
        ("not (userName eq \"bea\" or userName eq \"carl\") and active eq true", "anna dora emile"),
        ("not (not (userName eq \"bea\"))", "bea"),
    ] {
        assert_eq!(people.found(filter).await, wanted, "{filter}");
    }
    let long: Vec<String> = (0..55).map(|number| format!("title eq \"{number}\"")).collect();
    assert_eq!(people.found(&long.join(" or ")).await, "");
    assert_eq!(
        people.found(&format!("{} or emails pr", ["title pr"; 74].join(" and "))).await.split(' ').count(),
        5
    );
    assert_eq!(people.found(&["emails[type eq \"work\"]"; 36].join(" and ")).await, "anna bea dora");
}

#[tokio::test]
async fn times_compare_as_times() {
    let people = People::gather().await;
    for (filter, wanted) in [
        ("meta.created eq \"2026-06-21T09:30:00Z\"", "anna"),
        ("meta.created eq \"2026-06-21T11:30:00.000+02:00\"", "anna"),
        ("meta.created ne \"2026-06-21T09:30:00Z\"", "bea carl dora emile"),
        ("meta.lastModified gt \"2026-06-21T11:30:00Z\"", "dora emile"),
        ("meta.lastModified ge \"2026-06-21T11:30:00Z\"", "carl dora emile"),
        ("meta.lastModified lt \"2026-06-21T11:30:00Z\"", "anna bea"),
        ("meta.lastModified le \"2026-06-21T11:30:00Z\"", "anna bea carl"),
        ("meta.created pr", "anna bea carl dora emile"),
    ] {
        assert_eq!(people.found(filter).await, wanted, "{filter}");
    }
}

#[tokio::test]
async fn groups_and_members_are_found_by_each_other() {
    let people = People::gather().await;
    let (engineers, by_hand) = (&people.groups["Engineers"], &people.groups["By hand"]);
    for (filter, wanted) in [
        (format!("groups.value eq \"{engineers}\""), "anna bea"),
        (format!("groups eq \"{engineers}\""), "anna bea"),
        (format!("groups[value eq \"{engineers}\" and display co \"ENG\"]"), "anna bea"),
        (format!("groups[value eq \"{engineers}\" and display eq \"Ünion\"]"), ""),
        (format!("groups.value eq \"{by_hand}\""), ""),
        ("groups.display eq \"ÜNION\"".to_owned(), "anna"),
        ("groups[type eq \"Direct\"]".to_owned(), "anna bea"),
        ("groups pr".to_owned(), "anna bea"),
        ("not (groups pr)".to_owned(), "carl dora emile"),
    ] {
        assert_eq!(people.found(&filter).await, wanted, "{filter}");
    }
    let (anna, bea) = (people.id("anna@example.com"), people.id("bea"));
    for (filter, wanted) in [
        ("displayName eq \"ENGINEERS\"".to_owned(), "Engineers"),
        ("displayName eq \"ünion\"".to_owned(), "Ünion"),
        ("displayName eq \"By hand\"".to_owned(), ""),
        ("externalId eq \"Ext\"".to_owned(), "Engineers Ünion"),
        ("externalId eq \"ext\"".to_owned(), ""),
        (format!("members.value eq \"{anna}\""), "Engineers Ünion"),
        (format!("members eq \"{bea}\""), "Engineers"),
        (format!("members[value eq \"{bea}\"]"), "Engineers"),
        (format!("not (members[value eq \"{bea}\"])"), "Ünion"),
        ("members[value ne \"x\" and type eq \"user\"]".to_owned(), "Engineers Ünion"),
        ("members pr and meta.resourceType eq \"Group\"".to_owned(), "Engineers Ünion"),
        (format!("id eq \"{engineers}\""), "Engineers"),
    ] {
        assert_eq!(people.found_groups(&filter).await, wanted, "{filter}");
    }
}

#[tokio::test]
async fn signs_of_sql_are_only_signs() {
    let people = People::gather().await;
    for (filter, wanted) in [
        (r#"title co "%""#, "bea"),
        (r#"title co "_""#, "bea carl"),
        (r#"title ew "\\'""#, "bea carl"),
        (r#"title eq "100%_\\'""#, "bea"),
        (r#"title sw "100%""#, "bea"),
        (r#"title co "' OR '1'='1""#, ""),
        (r#"userName eq "anna' --""#, ""),
        (r#"userName eq "$1?""#, ""),
        (r#"externalId eq "'; DROP TABLE users; --""#, ""),
        (r#"emails[value eq "') OR ('1'='1"]"#, ""),
    ] {
        assert_eq!(people.found(filter).await, wanted, "{filter}");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_its_place() {
    let people = People::gather().await;
    let filters = [
        ("password eq \"x\"", "character 1,"),
        ("userName eq \"x\" or password pr", "character 20,"),
        ("unknown eq \"x\"", "character 1,"),
        ("active pr and emails.unknown pr", "character 15,"),
        ("emails[unknown eq \"x\"]", "character 8,"),
        ("emails[value.x eq \"x\"]", "character 8,"),
        ("userName.x pr", "character 1,"),
        ("name eq \"x\"", "character 1,"),
        ("addresses eq \"x\"", "streetAddress"),
        ("userName[value eq \"x\"]", "one value only"),
        ("name[formatted eq \"x\"]", "one value only"),
        ("emails.value[type pr]", "character 1,"),
        ("groups[$ref pr]", "character 8,"),
        ("members.value eq \"x\"", "character 1,"),
        ("urn:x:2.0:User:userName eq \"x\"", "character 1,"),
        ("urn:ietf:params:scim:schemas:core:2.0:Group:displayName pr", "character 1,"),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:title pr", "character 1,"),
        ("schemas pr", "character 1,"),
        ("meta eq \"x\"", "character 1,"),
        ("meta.version pr", "character 1,"),
        ("active gt \"true\"", "character 11,"),
        ("active co \"t\"", "character 11,"),
        ("active eq \"yes\"", "character 11,"),
        ("active eq 1", "character 11,"),
        ("active gt true", "character 11,"),
        ("emails[primary gt \"true\"]", "character 19,"),
        ("emails.primary eq \"x\"", "character 19,"),
        ("userName eq 5", "character 13,"),
        ("title eq true", "character 10,"),
        ("meta.created eq \"yesterday\"", "character 17,"),
        ("meta.created eq \"2026-06-21T09:30:00\"", "zone"),
        ("meta.created gt 5", "character 17,"),
        ("meta.created sw \"2026\"", "character 17,"),
        ("userName eq 'x'", "character 13,"),
        ("userName eq \"\\u0000\"", "character 13,"),
    ];
    for (filter, named) in filters {
        let query = address(filter);
        let (scim_type, detail) = people.refusal(&query).await;
        assert_eq!(scim_type, Some(ScimType::InvalidFilter), "{filter}: {detail}");
        assert!(detail.contains(named), "{filter}: {detail}");
    }
    for (query, named) in [
        ("sortBy=unknown", "unknown"),
        ("sortBy=password", "password"),
        ("sortBy=groups", "groups"),
        ("sortBy=name", "name"),
        ("sortBy=emails.unknown", "unknown"),
    ] {
        let (scim_type, detail) = people.refusal(query).await;
        assert!(scim_type == Some(ScimType::InvalidValue) && detail.contains(named), "{query}: {detail}");
    }
    let parentheses = format!("filter={}", "(".repeat(10_000));
    assert_eq!(people.refusal(&parentheses).await.0, Some(ScimType::InvalidFilter));
}

#[tokio::test]
async fn lists_come_in_order_and_page_by_page() {
    let people = People::gather().await;
    let all = "anna bea carl dora emile";
    for (query, wanted) in [
        ("", (5, all)),
        ("startIndex=0&count=2", (5, "anna bea")),
        ("startIndex=3&count=2", (5, "carl dora")),
        ("startIndex=5&count=2", (5, "emile")),
        ("startIndex=6", (5, "")),
        ("startIndex=9223372036854775807&count=200", (5, "")),
        ("count=0", (5, "")),
        ("count=-5", (5, "")),
        ("filter=active%20eq%20true&count=2", (4, "anna carl")),
        ("filter=active%20eq%20true&count=0", (4, "")),
        ("sortBy=userName", (5, all)),
        ("sortBy=userName&sortOrder=descending", (5, "emile dora carl bea anna")),
        ("sortBy=meta.created&sortOrder=descending", (5, "emile dora carl bea anna")),
        ("sortBy=externalId&count=2", (5, "anna bea")),
        ("sortBy=meta.resourceType&count=0", (5, "")),
    ] {
        assert_eq!(people.asked(query).await, (wanted.0, wanted.1.to_owned()), "{query}");
    }
    assert!(people.asked("sortBy=active").await.1.starts_with("bea"));
    assert_eq!(people.asked("sortBy=meta.resourceType").await.1.len(), all.len());
    // Who has no value comes last, and first in descending order.
    assert!(people.asked("sortBy=displayName").await.1.ends_with("carl"));
    assert!(people.asked("sortBy=displayName&sortOrder=descending").await.1.starts_with("carl"));
    // The primary address counts, else the first: anna@…, work@… of Bea.
    assert!(people.asked("sortBy=emails").await.1.starts_with("anna bea"));
    assert!(people.asked("sortBy=emails.value&sortOrder=descending").await.1.ends_with("bea anna"));
    let department = format!("sortBy={ENTERPRISE}:department&count=2");
    assert_eq!(people.asked(&department).await.1, "anna dora");
}

#[tokio::test]
async fn text_is_ordered_by_its_bytes_in_every_database() {
    let mut people = People::gather().await;
    // As a language orders them, Carl comes before both of them; as bytes, between them.
    for name in ["car-z", "carl-a"] {
        people
            .add(json!({"userName": name, "active": true, "groups": [], "name": {"givenName": name}}), 5)
            .await;
    }
    for (filter, wanted) in [
        ("userName lt \"carl\"", "anna bea car-z"),
        ("userName ge \"carl\"", "carl carl-a dora emile"),
        ("userName gt \"car-z\" and userName sw \"CAR\"", "carl carl-a"),
        ("userName sw \"car-\"", "car-z"),
        ("userName sw \"\"", "anna bea car-z carl carl-a dora emile"),
        ("name.givenName lt \"carl\" and name.givenName sw \"car\"", "car-z"),
    ] {
        assert_eq!(people.found(filter).await, wanted, "{filter}");
    }
    let ordered = "anna bea car-z carl carl-a dora emile".to_owned();
    assert_eq!(people.asked("sortBy=userName").await, (7, ordered.clone()));
    assert_eq!(people.asked("").await, (7, ordered));
}

#[tokio::test]
async fn an_order_without_differences_is_still_an_order() {
    let people = People::gather().await;
    let mut tx = people.server.app.db.write().await.unwrap();
    execute!(&mut tx, "UPDATE users SET created_at = 0").unwrap();
    tx.commit().await.unwrap();
    let mut seen = Vec::new();
    for start in 1..=5 {
        let query = format!("sortBy=meta.created&startIndex={start}&count=1");
        seen.extend(people.list(&ListQuery::from_query(&query).unwrap()).await.1);
    }
    assert_eq!(seen, people.users.keys().cloned().collect::<Vec<_>>());
}

impl Random {
    fn filter(&mut self, depth: usize) -> String {
        match self.below(if depth == 0 { 6 } else { 10 }) {
            6 => format!("({}) and {}", self.filter(depth - 1), self.filter(depth - 1)),
            7 => format!("({} or {})", self.filter(depth - 1), self.filter(depth - 1)),
            8 => format!("not ({})", self.filter(depth - 1)),
            9 => {
                let list = self.of(&["emails", "emails", "phoneNumbers", "groups"]);
                format!("{list}[{}]", self.element(depth.min(2)))
            }
            0 => format!(
                "{} pr",
                self.of(&["title", "name", "emails.value", "externalId", "meta", "groups", "displayName"])
            ),
            1 => format!("active {} {}", self.of(&["eq", "ne"]), self.of(&["true", "\"False\"", "null"])),
            2 => {
                let time = self.of(&["2026-06-21T09:30:00Z", "2026-06-21T11:30:00Z"]);
                format!("meta.created {} \"{time}\"", self.of(&["eq", "ne", "gt", "ge", "lt", "le"]))
            }
            _ => {
                let attributes = [
                    "userName",
                    "displayName",
                    "externalId",
                    "title",
                    "name.givenName",
                    "name.formatted",
                    "emails.value",
                    "emails.type",
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                    "groups.display",
                    "userName",
                    "addresses.country",
                ];
                format!("{} {}", self.of(&attributes), self.comparison())
            }
        }
    }

    fn element(&mut self, depth: usize) -> String {
        match self.below(if depth == 0 { 3 } else { 6 }) {
            3 => format!("{} and ({})", self.element(depth - 1), self.element(depth - 1)),
            4 => format!("({}) or {}", self.element(depth - 1), self.element(depth - 1)),
            5 => format!("not ({})", self.element(depth - 1)),
            0 => format!("{} pr", self.of(&["type", "value", "display"])),
            _ => format!("{} {}", self.of(&["type", "value", "value", "display"]), self.comparison()),
        }
    }

    fn comparison(&mut self) -> String {
        let texts = [
            "anna",
            "Bea",
            "",
            "r&d",
            "%",
            "_",
            "\\\\",
            "'",
            "work",
            "home@anna.test",
            "É",
            "e",
            "@",
            "Ext-1",
            "ext-1",
            "bea",
            "example.com",
            "Engineers",
            "Ünion",
            "direct",
        ];
        match self.below(5) {
            0 => format!("{} null", self.of(&["eq", "ne"])),
            1 => format!("{} \"{}\"", self.of(&["gt", "ge", "lt", "le"]), self.of(&["a", "c", "m", "z"])),
            _ => format!("{} \"{}\"", self.of(&["eq", "ne", "co", "sw", "ew", "eq"]), self.of(&texts)),
        }
    }
}

#[tokio::test]
async fn any_filter_finds_whom_a_look_at_each_finds() {
    let people = People::gather().await;
    let mut tx = people.server.app.db.read().await.unwrap();
    let mut random = Random(0x5eed_0ff1_17e2);
    let mut some = 0;
    for _ in 0..3_000 {
        let text = random.filter(3);
        let Ok(filter) = filter::parse(&text) else { continue };
        let wanted: Vec<&UserId> =
            people.users.iter().filter(|(_, user)| filter.matches(user)).map(|(id, _)| id).collect();
        let query = asking(&text).unwrap();
        let (total, mut found) =
            search::list_users(&mut tx, &query).await.unwrap_or_else(|f| panic!("{text}: {f:?}"));
        found.sort();
        assert_eq!(found.iter().collect::<Vec<_>>(), wanted, "{text}");
        assert_eq!(usize::try_from(total).unwrap(), wanted.len(), "{text}");
        some += usize::from(!wanted.is_empty() && wanted.len() < people.users.len());
    }
    assert!(some > 500, "too many filters find nobody or everybody: {some} do not");
}

#[tokio::test]
async fn any_text_is_answered_or_refused() {
    let people = People::gather().await;
    let mut tx = people.server.app.db.read().await.unwrap();
    let pieces = [
        "userName",
        "emails",
        "groups",
        "active",
        "meta.created",
        "password",
        "[",
        "]",
        "(",
        ")",
        " ",
        " eq ",
        " co ",
        " gt ",
        " pr",
        " and ",
        " or ",
        "not ",
        "\"x\"",
        "\"2026-06-21T09:30:00Z\"",
        "true",
        "null",
        "5",
        "'",
        "%",
        "\\",
        "\0",
        "é",
        "value",
        "type",
        ".value",
        "name",
    ];
    let mut random = Random(0x0f11_07e2);
    for _ in 0..20_000 {
        let text: String = (0..random.below(12)).map(|_| random.of(&pieces)).collect();
        let answer = match asking(&text) {
            Ok(query) => search::list_users(&mut tx, &query).await.map(|_| ()),
            Err(fault) => Err(fault),
        };
        if let Err(fault) = answer {
            assert_eq!(
                (fault.status.as_u16(), fault.scim_type),
                (400, Some(ScimType::InvalidFilter)),
                "{text:?}"
            );
        }
    }
}
