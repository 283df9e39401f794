//! A directory file as text, read: which sections it has, what they say, and in which line.
//!
//! Decides what the text says and nothing about whether that may be. A key that is not known is refused: a misspelt
//! one would silently say nothing. A section that is absent is not spoken of; an empty one says that there is none.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::entries::{
    AccessAssignmentEntry, AccessConfigurationEntry, AccountEntry, FolderEntry, GroupEntry,
    IdentityProviderEntry, MembershipEntry, RamUserProvisioningEntry, UserEntry,
};
use super::write::visible;

/// The version of the format.
pub(super) const FORMAT: i64 = 1;

/// Most bytes of a file.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Something wrong with the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there and what to do.
    pub text: String,
}

/// The line and what is wrong there. What the file says does not steer the terminal.
impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.line, visible(&self.text))
    }
}

/// Something that stands in a line of the file.
#[derive(Debug, Clone)]
pub(super) struct Located<T> {
    pub line: usize,
    pub entry: T,
}

/// A section; absent when the file does not speak of it.
pub(super) type Section<T> = Option<Vec<Located<T>>>;

/// A directory file.
#[derive(Debug)]
pub struct File {
    pub(super) settings: Settings,
    pub(super) identity_provider: Option<Located<IdentityProviderEntry>>,
    pub(super) folders: Section<FolderEntry>,
    pub(super) accounts: Section<AccountEntry>,
    pub(super) users: Section<UserEntry>,
    pub(super) groups: Section<GroupEntry>,
    pub(super) memberships: Section<MembershipEntry>,
    pub(super) access_configurations: Section<AccessConfigurationEntry>,
    pub(super) access_assignments: Section<AccessAssignmentEntry>,
    pub(super) ram_user_provisionings: Section<RamUserProvisioningEntry>,
}

/// The settings of the directory; what is absent stays as it is.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub directory_name: Option<Located<String>>,
    pub access_contact: Option<Located<String>>,
    pub users_may_get_credentials: Option<bool>,
    pub ram_user_session_hours: Option<Located<u32>>,
    pub ram_user_landing_page: Option<Located<String>>,
    pub sso_enabled: Option<Located<bool>>,
    pub idp_initiated_allowed: Option<bool>,
    pub clock_skew_seconds: Option<Located<i64>>,
    pub scim_enabled: Option<bool>,
}

type Many<T> = Option<Vec<Spanned<T>>>;

/// The file as serde takes it apart.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(rename = "format")]
    _format: i64,
    settings: Option<RawSettings>,
    identity_provider: Option<Spanned<IdentityProviderEntry>>,
    folders: Many<FolderEntry>,
    accounts: Many<AccountEntry>,
    users: Many<UserEntry>,
    groups: Many<GroupEntry>,
    memberships: Many<MembershipEntry>,
    access_configurations: Many<AccessConfigurationEntry>,
    access_assignments: Many<AccessAssignmentEntry>,
    ram_user_provisionings: Many<RamUserProvisioningEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSettings {
    directory_name: Option<Spanned<String>>,
    access_contact: Option<Spanned<String>>,
    users_may_get_credentials: Option<bool>,
    ram_user_session_hours: Option<Spanned<u32>>,
    ram_user_landing_page: Option<Spanned<String>>,
    sso_enabled: Option<Spanned<bool>>,
    idp_initiated_allowed: Option<bool>,
    clock_skew_seconds: Option<Spanned<i64>>,
    scim_enabled: Option<bool>,
}

/// Where lines begin, to tell the line of a byte.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    fn of_byte(&self, byte: usize) -> usize {
        self.0.partition_point(|end| *end < byte) + 1
    }

    fn locate<T>(&self, spanned: Spanned<T>) -> Located<T> {
        Located { line: self.of_byte(spanned.span().start), entry: spanned.into_inner() }
    }

    fn locate_all<T>(&self, many: Many<T>) -> Section<T> {
        many.map(|all| all.into_iter().map(|one| self.locate(one)).collect())
    }

    fn fault(&self, error: &toml::de::Error) -> Fault {
        let line = error.span().map_or(1, |span| self.of_byte(span.start));
        let said: Vec<&str> =
            error.message().lines().map(str::trim).filter(|part| !part.is_empty()).collect();
        Fault { line, text: said.join(", ") }
    }
}

/// Reads a file.
///
/// # Errors
/// The first place where it is not what a directory file is.
pub fn read(bytes: &[u8]) -> Result<File, Fault> {
    let whole = |text: &str| Fault { line: 1, text: text.to_owned() };
    if bytes.len() > FILE_BYTES_MAX {
        return Err(whole(&format!("the file is larger than {FILE_BYTES_MAX} bytes; import it in parts")));
    }
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let before = bytes.get(..e.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Fault { line, text: "this is not UTF-8 text; save the file as UTF-8".into() }
    })?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n");
    let lines = Lines::of(&text);
    let table = DeTable::parse(&text).map_err(|e| lines.fault(&e))?;
    check_format(table.get_ref(), &lines)?;
    let raw: Raw = take_apart(table).map_err(|e| lines.fault(&e))?;
    let settings = raw.settings.map_or_else(Settings::default, |settings| Settings {
        directory_name: settings.directory_name.map(|it| lines.locate(it)),
        access_contact: settings.access_contact.map(|it| lines.locate(it)),
        users_may_get_credentials: settings.users_may_get_credentials,
        ram_user_session_hours: settings.ram_user_session_hours.map(|it| lines.locate(it)),
        ram_user_landing_page: settings.ram_user_landing_page.map(|it| lines.locate(it)),
        sso_enabled: settings.sso_enabled.map(|it| lines.locate(it)),
        idp_initiated_allowed: settings.idp_initiated_allowed,
        clock_skew_seconds: settings.clock_skew_seconds.map(|it| lines.locate(it)),
        scim_enabled: settings.scim_enabled,
    });
    Ok(File {
        settings,
        identity_provider: raw.identity_provider.map(|it| lines.locate(it)),
        folders: lines.locate_all(raw.folders),
        accounts: lines.locate_all(raw.accounts),
        users: lines.locate_all(raw.users),
        groups: lines.locate_all(raw.groups),
        memberships: lines.locate_all(raw.memberships),
        access_configurations: lines.locate_all(raw.access_configurations),
        access_assignments: lines.locate_all(raw.access_assignments),
        ram_user_provisionings: lines.locate_all(raw.ram_user_provisionings),
    })
}

