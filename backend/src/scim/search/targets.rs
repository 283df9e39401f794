//! Where the database keeps what an attribute says: in a column, in `user_attributes`, or in the members of groups.
//!
//! The resource is `r`, a row of members `m`, a group of a user `p`.

use crate::scim::filter::{AttributePath, FilterFault};
use crate::scim::schemas::{self, Attribute, Kind, ResourceType};
use crate::scim::tolerances;

/// What is searched.
pub(super) struct Resources {
    pub schema: &'static ResourceType,
    /// Selects their ids.
    pub ids: &'static str,
    /// Counts them.
    pub total: &'static str,
    /// Their order, where none is asked for.
    pub usual_order: &'static str,
    pub columns: &'static [Column],
    pub link: Link,
}

/// An attribute that has a column.
pub(super) struct Column {
    /// Its full name, within the core schema.
    pub name: &'static str,
    /// What compares.
    pub sql: &'static str,
    pub holds: Holds,
    /// Tells whether there is a value; always where absent.
    pub present: Option<&'static str>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Text whose letter case matters.
    Exact,
    /// Text in lower case, as far as ASCII goes.
    Ascii,
    /// Text in lower case.
    Lower,
    /// Text that the database puts into lower case.
    AsWritten,
    /// True or false; the column's `sql` tells whether it is true, and this whether it is false.
    Truth { otherwise: &'static str },
    /// Milliseconds since 1970.
    Time,
}

impl Holds {
    /// What follows the column where its order counts: bytes, whatever the order of the database is.
    pub(super) fn by_bytes(self) -> &'static str {
        match self {
            Holds::Exact | Holds::Ascii | Holds::Lower | Holds::AsWritten => BY_BYTES,
            Holds::Truth { .. } | Holds::Time => "",
        }
    }
}

/// Makes both databases compare text byte by byte; SQLite does so anyway.
pub(super) const BY_BYTES: &str = " COLLATE \"binary\"";

/// An attribute that lists the members of a group, or the groups of a user.
pub(super) struct Link {
    pub name: &'static str,
    /// Holds for resources that have one; a condition on it and a closing parenthesis follow.
    pub any: &'static str,
    pub columns: &'static [Column],
}

const fn column(name: &'static str, sql: &'static str, holds: Holds) -> Column {
    Column { name, sql, holds, present: None }
}

/// In the order of its indexes.
const USER_NAME_KEY: &str = "r.user_name_key COLLATE \"binary\"";

const EXTERNAL_ID: Column = Column {
    present: Some("r.external_id IS NOT NULL AND r.external_id <> ''"),
    ..column("externalId", "r.external_id", Holds::Exact)
};

pub(super) static USERS: Resources = Resources {
    schema: &schemas::USERS,
    ids: "SELECT r.id FROM users r",
    total: "SELECT COUNT(*) FROM users r",
    usual_order: USER_NAME_KEY,
    columns: &[
        column("id", "r.id", Holds::Exact),
        EXTERNAL_ID,
        column("userName", "r.user_name_key", Holds::Ascii),
        Column {
            present: Some("r.display_name_key <> ''"),
            ..column("displayName", "r.display_name_key", Holds::Lower)
        },
        Column {
            present: Some("r.first_name <> ''"),
            ..column("name.givenName", "lower(r.first_name)", Holds::AsWritten)
        },
        Column {
            present: Some("r.last_name <> ''"),
            ..column("name.familyName", "lower(r.last_name)", Holds::AsWritten)
        },
        column("active", "r.status = 'Enabled'", Holds::Truth { otherwise: "r.status = 'Disabled'" }),
        column("meta.resourceType", "CAST('User' AS TEXT)", Holds::Exact),
        column("meta.created", "r.created_at", Holds::Time),
        column("meta.lastModified", "r.updated_at", Holds::Time),
    ],
    link: Link {
        name: "groups",
        any: "r.id IN (SELECT m.user_id FROM group_members m JOIN groups p ON p.id = m.group_id
                       WHERE p.provision_type = 'Synchronized'",
        columns: &[
            column("value", "m.group_id", Holds::Exact),
            column("display", "p.group_name_key", Holds::Lower),
            column("type", "'direct'", Holds::Lower),
        ],
    },
};

pub(super) static GROUPS: Resources = Resources {
    schema: &schemas::GROUPS,
    ids: "SELECT r.id FROM groups r",
    total: "SELECT COUNT(*) FROM groups r",
    usual_order: "r.group_name_key",
    columns: &[
        column("id", "r.id", Holds::Exact),
        EXTERNAL_ID,
        column("displayName", "r.group_name_key", Holds::Lower),
        column("meta.resourceType", "CAST('Group' AS TEXT)", Holds::Exact),
        column("meta.created", "r.created_at", Holds::Time),
        column("meta.lastModified", "r.updated_at", Holds::Time),
    ],
    link: Link {
        name: "members",
        any: "r.id IN (SELECT m.group_id FROM group_members m WHERE TRUE",
        columns: &[column("value", "m.user_id", Holds::Exact), column("type", "'user'", Holds::Lower)],
    },
};

