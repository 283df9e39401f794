//! The schemas that are kept: core User, enterprise User and Group (RFC 7643, sections 4 and 8.7). What is not in
//! these tables is read by nobody; `/Schemas` shows them as they are.

mod groups;
mod users;

use serde_json::{Map, Value, json};

pub use groups::GROUP;
pub use users::{ENTERPRISE_USER, USER};

/// Most characters of a value, where the attribute says nothing else.
const VALUE_MAX: usize = 512;
/// Most characters of a certificate.
const CERTIFICATE_MAX: usize = 8_192;
/// Most values of a multi-valued attribute, where it says nothing else.
const ELEMENTS_MAX: usize = 100;

/// A schema.
#[derive(Debug)]
pub struct Schema {
    /// Its URN.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it describes.
    pub about: &'static str,
    /// Its attributes.
    pub attributes: &'static [Attribute],
}

/// A kind of resource (RFC 7643, section 6).
#[derive(Debug)]
pub struct ResourceType {
    /// Its name and id.
    pub name: &'static str,
    /// Where its resources are, below the base URL.
    pub endpoint: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its schema.
    pub core: &'static Schema,
    /// What may be there beside it.
    pub extension: Option<&'static Schema>,
}

/// The users.
pub static USERS: ResourceType = ResourceType {
    name: "User",
    endpoint: "/Users",
    about: "A person who may sign in",
    core: &USER,
    extension: Some(&ENTERPRISE_USER),
};

/// The groups.
pub static GROUPS: ResourceType = ResourceType {
    name: "Group",
    endpoint: "/Groups",
    about: "Users who are given access together",
    core: &GROUP,
    extension: None,
};

/// What a value is (RFC 7643, section 2.3).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Text.
    Text,
    /// True or false.
    Boolean,
    /// An address, of resources of these types.
    Reference(&'static [&'static str]),
    /// Bytes in Base64.
    Binary,
    /// Sub-attributes.
    Complex(&'static [Attribute]),
}

/// Who may write an attribute (RFC 7643, section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutability {
    /// The client.
    ReadWrite,
    /// Nobody: what a client says of it is passed over.
    ReadOnly,
    /// The client, once.
    Immutable,
}

/// An attribute or sub-attribute (RFC 7643, section 7).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub about: &'static str,
    /// What a value is.
    pub kind: Kind,
    /// Whether it has many values.
    pub many: bool,
    /// Whether a resource always has it: then no PATCH removes it. Of `active` a client need not say it.
    pub required: bool,
    /// Whether letter case matters.
    pub case_exact: bool,
    /// Who may write it.
    pub mutability: Mutability,
    /// Whether it is ever given back.
    pub returned: bool,
    /// Whether no two resources have the same value.
    pub unique: bool,
    /// Usual values.
    pub usual: &'static [&'static str],
    /// Most characters of a value.
    pub max: usize,
    /// Most values, where it has many.
    pub elements_max: usize,
}

impl Attribute {
    const fn of(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self {
            name,
            about,
            kind,
            many: false,
            required: false,
            case_exact: false,
            mutability: Mutability::ReadWrite,
            returned: true,
            unique: false,
            usual: &[],
            max: VALUE_MAX,
            elements_max: ELEMENTS_MAX,
        }
    }

    const fn text(name: &'static str, about: &'static str) -> Self {
        Self::of(name, Kind::Text, about)
    }

    const fn boolean(name: &'static str, about: &'static str) -> Self {
        Self::of(name, Kind::Boolean, about)
    }

    const fn reference(name: &'static str, to: &'static [&'static str], about: &'static str) -> Self {
        Self { case_exact: true, ..Self::of(name, Kind::Reference(to), about) }
    }

    const fn complex(name: &'static str, parts: &'static [Attribute], about: &'static str) -> Self {
        Self::of(name, Kind::Complex(parts), about)
    }

    const fn many(name: &'static str, parts: &'static [Attribute], about: &'static str) -> Self {
        Self { many: true, ..Self::complex(name, parts, about) }
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn unique(self) -> Self {
        Self { unique: true, ..self }
    }

    const fn read_only(self) -> Self {
        Self { mutability: Mutability::ReadOnly, ..self }
    }

    const fn immutable(self) -> Self {
        Self { mutability: Mutability::Immutable, ..self }
    }

    const fn usually(self, usual: &'static [&'static str]) -> Self {
        Self { usual, ..self }
    }

    const fn at_most(self, max: usize) -> Self {
        Self { max, ..self }
    }

    /// The sub-attributes; none unless it is complex.
    pub fn parts(&self) -> &'static [Attribute] {
        match self.kind {
            Kind::Complex(parts) => parts,
            Kind::Text | Kind::Boolean | Kind::Reference(_) | Kind::Binary => &[],
        }
    }