/// The version comes first: a file of another one has other keys.
fn check_format(table: &DeTable<'_>, lines: &Lines) -> Result<(), Fault> {
    let Some((_, format)) = table.iter().find(|(key, _)| key.get_ref() == "format") else {
        return Err(Fault { line: 1, text: format!("\"format = {FORMAT}\" is missing at the top") });
    };
    let given = match format.get_ref() {
        DeValue::Integer(number) => number.as_str().parse::<i64>().ok(),
        _ => None,
    };
    if given == Some(FORMAT) {
        return Ok(());
    }
    let line = lines.of_byte(format.span().start);
    Err(Fault { line, text: format!("only format {FORMAT} can be read; export the directory anew") })
}

fn take_apart<T: DeserializeOwned>(table: Spanned<DeTable<'_>>) -> Result<T, toml::de::Error> {
    T::deserialize(toml::de::Deserializer::from(table))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (usize, String) {
        let fault = read(text.as_bytes()).unwrap_err();
        (fault.line, fault.text)
    }

    #[test]
    fn every_entry_knows_its_line() {
        let text = "# a comment\r\nformat = 1\r\nusers = [\r\n  { user_name = \"alice\" },\r\n\r\n  { user_name = \
                    \"bob\" },\r\n]\r\n\r\n[[access_configurations]]\r\nname = \"A\"\r\n\r\n\
                    [[access_configurations]]\r\nname = \"B\"\r\n";
        for text in [text.to_owned(), text.replace("\r\n", "\n"), format!("\u{FEFF}{text}")] {
            let file = read(text.as_bytes()).unwrap();
            let lines = |all: &[Located<UserEntry>]| all.iter().map(|it| it.line).collect::<Vec<_>>();
            assert_eq!(lines(&file.users.unwrap()), [4, 6]);
            let blocks: Vec<usize> = file.access_configurations.unwrap().iter().map(|it| it.line).collect();
            assert_eq!(blocks, [9, 12]);
            assert!(file.groups.is_none(), "what is absent is not spoken of");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_line() {
        for (text, line, said) in [
            ("", 1, "format = 1"),
            ("format = 2", 1, "only format 1"),
            ("\nformat = \"1\"", 2, "only format 1"),
            ("format = 99999999999999999999999", 1, "only format 1"),
            ("format = 1\nuser = []", 2, "unknown field `user`"),
            (
                "format = 1\nusers = [\n{ user_name = \"a\", password = \"x\" },\n]",
                3,
                "unknown field `password`",
            ),
            ("format = 1\nusers = [\n{ first_name = \"a\" },\n]", 3, "missing field `user_name`"),
            ("format = 1\nusers = [\n{ user_name = 7 },\n]", 3, "expected a string"),
            (
                "format = 1\nusers = [\n{ user_name = \"a\", status = \"Off\" },\n]",
                3,
                "unknown variant `Off`",
            ),
            ("format = 1\nusers = [\n{ user_name = \"a\", user_name = \"b\" },\n]", 3, "duplicate key"),
            ("format = 1\nusers = [\n{ user_name = \"a\" \n]", 4, "expected `,`"),
            ("format = 1\nsettings.sso = true", 2, "unknown field `sso`"),
            (
                "format = 1\nram_user_provisionings = [\n{ account = \"1\", user = \"a\" },\n\
                 { account = \"1\", user = \"b\", conflict_policy = \"Replace\" },\n]",
                4,
                "unknown variant `Replace`",
            ),
            (
                "format = 1\nram_user_provisionings = [\n{ account = \"1\", user = \"b\", deletion_policy = \"keep\" },\n]",
                3,
                "unknown variant `keep`",
            ),
            ("format = 1\nsettings.ram_user_session_hours = -1", 2, "invalid value: integer `-1`"),
            ("format = 1\nsettings.clock_skew_seconds = 99999999999999999999", 2, ""),
            ("format = 1\nsettings.access_contact = \"a\u{0}b\"", 2, ""),
        ] {
            let (at, what) = fault(text);
            assert!(at == line && what.contains(said), "{text:?}: line {at}: {what}");
            assert!(!what.contains('\n'), "{what}");
        }
    }

    #[test]
    fn deep_nesting_and_great_size_are_refused() {
        let deep = format!("format = 1\nfolders = {}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(fault(&deep).1.contains("recurs"));
        let dotted = format!("format = 1\n{} = 1", vec!["a"; 10_000].join("."));
        assert!(fault(&dotted).1.contains("recurs"));
        assert!(read(&vec![b'#'; FILE_BYTES_MAX + 1]).unwrap_err().text.contains("larger"));
        assert_eq!(read(b"format = 1\n\xFF").unwrap_err().line, 2);
    }
}
