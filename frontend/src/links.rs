//! Every address of these pages, read and written in one place.

use shared::portal::DirectAccessQuery;

/// Pages of the portal's program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortalPage {
    /// The user logon URL: `/<directoryName>/login`.
    SignIn {
        /// The directory's name.
        directory_name: String,
    },
    /// The portal, tab **Log on as RAM Role**.
    RamRoles,
    /// The portal, tab **Log on as RAM User**.
    RamUsers,
    /// Why a sign-in was refused.
    SignInProblem {
        /// The record's id.
        id: String,
    },
    /// Why logging on to an account was refused.
    LogOnProblem {
        /// The record's id.
        id: String,
    },
    /// Where a command-line program is confirmed.
    DeviceCode,
    /// Nothing of ours.
    Unknown,
}

/// The portal.
pub const PORTAL: &str = "/portal";
/// The portal's tab **Log on as RAM Role**.
pub const PORTAL_RAM_ROLES: &str = "/portal/ram-roles";
/// The portal's tab **Log on as RAM User**.
pub const PORTAL_RAM_USERS: &str = "/portal/ram-users";

/// Which page of the portal's program `path` is.
pub fn portal_page(path: &str) -> PortalPage {
    match segments(path).as_slice() {
        ["portal"] | ["portal", "ram-roles"] => PortalPage::RamRoles,
        ["portal", "ram-users"] => PortalPage::RamUsers,
        ["portal", "log-on-problem", id] => PortalPage::LogOnProblem { id: decode(id) },
        ["sign-in", "problem", id] => PortalPage::SignInProblem { id: decode(id) },
        ["device", "code"] => PortalPage::DeviceCode,
        [name, "login"] => PortalPage::SignIn { directory_name: decode(name) },
        _ => PortalPage::Unknown,
    }
}

/// Whether a link to `path` stays in the portal's program.
pub fn is_portal_path(path: &str) -> bool {
    matches!(portal_page(path), PortalPage::RamRoles | PortalPage::RamUsers)
}

/// Pages of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsolePage {
    /// The administrators' sign-in page.
    SignIn,
    /// **Overview**.
    Overview,
    /// **Users**.
    Users,
    /// One user.
    User {
        /// The user's id.
        id: String,
    },
    /// **Import Users**.
    ImportUsers,
    /// **Groups**.
    Groups,
    /// One group.
    Group {
        /// The group's id.
        id: String,
    },
    /// **Resource Directory**.
    ResourceDirectory,
    /// **Import from the Cloud**.
    ImportAccounts,
    /// One account.
    Account {
        /// The account's id.
        id: String,
    },
    /// **Access Configurations**.
    AccessConfigurations,
    /// **Create Access Configuration**.
    CreateAccessConfiguration,
    /// One access configuration.
    AccessConfiguration {
        /// The access configuration's id.
        id: String,
    },
    /// **Multi-account Permissions**.
    MultiAccountPermissions,
    /// What was started together.
    TaskBatch {
        /// The batch's id.
        id: String,
    },
    /// **Tasks**.
    Tasks,
    /// **Provisioning Log**.
    ProvisioningLog,
    /// **Audit Log**.
    AuditLog,
    /// **Settings**.
    Settings,
    /// Nothing of ours.
    Unknown,
}

/// The administrators' sign-in page.
pub const CONSOLE_SIGN_IN: &str = "/console/sign-in";
/// **Overview**.
pub const OVERVIEW: &str = "/console/overview";
/// **Users**.
pub const USERS: &str = "/console/users";
/// **Import Users**.
pub const IMPORT_USERS: &str = "/console/user-import";
/// **Groups**.
pub const GROUPS: &str = "/console/groups";
/// **Resource Directory**.
pub const RESOURCE_DIRECTORY: &str = "/console/resource-directory";
/// **Import from the Cloud**.
pub const IMPORT_ACCOUNTS: &str = "/console/resource-directory/import";
/// Above the accounts' own pages.
pub const ACCOUNTS: &str = "/console/resource-directory/accounts";
/// **Access Configurations**.
pub const ACCESS_CONFIGURATIONS: &str = "/console/access-configurations";
/// **Create Access Configuration**; `?copy=<id>` begins with what another one has.
pub const CREATE_ACCESS_CONFIGURATION: &str = "/console/access-configurations/new";
/// **Multi-account Permissions**.
pub const MULTI_ACCOUNT_PERMISSIONS: &str = "/console/multi-account-permissions";
/// What was started together, by its id below.
pub const TASK_BATCHES: &str = "/console/multi-account-permissions/batches";
/// **Tasks**.
pub const TASKS: &str = "/console/tasks";
/// The tab **Manual work** of **Tasks**, in the address.
pub const MANUAL_WORK_TAB: &str = "manual-work";
/// **Audit Log**.
pub const AUDIT_LOG: &str = "/console/audit-log";
/// **Provisioning Log**.
pub const PROVISIONING_LOG: &str = "/console/provisioning-log";
/// **Settings**, section **SCIM Synchronization**.
pub const SCIM_SETTINGS: &str = "/console/settings#scim";
/// **Settings**, section **Cloud Credential**.
pub const CLOUD_SETTINGS: &str = "/console/settings#cloud-credential";
/// **Settings**.
pub const SETTINGS: &str = "/console/settings";

