//! The refusal: which check said no, what it expected, what it received, and who can put it right.
//!
//! Every check of the service provider has a stable code (`S-33`) and a stable reason
//! (`DestinationMismatch`). The reason is what the problem page and the audit log show; the values are for
//! the audit log alone. Checks that need the database (`InvalidUser`, `AssertionReplayed`, …) are made by the
//! server but named here, so that one list holds them all.

use std::fmt;

/// The longest value, in characters, that a refusal carries.
const LONGEST_VALUE: usize = 200;

/// Who is able to put the cause of a refusal right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhoCanFix {
    /// The administrator of the company's identity provider.
    IdentityProviderAdministrator,
    /// The administrator of this directory.
    DirectoryAdministrator,
    /// The person signing in, by trying again.
    Person,
}

macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $who:ident;)*) => {
        /// A check that a response can fail; the name is the reason shown to people.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Check { $($(#[$doc])* $name,)* }

        impl Check {
            /// Every check there is.
            pub const ALL: &'static [Check] = &[$(Check::$name,)*];

            /// The number of the check, such as `S-33`.
            pub fn code(self) -> &'static str {
                match self { $(Check::$name => $code,)* }
            }

            /// The stable reason, such as `DestinationMismatch`.
            pub fn reason(self) -> &'static str {
                match self { $(Check::$name => stringify!($name),)* }
            }

            /// Who can put the cause right.
            pub fn who_can_fix(self) -> WhoCanFix {
                match self { $(Check::$name => WhoCanFix::$who,)* }
            }

            /// The check with this reason, if there is one.
            pub fn from_reason(reason: &str) -> Option<Check> {
                match reason { $(stringify!($name) => Some(Check::$name),)* _ => None }
            }
        }
    };
}