    /// The sub-attribute of this name, letter case aside.
    pub fn part(&self, name: &str) -> Option<&'static Attribute> {
        find(self.parts(), name)
    }

    /// Whether a client may say what it holds.
    pub fn is_written(&self) -> bool {
        self.mutability != Mutability::ReadOnly
    }

    /// As `/Schemas` shows it.
    fn to_json(self) -> Value {
        let (kind, references) = match self.kind {
            Kind::Text => ("string", None),
            Kind::Boolean => ("boolean", None),
            Kind::Reference(to) => ("reference", Some(to)),
            Kind::Binary => ("binary", None),
            Kind::Complex(_) => ("complex", None),
        };
        let mut shown = json!({
            "name": self.name,
            "type": kind,
            "multiValued": self.many,
            "description": self.about,
            "required": self.required,
            "caseExact": self.case_exact,
            "mutability": match self.mutability {
                Mutability::ReadWrite => "readWrite",
                Mutability::ReadOnly => "readOnly",
                Mutability::Immutable => "immutable",
            },
            "returned": if self.returned { "default" } else { "never" },
            "uniqueness": if self.unique { "server" } else { "none" },
        });
        if let Some(references) = references {
            shown["referenceTypes"] = json!(references);
        }
        if !self.usual.is_empty() {
            shown["canonicalValues"] = json!(self.usual);
        }
        if matches!(self.kind, Kind::Complex(_)) {
            shown["subAttributes"] = self.parts().iter().map(|part| part.to_json()).collect();
        }
        shown
    }
}

fn find(attributes: &'static [Attribute], name: &str) -> Option<&'static Attribute> {
    attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

/// Attributes of every resource that a client may write (RFC 7643, section 3.1); they are in no schema.
pub static EXTERNAL_ID: Attribute = Attribute {
    case_exact: true,
    ..Attribute::text("externalId", "What the provisioning client calls the resource")
};

/// Attributes of every resource that are ours alone.
static OURS: [Attribute; 3] = [
    Attribute::text("id", "What we call the resource").read_only(),
    Attribute::text("meta", "What we know of the resource").read_only(),
    Attribute::text("schemas", "Which schemas the resource is of").read_only(),
];

impl Schema {
    /// The attribute of this name, letter case aside.
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        find(self.attributes, name)
    }

    /// As `/Schemas` shows it; `location` is its address.
    pub fn to_json(&self, location: &str) -> Value {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": self.id,
            "name": self.name,
            "description": self.about,
            "attributes": self.attributes.iter().map(|attribute| attribute.to_json()).collect::<Vec<_>>(),
            "meta": {"resourceType": "Schema", "location": location},
        })
    }
}

impl ResourceType {
    /// The attribute of this name in the core schema or among those that every resource has.
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        let common = || EXTERNAL_ID.name.eq_ignore_ascii_case(name).then_some(&EXTERNAL_ID);
        self.core.attribute(name).or_else(common).or_else(|| find(&OURS, name))
    }

    /// Whether this is the URN of its schema.
    pub fn is_core(&self, urn: &str) -> bool {
        self.core.id.eq_ignore_ascii_case(urn)
    }

    /// Its extension, if this is the URN of that.
    pub fn extension(&self, urn: &str) -> Option<&'static Schema> {
        self.extension.filter(|extension| extension.id.eq_ignore_ascii_case(urn))
    }

    /// The URNs of the schemas that a resource is of.
    pub fn schemas_of(&self, resource: &Map<String, Value>) -> Vec<&'static str> {
        let extension = self.extension.map(|schema| schema.id).filter(|id| resource.contains_key(*id));
        std::iter::once(self.core.id).chain(extension).collect()
    }
}
