//! One type per kind of id. Ids carry their kind's prefix, as CloudSSO's do, and are never bare strings.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId {
    /// The kind of id that was wanted.
    pub wanted: &'static str,
}

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not the id of {}", self.wanted)
    }
}

impl std::error::Error for NotAnId {}

/// Longest id that is read; ours are 22 to 24 characters.
const LONGEST: usize = 64;

fn is_body(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

macro_rules! prefixed_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $wanted:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;

            fn try_from(text: String) -> Result<Self, NotAnId> {
                match text.strip_prefix($prefix) {
                    Some(body) if text.len() <= LONGEST && is_body(body) => Ok(Self(text)),
                    _ => Err(NotAnId { wanted: $wanted }),
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

prefixed_id!(
    /// The directory of this installation; part of the SAML addresses, never changes.
    DirectoryId, "d-", "a directory"
);
prefixed_id!(
    /// A user of the directory.
    UserId, "u-", "a user"
);
prefixed_id!(
    /// A group of the directory.
    GroupId, "g-", "a group"
);
prefixed_id!(
    /// A SCIM credential; the value that it stands for is a secret and no id.
    ScimCredentialId, "scimcred-", "a SCIM credential"
);
prefixed_id!(
    /// A local administrator. Administrators are not users.
    AdministratorId, "adm-", "an administrator"
);
prefixed_id!(
    /// A folder of the resource directory.
    FolderId, "fd-", "a folder"
);
prefixed_id!(
    /// An access configuration.
    AccessConfigurationId, "ac-", "an access configuration"
);
prefixed_id!(
    /// A task.
    TaskId, "t-", "a task"
);
prefixed_id!(
    /// Tasks that were started together.
    TaskBatchId, "tb-", "tasks that were started together"
);
prefixed_id!(
    /// A RAM user provisioning.
    RamUserProvisioningId, "up-", "a RAM user provisioning"
);
prefixed_id!(
    /// Something to be done about a RAM user.
    RamUserEventId, "upe-", "a RAM user event"
);
prefixed_id!(
    /// A record of the audit log; also the code on a problem page.
    EventId, "e-", "an event"
);

/// The number of a cloud account: digits only, as the cloud gives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

impl AccountId {
    /// Fewest digits of an account id.
    pub const FEWEST_DIGITS: usize = 8;
    /// Most digits of an account id.
    pub const MOST_DIGITS: usize = 20;

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AccountId {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, NotAnId> {
        let fits = (Self::FEWEST_DIGITS..=Self::MOST_DIGITS).contains(&text.len());
        if fits && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text))
        } else {
            Err(NotAnId { wanted: "an account" })
        }
    }
}

impl std::str::FromStr for AccountId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Self::try_from(text.to_owned())
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> String {
        id.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_keeps_its_text() {
        let id: UserId = "u-00fc2p61abcd".parse().unwrap();
        assert_eq!(id.as_str(), "u-00fc2p61abcd");
    }

    #[test]
    fn an_id_of_another_kind_or_shape_is_refused() {
        for text in ["", "u-", "g-1", "u-A", "u-a b", "u-é", "1", "u-'--"] {
            assert!(text.parse::<UserId>().is_err(), "{text:?}");
        }
        assert!(format!("u-{}", "a".repeat(63)).parse::<UserId>().is_err());
    }

    #[test]
    fn an_account_id_is_digits_only() {
        assert!("1234567890123456".parse::<AccountId>().is_ok());
        for text in ["", "1234567", "12345678a", "123456789012345678901", "１２３４５６７８"] {
            assert!(text.parse::<AccountId>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_body_with_a_wrong_id_does_not_parse() {
        assert!(serde_json::from_str::<UserId>("\"u-1\"").is_ok());
        assert!(serde_json::from_str::<UserId>("\"x-1\"").is_err());
    }
}