checks! {
    /// The message is not a form post.
    NotAFormPost = "S-01", IdentityProviderAdministrator;
    /// The form has no `SAMLResponse`, or an empty one.
    ResponseMissing = "S-01", IdentityProviderAdministrator;
    /// The form has a field twice.
    ResponseRepeated = "S-01", IdentityProviderAdministrator;
    /// The form carries an artifact instead of a response.
    ArtifactNotSupported = "S-01", IdentityProviderAdministrator;
    /// The value is not base64.
    NotBase64 = "S-02", IdentityProviderAdministrator;
    /// The message is larger than one mebibyte.
    TooLarge = "S-03", IdentityProviderAdministrator;
    /// The message is compressed, which this binding does not allow.
    Compressed = "S-03", IdentityProviderAdministrator;
    /// The message is not UTF-8, or declares another encoding.
    NotUtf8 = "S-04", IdentityProviderAdministrator;
    /// The message holds a character that XML does not allow.
    ForbiddenCharacter = "S-04", IdentityProviderAdministrator;
    /// The message holds a document type declaration.
    DocumentType = "S-05", IdentityProviderAdministrator;
    /// The message holds a processing instruction.
    ProcessingInstruction = "S-06", IdentityProviderAdministrator;
    /// A value holds a comment or a CDATA section.
    CommentInValue = "S-06", IdentityProviderAdministrator;
    /// The message is not well-formed XML.
    NotWellFormed = "S-07", IdentityProviderAdministrator;
    /// The message is nested, repeated or attributed beyond the limits.
    TooComplex = "S-08", IdentityProviderAdministrator;
    /// The message is not a SAML 2.0 Response.
    NotAResponse = "S-09", IdentityProviderAdministrator;
    /// The message holds an element or text that has no place there.
    UnexpectedContent = "S-10", IdentityProviderAdministrator;
    /// A namespace name is relative, or written with references.
    RelativeNamespace = "S-11", IdentityProviderAdministrator;
    /// No trusted signing certificate is configured.
    NoTrustedKey = "S-12", DirectoryAdministrator;
    /// Neither the Response nor the Assertion is signed.
    NotSigned = "S-13", IdentityProviderAdministrator;
    /// A signature stands in a place where none is allowed.
    SignatureElsewhere = "S-13", IdentityProviderAdministrator;
    /// A signature is not enveloped by the element it signs.
    SignatureNotEnveloped = "S-14", IdentityProviderAdministrator;
    /// The parts of a signature are not exactly the allowed ones.
    SignatureStructure = "S-15", IdentityProviderAdministrator;
    /// A signature refers to something other than its parent.
    ReferenceElsewhere = "S-16", IdentityProviderAdministrator;
    /// A transform is not one of the two allowed, in their order.
    TransformNotAllowed = "S-17", IdentityProviderAdministrator;
    /// The canonicalization method is not exclusive canonicalization.
    CanonicalizationNotAllowed = "S-18", IdentityProviderAdministrator;
    /// The signature algorithm is not on the list.
    SignatureMethodNotAllowed = "S-19", IdentityProviderAdministrator;
    /// The digest algorithm is not on the list.
    DigestMethodNotAllowed = "S-20", IdentityProviderAdministrator;
    /// No trusted certificate verifies the signature.
    SignatureNotVerified = "S-21", DirectoryAdministrator;
    /// Two elements have the same ID.
    IdRepeated = "S-23", IdentityProviderAdministrator;
    /// An ID is not a name, or is set by another attribute than `ID`.
    IdNotAllowed = "S-23", IdentityProviderAdministrator;
    /// Canonicalization failed or gave nothing.
    CanonicalizationFailed = "S-24", IdentityProviderAdministrator;
    /// The content is not what was signed.
    DigestMismatch = "S-26", IdentityProviderAdministrator;
    /// What was signed reads differently from what was received.
    ReadDiffers = "S-26", IdentityProviderAdministrator;
    /// The assertion is encrypted, which is not offered.
    EncryptedAssertion = "S-27", IdentityProviderAdministrator;
    /// The Response is not of version 2.0.
    ResponseVersion = "S-30", IdentityProviderAdministrator;
    /// The Response has no ID.
    ResponseIdMissing = "S-30", IdentityProviderAdministrator;
    /// The Response has no status.
    StatusMissing = "S-31", IdentityProviderAdministrator;
    /// The identity provider refused the sign-in.
    StatusNotSuccess = "S-31", IdentityProviderAdministrator;
    /// The Response is from another issuer.
    ResponseIssuerMismatch = "S-32", DirectoryAdministrator;
    /// The Response is for another address.
    DestinationMismatch = "S-33", IdentityProviderAdministrator;
    /// The Response is signed and names no destination.
    DestinationMissing = "S-33", IdentityProviderAdministrator;
    /// The time the Response was issued is missing or not a time.
    ResponseTimeMalformed = "S-34", IdentityProviderAdministrator;
    /// The Response was issued in the future.
    ResponseFromTheFuture = "S-34", IdentityProviderAdministrator;
    /// The Response was issued too long ago.
    ResponseTooOld = "S-34", Person;
    /// The Assertion is not of version 2.0.
    AssertionVersion = "S-35", IdentityProviderAdministrator;
    /// The Assertion has no ID.
    AssertionIdMissing = "S-35", IdentityProviderAdministrator;
    /// The time the Assertion was issued is missing or not a time.
    AssertionTimeMalformed = "S-35", IdentityProviderAdministrator;
    /// The Assertion was issued in the future.
    AssertionFromTheFuture = "S-35", IdentityProviderAdministrator;
    /// The Assertion was issued too long ago.
    AssertionTooOld = "S-35", Person;
    /// The Assertion is from another issuer.
    AssertionIssuerMismatch = "S-36", DirectoryAdministrator;
    /// The Assertion has no subject, or two.
    SubjectMissing = "S-37", IdentityProviderAdministrator;
    /// The subject has no NameID, an empty one, or two.
    NameIdMissing = "S-37", IdentityProviderAdministrator;
    /// The subject is named by something other than a NameID.
    IdentifierNotSupported = "S-37", IdentityProviderAdministrator;
    /// The NameID is too long or has characters a user name cannot have.
    InvalidSubjectValue = "A14", IdentityProviderAdministrator;
    /// The NameID names no user of this directory.
    InvalidUser = "S-39", DirectoryAdministrator;
    /// The user is disabled.
    UserDisabled = "S-39", DirectoryAdministrator;
    /// The NameID is transient.
    TransientNameId = "S-40", IdentityProviderAdministrator;
    /// The Assertion has no conditions, or has them twice.
    ConditionsMissing = "S-41", IdentityProviderAdministrator;
    /// The conditions have no end.
    ConditionsWithoutEnd = "S-41", IdentityProviderAdministrator;
    /// A time in the conditions is not a time.
    ConditionsTimeMalformed = "S-42", IdentityProviderAdministrator;
    /// The Assertion is not valid yet.
    NotYetValid = "S-42", IdentityProviderAdministrator;
    /// The Assertion is not valid any more.
    Expired = "S-42", Person;
    /// The Assertion is not restricted to an audience.
    AudienceMissing = "S-43", IdentityProviderAdministrator;
    /// The Assertion is for another audience.
    AudienceMismatch = "S-43", IdentityProviderAdministrator;
    /// The conditions hold one that is not known.
    UnknownCondition = "S-44", IdentityProviderAdministrator;
    /// The subject has no bearer confirmation with data.
    NoBearerConfirmation = "S-45", IdentityProviderAdministrator;
    /// The confirmation is for another recipient, or for none.
    RecipientMismatch = "S-46", IdentityProviderAdministrator;
    /// The confirmation has no end, or a malformed one.
    ConfirmationWithoutEnd = "S-46", IdentityProviderAdministrator;
    /// The confirmation is over.
    ConfirmationExpired = "S-46", Person;
    /// The confirmation has a beginning, which a bearer confirmation must not have.
    ConfirmationNotBefore = "S-46", IdentityProviderAdministrator;
    /// The Assertion does not say how the person was authenticated.
    AuthnStatementMissing = "S-47", IdentityProviderAdministrator;
    /// The end of the session at the identity provider is not a time.
    SessionTimeMalformed = "S-47", IdentityProviderAdministrator;
    /// The session at the identity provider is over.
    SessionExpired = "S-47", Person;
    /// Response and Assertion answer different requests.
    InResponseToDiffers = "S-50", IdentityProviderAdministrator;
    /// The response answers no request that is open in this browser.
    RequestUnknown = "S-50", Person;
    /// The request was sent too long ago.
    RequestExpired = "S-51", Person;
    /// Sign-in that starts at the identity provider is switched off.
    IdpInitiatedNotAllowed = "S-53", DirectoryAdministrator;
    /// The assertion was used before.
    AssertionReplayed = "S-54", Person;
    /// SSO logon is switched off or not configured.
    SsoSwitchedOff = "S-57", DirectoryAdministrator;
}