/// Which page of the console `path` is.
pub fn console_page(path: &str) -> ConsolePage {
    match segments(path).as_slice() {
        ["console"] | ["console", "overview"] => ConsolePage::Overview,
        ["console", "sign-in"] => ConsolePage::SignIn,
        ["console", "users"] => ConsolePage::Users,
        ["console", "users", id] => ConsolePage::User { id: decode(id) },
        ["console", "user-import"] => ConsolePage::ImportUsers,
        ["console", "groups"] => ConsolePage::Groups,
        ["console", "groups", id] => ConsolePage::Group { id: decode(id) },
        ["console", "resource-directory"] => ConsolePage::ResourceDirectory,
        ["console", "resource-directory", "import"] => ConsolePage::ImportAccounts,
        ["console", "resource-directory", "accounts", id] => ConsolePage::Account { id: decode(id) },
        ["console", "access-configurations"] => ConsolePage::AccessConfigurations,
        ["console", "access-configurations", "new"] => ConsolePage::CreateAccessConfiguration,
        ["console", "access-configurations", id] => ConsolePage::AccessConfiguration { id: decode(id) },
        ["console", "multi-account-permissions"] => ConsolePage::MultiAccountPermissions,
        ["console", "multi-account-permissions", "batches", id] => ConsolePage::TaskBatch { id: decode(id) },
        ["console", "tasks"] => ConsolePage::Tasks,
        ["console", "audit-log"] => ConsolePage::AuditLog,
        ["console", "provisioning-log"] => ConsolePage::ProvisioningLog,
        ["console", "settings"] => ConsolePage::Settings,
        _ => ConsolePage::Unknown,
    }
}

/// The page below `list` that shows the thing with this id.
pub fn detail(list: &str, id: &str) -> String {
    format!("{list}/{}", encode(id))
}

/// Reads the query of a user logon URL; nothing when it is no direct access link.
pub fn direct_access_link(query: &str) -> Option<DirectAccessQuery> {
    (query_value(query, "quickLogin").as_deref() == Some("true")).then(|| DirectAccessQuery {
        account_id: query_value(query, "accountId").unwrap_or_default(),
        access_configuration_name: query_value(query, "accessConfigurationName").unwrap_or_default(),
        landing_page: query_value(query, "landingPage").unwrap_or_default(),
    })
}

/// Whether the server wants the person asked before the direct access link is followed.
pub fn is_confirmation(query: &str) -> bool {
    query_value(query, "confirm").is_some()
}

/// `target` when it is a path of this site, otherwise `instead`. A browser reads `//host` and `/\host` as
/// another site, and drops tabs and line breaks before reading.
pub fn own_path(target: Option<String>, instead: &str) -> String {
    match target {
        Some(path) if is_own_path(&path) => path,
        _ => instead.to_owned(),
    }
}

fn is_own_path(path: &str) -> bool {
    let second = path.chars().nth(1);
    path.starts_with('/')
        && !matches!(second, Some('/' | '\\'))
        && !path.chars().any(|c| c.is_control() || c == '\\')
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}

/// The value of `key` in a query, decoded.
pub fn query_value(query: &str, key: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name) == key).then(|| decode(value))
    })
}

/// `path` with those pairs of the query whose value is not empty.
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut text = path.to_owned();
    for (key, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        text.push(if text.len() == path.len() { '?' } else { '&' });
        text.push_str(key);
        text.push('=');
        text.push_str(&encode(value));
    }
    text
}

/// Percent-encodes everything but the unreserved characters of RFC 3986, section 2.3.
pub fn encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

