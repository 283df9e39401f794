//! The schema of groups (RFC 7643, sections 4.2 and 8.7.1). Members are users only: no group holds another.

use shared::names;

use super::{Attribute, Schema};
use crate::directory::groups::members::GROUP_MEMBERS_MAX;

const MEMBERS: &[Attribute] = &[
    Attribute { case_exact: true, ..Attribute::text("value", "The member's id").immutable() },
    Attribute::reference("$ref", &["User"], "The member's address").immutable(),
    Attribute::text("type", "What the member is").immutable().usually(&["User"]),
];

/// The schema of groups.
pub static GROUP: Schema = Schema {
    id: "urn:ietf:params:scim:schemas:core:2.0:Group",
    name: "Group",
    about: "Users who are given access together",
    attributes: &[
        Attribute::text("displayName", "The name; no two groups have the same")
            .required()
            .unique()
            .at_most(names::GROUP_NAME_MAX),
        Attribute {
            elements_max: GROUP_MEMBERS_MAX,
            ..Attribute::many("members", MEMBERS, "The users who belong to the group")
        },
    ],
};