/// A refused response: the check, what it expected, and what it received.
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseRefused {
    /// The check that refused.
    pub check: Check,
    /// What was expected, shortened.
    pub expected: String,
    /// What was received, shortened; never more than the one value.
    pub received: String,
}

impl ResponseRefused {
    /// A refusal by `check`; both values are shortened to a readable length.
    pub fn new(check: Check, expected: impl AsRef<str>, received: impl AsRef<str>) -> Self {
        ResponseRefused { check, expected: shorten(expected.as_ref()), received: shorten(received.as_ref()) }
    }
}

impl fmt::Display for ResponseRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.check.reason(), self.check.code())
    }
}

// The values may name a person: they go to the audit log on purpose, not to a log by accident.
impl fmt::Debug for ResponseRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ResponseRefused {}

fn shorten(value: &str) -> String {
    match value.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_found_by_its_reason() {
        for check in Check::ALL {
            assert_eq!(Check::from_reason(check.reason()), Some(*check));
            assert!(!check.code().is_empty());
        }
        assert_eq!(Check::from_reason("Nonsense"), None);
    }

    #[test]
    fn long_values_are_shortened_without_splitting_a_character() {
        let refused = ResponseRefused::new(Check::DestinationMismatch, "", "é".repeat(5_000));
        assert_eq!(refused.received.chars().count(), LONGEST_VALUE + 1);
    }

    #[test]
    fn the_debug_form_holds_no_value() {
        let refused = ResponseRefused::new(Check::InvalidUser, "a user", "alice@example.com");
        assert!(!format!("{refused:?}").contains("alice"));
    }
}