/// Undoes percent-encoding and reads `+` as a space, as in form data. What is no code stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = (byte == b'%').then(|| (hex(bytes.get(at + 1)), hex(bytes.get(at + 2))));
        match pair {
            Some((Some(high), Some(low))) => {
                out.push(high * 16 + low);
                at += 3;
            }
            _ => {
                out.push(if byte == b'+' { b' ' } else { byte });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex(digit: Option<&u8>) -> Option<u8> {
    match *digit? {
        c @ b'0'..=b'9' => Some(c - b'0'),
        c @ b'a'..=b'f' => Some(c - b'a' + 10),
        c @ b'A'..=b'F' => Some(c - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_portal_address_is_known() {
        let sign_in = PortalPage::SignIn { directory_name: "acme".to_owned() };
        assert_eq!(portal_page("/acme/login"), sign_in);
        assert_eq!(portal_page("/acme/login/"), sign_in);
        assert_eq!(portal_page("/portal"), PortalPage::RamRoles);
        assert_eq!(portal_page("/portal/ram-users"), PortalPage::RamUsers);
        assert_eq!(portal_page("/device/code"), PortalPage::DeviceCode);
        assert_eq!(portal_page("/sign-in/problem/e-1"), PortalPage::SignInProblem { id: "e-1".to_owned() });
        assert_eq!(
            portal_page("/portal/log-on-problem/e-1"),
            PortalPage::LogOnProblem { id: "e-1".to_owned() }
        );
        for path in ["/", "", "/acme", "/acme/login/more", "/portal/other", "/sign-in/problem"] {
            assert_eq!(portal_page(path), PortalPage::Unknown, "{path:?}");
        }
    }

    #[test]
    fn every_console_address_is_known() {
        assert_eq!(console_page("/console"), ConsolePage::Overview);
        assert_eq!(console_page(&detail(USERS, "u-1")), ConsolePage::User { id: "u-1".to_owned() });
        assert_eq!(console_page(IMPORT_USERS), ConsolePage::ImportUsers);
        assert_eq!(console_page(GROUPS), ConsolePage::Groups);
        assert_eq!(console_page(&detail(GROUPS, "g-1")), ConsolePage::Group { id: "g-1".to_owned() });
        assert_eq!(console_page(RESOURCE_DIRECTORY), ConsolePage::ResourceDirectory);
        assert_eq!(console_page(IMPORT_ACCOUNTS), ConsolePage::ImportAccounts);
        assert_eq!(
            console_page(&detail(ACCOUNTS, "12345678")),
            ConsolePage::Account { id: "12345678".to_owned() }
        );
        assert_eq!(console_page(CREATE_ACCESS_CONFIGURATION), ConsolePage::CreateAccessConfiguration);
        let configuration = ConsolePage::AccessConfiguration { id: "ac-1".to_owned() };
        assert_eq!(console_page(&detail(ACCESS_CONFIGURATIONS, "ac-1")), configuration);
        assert_eq!(console_page(TASKS), ConsolePage::Tasks);
        let batch = ConsolePage::TaskBatch { id: "tb-1".to_owned() };
        assert_eq!(console_page(&detail(TASK_BATCHES, "tb-1")), batch);
        assert_eq!(console_page(SETTINGS), ConsolePage::Settings);
        assert_eq!(console_page(PROVISIONING_LOG), ConsolePage::ProvisioningLog);
        assert_eq!(console_page(CONSOLE_SIGN_IN), ConsolePage::SignIn);
        for path in ["/", "/console/", "/consoles", "/console/users/u-1/more", "/console/group"] {
            let known = path == "/console/";
            assert_eq!(console_page(path) != ConsolePage::Unknown, known, "{path:?}");
        }
    }

    #[test]
    fn a_link_out_of_the_program_loads_the_document() {
        assert!(is_portal_path("/portal/ram-users"));
        for path in ["/saml/sp/d-1", "/acme/login", "/console/users", "//evil.example/portal", "/"] {
            assert!(!is_portal_path(path), "{path:?}");
        }
    }

    #[test]
    fn a_direct_access_link_is_one_only_with_quick_login_true() {
        let query = "quickLogin=true&accountId=1234567890123456&accessConfigurationName=Read%2DOnly&landingPage=https%3A%2F%2Fecs.console.aliyun.com%2F%3Fa%3Db%26c";
        let link = direct_access_link(query).unwrap();
        assert_eq!(link.account_id, "1234567890123456");
        assert_eq!(link.access_configuration_name, "Read-Only");
        assert_eq!(link.landing_page, "https://ecs.console.aliyun.com/?a=b&c");
        for query in
            ["", "quickLogin=false&accountId=1", "quickLogin=TRUE", "accountId=1", "xquickLogin=true"]
        {
            assert_eq!(direct_access_link(query), None, "{query:?}");
        }
    }

    #[test]
    fn a_target_on_another_site_is_not_followed() {
        assert_eq!(own_path(Some("/console/users?a=1".to_owned()), "/x"), "/console/users?a=1");
        assert_eq!(own_path(None, "/x"), "/x");
        for target in [
            "",
            "portal",
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/a\\b",
            " /portal",
        ] {
            assert_eq!(own_path(Some(target.to_owned()), "/x"), "/x", "{target:?}");
        }
    }

    #[test]
    fn what_is_encoded_is_decoded_to_the_same() {
        for text in ["", "a b+c&d=e?f#g%h", "阿里云 ✓", "100%", "%zz"] {
            let path = with_query("/p", &[("empty", ""), ("k", text), ("l", "x")]);
            let query = path.strip_prefix("/p?").unwrap();
            assert_eq!(query_value(query, "k").unwrap_or_default(), text, "{path}");
            assert_eq!(query_value(query, "l").as_deref(), Some("x"));
        }
    }

    #[test]
    fn a_broken_code_in_a_query_stays_as_written() {
        assert_eq!(query_value("k=%&l=%4", "k").as_deref(), Some("%"));
        assert_eq!(query_value("k=%&l=%4", "l").as_deref(), Some("%4"));
        assert_eq!(query_value("k=%FF", "k").as_deref(), Some("\u{FFFD}"));
    }
}