/// Where an attribute of a resource is kept.
pub(super) enum Target {
    Column(&'static Column),
    Link(&'static Link),
    Kept(Kept),
}

/// An attribute that `user_attributes` keeps.
pub(super) struct Kept {
    /// Its name there.
    pub attribute: String,
    pub schema: &'static Attribute,
}

/// One value of what `user_attributes` keeps.
pub(super) struct KeptPart {
    /// Its name there; empty when the attribute has no parts.
    pub name: String,
    pub is_truth: bool,
    pub case_exact: bool,
}

impl Resources {
    /// Where the attribute is kept.
    pub(super) fn target(&'static self, path: &AttributePath) -> Result<Target, FilterFault> {
        let schema = path.schema.as_deref();
        let (attribute, kept_as) =
            match schema.and_then(|urn| self.schema.extension(urn).map(|found| (urn, found))) {
                Some((urn, extension)) => (
                    extension.attribute(&path.attribute),
                    format!("{}:{}", urn.to_ascii_lowercase(), path.attribute.to_ascii_lowercase()),
                ),
                None if schema.is_some_and(|urn| !self.schema.is_core(urn)) => (None, String::new()),
                None => {
                    if let Some(column) = self.column(path) {
                        return Ok(Target::Column(column));
                    }
                    if path.attribute.eq_ignore_ascii_case(self.link.name) {
                        return Ok(Target::Link(&self.link));
                    }
                    self.core_or_extension(path)
                }
            };
        let is_column = self.columns.iter().any(|column| column.name.eq_ignore_ascii_case(&kept_as));
        match attribute.filter(|attribute| attribute.returned && !is_column) {
            Some(schema) => Ok(Target::Kept(Kept { attribute: kept_as, schema })),
            None => Err(unknown(path)),
        }
    }

    /// An attribute without a URN, and what `user_attributes` calls it.
    fn core_or_extension(&self, path: &AttributePath) -> (Option<&'static Attribute>, String) {
        let name = path.attribute.to_ascii_lowercase();
        let core = self.schema.core.attribute(&name);
        match tolerances::extension_without_urn(self.schema, &name) {
            Some((extension, attribute)) if core.is_none() && path.schema.is_none() => {
                (Some(attribute), format!("{}:{name}", extension.id.to_ascii_lowercase()))
            }
            _ => (core, name),
        }
    }

    fn column(&self, path: &AttributePath) -> Option<&'static Column> {
        let name = match &path.sub_attribute {
            Some(sub_attribute) => format!("{}.{sub_attribute}", path.attribute),
            None => path.attribute.clone(),
        };
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(&name))
    }

    /// The columns that hold parts of the attribute.
    pub(super) fn columns_of<'a>(
        &'static self,
        path: &'a AttributePath,
    ) -> impl Iterator<Item = &'static Column> + 'a {
        let is_part = |column: &&Column| {
            let owner = column.name.split_once('.').map(|(owner, _)| owner);
            path.sub_attribute.is_none()
                && owner.is_some_and(|owner| owner.eq_ignore_ascii_case(&path.attribute))
        };
        self.columns.iter().filter(is_part)
    }
}

impl Link {
    /// The column of this part.
    pub(super) fn column(&self, name: &str, path: &AttributePath) -> Result<&'static Column, FilterFault> {
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)).ok_or_else(|| unknown(path))
    }
}

impl Kept {
    /// The part of this name, or that which the attribute stands for.
    pub(super) fn part(&self, name: Option<&str>, path: &AttributePath) -> Result<KeptPart, FilterFault> {
        let part = match (name, self.schema.kind) {
            (None, Kind::Complex(_)) => self.schema.part("value").ok_or_else(|| self.no_part(path))?,
            (None, _) => {
                return Ok(KeptPart::of(String::new(), self.schema));
            }
            (Some(name), _) => self.schema.part(name).ok_or_else(|| unknown(path))?,
        };
        Ok(KeptPart::of(part.name.to_ascii_lowercase(), part))
    }

    fn no_part(&self, path: &AttributePath) -> FilterFault {
        let parts: Vec<&str> = self.schema.parts().iter().map(|part| part.name).collect();
        let problem = format!("`{path}` is more than one value; name a part of it: {}", parts.join(", "));
        FilterFault::at(path.position, problem)
    }
}

impl KeptPart {
    fn of(name: String, schema: &Attribute) -> Self {
        Self { name, is_truth: schema.kind == Kind::Boolean, case_exact: schema.case_exact }
    }
}

/// The fault of a name that means nothing, or nothing that can be asked for.
pub(super) fn unknown(path: &AttributePath) -> FilterFault {
    FilterFault::at(path.position, format!("`{path}` is no attribute that can be searched by"))
}
