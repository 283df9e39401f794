//! The schemas of users: core and enterprise (RFC 7643, sections 4.1, 4.3 and 8.7.1).
//!
//! *Why `password` is read-only:* passwords are none of the provisioning client's business here. A read-only
//! attribute in a body is passed over, and a PATCH path that names it is refused (RFC 7644, sections 3.3 and
//! 3.5.2), so clients that send one by habit still get their user made.

use shared::names;

use super::{Attribute, CERTIFICATE_MAX, Kind, Schema};

const TYPE: Attribute = Attribute::text("type", "What kind of value it is");
const DISPLAY: Attribute = Attribute::text("display", "What people see instead of the value");
const PRIMARY: Attribute = Attribute::boolean("primary", "Whether it is the preferred value; at most one is");

const NAME: &[Attribute] = &[
    Attribute::text("formatted", "The whole name, as it is shown"),
    Attribute::text("familyName", "The last name").at_most(names::PERSON_NAME_MAX),
    Attribute::text("givenName", "The first name").at_most(names::PERSON_NAME_MAX),
    Attribute::text("middleName", "The middle names"),
    Attribute::text("honorificPrefix", "What stands before the name, such as Dr."),
    Attribute::text("honorificSuffix", "What stands after the name, such as III"),
];

const EMAILS: &[Attribute] = &[
    Attribute::text("value", "The address").at_most(names::EMAIL_MAX),
    DISPLAY,
    TYPE.usually(&["work", "home", "other"]),
    PRIMARY,
];

const PHONE_NUMBERS: &[Attribute] = &[
    Attribute::text("value", "The number"),
    DISPLAY,
    TYPE.usually(&["work", "home", "mobile", "fax", "pager", "other"]),
    PRIMARY,
];

const IMS: &[Attribute] = &[
    Attribute::text("value", "The address"),
    DISPLAY,
    TYPE.usually(&["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]),
    PRIMARY,
];

const PHOTOS: &[Attribute] = &[
    Attribute::reference("value", &["external"], "Where the picture is"),
    DISPLAY,
    TYPE.usually(&["photo", "thumbnail"]),
    PRIMARY,
];

const ADDRESSES: &[Attribute] = &[
    Attribute::text("formatted", "The whole address, as it is shown"),
    Attribute::text("streetAddress", "Street and number"),
    Attribute::text("locality", "City"),
    Attribute::text("region", "State or region"),
    Attribute::text("postalCode", "Postal code"),
    Attribute::text("country", "Country, in two letters (ISO 3166-1)"),
    TYPE.usually(&["work", "home", "other"]),
    PRIMARY,
];

const GROUPS: &[Attribute] = &[
    Attribute::text("value", "The group's id").read_only(),
    Attribute::reference("$ref", &["Group"], "The group's address").read_only(),
    Attribute::text("display", "The group's name").read_only(),
    Attribute::text("type", "How the user belongs to it").read_only().usually(&["direct"]),
];

const VALUES: &[Attribute] = &[Attribute::text("value", "The value"), DISPLAY, TYPE, PRIMARY];

const CERTIFICATES: &[Attribute] = &[
    Attribute::of("value", Kind::Binary, "The certificate, DER in Base64").at_most(CERTIFICATE_MAX),
    DISPLAY,
    TYPE,
    PRIMARY,
];

/// The core schema of users.
pub static USER: Schema = Schema {
    id: "urn:ietf:params:scim:schemas:core:2.0:User",
    name: "User",
    about: "A person who may sign in",
    attributes: &[
        Attribute::text(
            "userName",
            "What the NameID of a sign-in must equal: 1 to 64 letters (a-z), digits and @ _ - .",
        )
        .required()
        .unique()
        .at_most(names::USER_NAME_MAX),
        Attribute::complex("name", NAME, "The parts of the name"),
        Attribute::text("displayName", "The name that people see").at_most(names::DISPLAY_NAME_MAX),
        Attribute::text("nickName", "What friends say"),
        Attribute::reference("profileUrl", &["external"], "A page about the user"),
        Attribute::text("title", "The title, such as Vice President"),
        Attribute::text("userType", "What the user is to the organization, such as Employee"),
        Attribute::text("preferredLanguage", "The language, as in HTTP's Accept-Language"),
        Attribute::text("locale", "How numbers and dates are written, such as en-US"),
        Attribute::text("timezone", "The time zone, such as Asia/Shanghai"),
        Attribute::boolean(
            "active",
            "Whether the user may sign in: true where a new user does not say, false while an administrator has \
             disabled the user",
        )
        .required(),
        Attribute { returned: false, ..Attribute::text("password", "Not taken over SCIM").read_only() },
        Attribute::many("emails", EMAILS, "E-mail addresses; the work address is the user's own"),
        Attribute::many("phoneNumbers", PHONE_NUMBERS, "Telephone numbers"),
        Attribute::many("ims", IMS, "Addresses for instant messages"),
        Attribute::many("photos", PHOTOS, "Pictures"),
        Attribute::many("addresses", ADDRESSES, "Postal addresses"),
        Attribute::many("groups", GROUPS, "The groups that the user is a member of").read_only(),
        Attribute::many("entitlements", VALUES, "Kept and given back; permit nothing here"),
        Attribute::many("roles", VALUES, "Kept and given back; permit nothing here"),
        Attribute::many("x509Certificates", CERTIFICATES, "Certificates; kept and given back"),
    ],
};

const MANAGER: &[Attribute] = &[
    Attribute { case_exact: true, ..Attribute::text("value", "The manager's id") },
    Attribute::reference("$ref", &["User"], "The manager's address").read_only(),
];

/// The enterprise extension.
pub static ENTERPRISE_USER: Schema = Schema {
    id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    name: "EnterpriseUser",
    about: "What an organization says of a user",
    attributes: &[
        Attribute::text("employeeNumber", "The number among the employees"),
        Attribute::text("costCenter", "The cost center"),
        Attribute::text("organization", "The organization"),
        Attribute::text("division", "The division"),
        Attribute::text("department", "The department"),
        Attribute::complex("manager", MANAGER, "The manager"),
    ],
};
