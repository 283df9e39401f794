//! S-36 … S-47 and A14: the rules about the Assertion. Every fault is signed by the identity provider.

use super::support::message::*;
use super::support::*;
use saml::checks::user_name;
use saml::error::Check;

const HOLDER_OF_KEY: &str = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key";
const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

fn data(attributes: &str) -> String {
    confirmation(&format!("<SubjectConfirmationData{attributes}></SubjectConfirmationData>"))
}

fn end_and_recipient() -> String {
    format!(" NotOnOrAfter=\"{}\" Recipient=\"{ACS_URL}\"", after(3600))
}

#[track_caller]
fn subject_refused(xml: &str, check: Check) {
    refused(&Message::with(|m| m.subject = xml.to_owned()).xml(), check);
}

#[track_caller]
fn confirmations_refused(confirmations: &str, check: Check) {
    subject_refused(&subject(NAME_ID, confirmations), check);
}

#[track_caller]
fn conditions_refused(xml: &str, check: Check) {
    refused(&Message::with(|m| m.conditions = xml.to_owned()).xml(), check);
}

// S-36

#[test]
fn another_issuer_of_the_assertion_is_refused() {
    for issuer in [
        "https://sts.windows.net/00000000-0000-0000-0000-000000000000/",
        "https://sts.windows.net/9b1c6d5e-3f0a-4c55-9a1e-0d4b8f7c2a11",
        "https://STS.windows.net/9b1c6d5e-3f0a-4c55-9a1e-0d4b8f7c2a11/",
        "",
        "\nhttps://sts.windows.net/9b1c6d5e-3f0a-4c55-9a1e-0d4b8f7c2a11/\n",
    ] {
        refused(
            &Message::with(|m| m.issuer = format!("<Issuer>{issuer}</Issuer>")).xml(),
            Check::AssertionIssuerMismatch,
        );
    }
}

// S-37

#[test]
fn a_missing_or_second_subject_is_refused() {
    subject_refused("", Check::SubjectMissing);
    let one = Message::default().subject;
    subject_refused(&format!("{one}{one}"), Check::SubjectMissing);
    let late = Message::with(|m| m.statements.push_str(&m.subject.clone()));
    refused(&late.xml(), Check::SubjectMissing);
}

#[test]
fn a_missing_empty_or_second_name_is_refused() {
    let confirmations = confirmation(&confirmation_data(""));
    subject_refused(&format!("<Subject>{confirmations}</Subject>"), Check::NameIdMissing);
    subject_refused("<Subject></Subject>", Check::NameIdMissing);
    for empty in ["", " ", "\n\t"] {
        subject_refused(&subject(empty, &confirmations), Check::NameIdMissing);
    }
    subject_refused(
        &subject(NAME_ID, &format!("<NameID>admin</NameID>{confirmations}")),
        Check::NameIdMissing,
    );
    subject_refused(
        &subject(NAME_ID, &format!("{confirmations}<NameID>admin</NameID>")),
        Check::NameIdMissing,
    );
}

#[test]
fn a_name_with_elements_inside_is_refused() {
    subject_refused(
        &subject("alice<b>@example.com</b>", &confirmation(&confirmation_data(""))),
        Check::NameIdMissing,
    );
}

#[test]
fn anything_else_in_the_subject_is_refused() {
    let rest = "<NameID>alice@example.com</NameID>";
    let confirmations = confirmation(&confirmation_data(""));
    for other in ["<x></x>", "<NameID xmlns=\"urn:x\">admin</NameID>", "<Subject></Subject>"] {
        subject_refused(
            &format!("<Subject>{other}{rest}{confirmations}</Subject>"),
            Check::UnexpectedContent,
        );
        subject_refused(
            &format!("<Subject>{rest}{other}{confirmations}</Subject>"),
            Check::UnexpectedContent,
        );
        subject_refused(
            &format!("<Subject>{rest}{confirmations}{other}</Subject>"),
            Check::UnexpectedContent,
        );
        confirmations_refused(&confirmation(other), Check::UnexpectedContent);
    }
}

#[test]
fn an_encrypted_or_base_identifier_is_refused() {
    for name in ["EncryptedID", "BaseID"] {
        let subject = format!("<Subject><{name}></{name}>{}</Subject>", confirmation(&confirmation_data("")));
        subject_refused(&subject, Check::IdentifierNotSupported);
    }
}

// S-38, A14

#[test]
fn names_come_out_byte_for_byte_as_they_were_signed() {
    for name in [
        "Alice@Example.COM",
        "alice@example.com ",
        "alice@example.com\u{200b}",
        "\u{ff41}lice",
        "\u{430}lice",
        "\u{212a}elvin",
        "a\u{301}",
        "x,alice@example.com",
        "alice%40example.com",
    ] {
        let xml = Message::with(|m| m.subject = subject(name, &confirmation(&confirmation_data("")))).xml();
        assert_eq!(verify(&xml).unwrap().name_id, name);
    }
}

#[test]
fn a_user_name_keeps_its_case() {
    assert_eq!(user_name("Alice@Example.COM"), Ok("Alice@Example.COM"));
    assert_eq!(user_name("alice_b-c.d@example.com"), Ok("alice_b-c.d@example.com"));
    assert_eq!(user_name(&"a".repeat(64)).map(str::len), Ok(64));
}

#[test]
fn a_user_name_with_other_characters_or_of_other_length_is_refused() {
    let long = "a".repeat(65);
    for name in [
        "",
        "  ",
        &long,
        " alice@example.com",
        "alice@example.com\n",
        "alice bob",
        "alice\nbob",
        "alice@example.com\u{200b}",
        "\u{a0}alice",
        "\u{ff41}lice",
        "\u{430}lice",
        "\u{212a}elvin",
        "a\u{301}",
        "a,b",
        "a;b",
        "alice%40example.com",
        "a'b",
        "a+b",
        "a\0b",
        "<a>",
    ] {
        assert_eq!(user_name(name).unwrap_err().check, Check::InvalidSubjectValue, "{name:?}");
    }
}

// S-40

#[test]
fn a_transient_name_is_refused_and_lasting_ones_are_accepted() {
    let format = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    let with = |other: &str| Message::with(|m| m.subject = swap(&m.subject, format, other)).xml();
    refused(&with("urn:oasis:names:tc:SAML:2.0:nameid-format:transient"), Check::TransientNameId);
    for other in [
        "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        format,
    ] {
        assert_eq!(accepted(&with(other)).name_id_format.as_deref(), Some(other));
    }
    let none = Message::with(|m| m.subject = swap(&m.subject, &format!(" Format=\"{format}\""), "")).xml();
    assert_eq!(accepted(&none).name_id_format, None);
}

// S-41, S-42

#[test]
fn missing_or_second_conditions_are_refused() {
    conditions_refused("", Check::ConditionsMissing);
    let one = Message::default().conditions;
    conditions_refused(&format!("{one}{one}"), Check::ConditionsMissing);
}

#[test]
fn conditions_without_end_are_refused() {
    let end = format!(" NotOnOrAfter=\"{}\"", after(3600));
    conditions_refused(&Message::default().conditions.replace(&end, ""), Check::ConditionsWithoutEnd);
}

#[test]
fn conditions_without_beginning_are_accepted() {
    let begin = format!(" NotBefore=\"{}\"", after(-300));
    accepted(&Message::with(|m| m.conditions = swap(&m.conditions, &begin, "")).xml());
}

#[test]
fn the_window_is_widened_by_the_skew_and_no_more() {
    let begin = |seconds: i64| {
        Message::with(|m| m.conditions = swap(&m.conditions, &after(-300), &after(seconds))).xml()
    };
    accepted(&begin(60));
    accepted(&begin(180));
    refused(&begin(181), Check::NotYetValid);
    refused(&begin(600), Check::NotYetValid);
    let end = |seconds: i64| {
        Message::with(|m| m.conditions = swap(&m.conditions, &after(3600), &after(seconds))).xml()
    };
    accepted(&end(-60));
    accepted(&end(-179));
    refused(&end(-180), Check::Expired);
    refused(&end(-600), Check::Expired);
}

#[test]
fn times_of_conditions_that_are_no_times_are_refused() {
    for time in ["", "later", "2026-06-21T10:30:00", "9999999"] {
        refused(
            &Message::with(|m| m.conditions = swap(&m.conditions, &after(3600), time)).xml(),
            Check::ConditionsTimeMalformed,
        );
        refused(
            &Message::with(|m| m.conditions = swap(&m.conditions, &after(-300), time)).xml(),
            Check::ConditionsTimeMalformed,
        );
    }
}

// S-43

#[test]
fn a_missing_audience_is_refused() {
    conditions_refused(&conditions(""), Check::AudienceMissing);
    conditions_refused(&conditions("<AudienceRestriction></AudienceRestriction>"), Check::AudienceMismatch);
}

#[test]
fn another_audience_is_refused() {
    for other in [
        "https://sso.example.com/saml/sp/d-00other",
        "https://sso.example.com/saml/sp/d-00fc2p6",
        "https://sso.example.com/saml/sp/d-00fc2p61/",
        "https://SSO.example.com/saml/sp/d-00fc2p61",
        "https://sso.example.com/saml/sp/d-00fc2p61 ",
        "",
    ] {
        conditions_refused(&conditions(&audience(other)), Check::AudienceMismatch);
    }
}

#[test]
fn one_of_two_audiences_suffices_and_each_of_two_restrictions_counts() {
    let two = format!(
        "<AudienceRestriction><Audience>https://other.example</Audience><Audience>{SP_ENTITY_ID}</Audience></AudienceRestriction>"
    );
    accepted(&Message::with(|m| m.conditions = conditions(&two)).xml());
    let ours_and_other = format!("{}{}", audience(SP_ENTITY_ID), audience("https://other.example"));
    conditions_refused(&conditions(&ours_and_other), Check::AudienceMismatch);
    accepted(
        &Message::with(|m| {
            m.conditions = conditions(&format!("{}{}", audience(SP_ENTITY_ID), audience(SP_ENTITY_ID)))
        })
        .xml(),
    );
}

// S-44

#[test]
fn an_unknown_condition_is_refused() {
    let unknown =
        "<Condition xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"x:y\"></Condition>";
    conditions_refused(&conditions(&format!("{}{unknown}", audience(SP_ENTITY_ID))), Check::UnknownCondition);
    conditions_refused(
        &conditions(&format!("{}<x:y xmlns:x=\"urn:x\"></x:y>", audience(SP_ENTITY_ID))),
        Check::UnknownCondition,
    );
}

#[test]
fn one_time_use_and_proxy_restriction_are_accepted() {
    let both = "<OneTimeUse></OneTimeUse><ProxyRestriction Count=\"0\"></ProxyRestriction>";
    accepted(
        &Message::with(|m| m.conditions = conditions(&format!("{}{both}", audience(SP_ENTITY_ID)))).xml(),
    );
}

// S-45, S-46

#[test]
fn a_subject_without_bearer_confirmation_is_refused() {
    let bearer = confirmation(&confirmation_data(""));
    for confirmations in [
        String::new(),
        bearer.replace(BEARER, HOLDER_OF_KEY),
        bearer.replace(BEARER, "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"),
        bearer.replace(&format!(" Method=\"{BEARER}\""), ""),
        bearer.replace(BEARER, ""),
        confirmation(""),
    ] {
        confirmations_refused(&confirmations, Check::NoBearerConfirmation);
    }
}

#[test]
fn a_second_confirmation_that_is_bearer_suffices() {
    let bearer = confirmation(&confirmation_data(""));
    let other = bearer.replace(BEARER, HOLDER_OF_KEY);
    let over = data(&format!(" NotOnOrAfter=\"{}\" Recipient=\"{ACS_URL}\"", after(-3600)));
    for confirmations in [
        format!("{other}{bearer}"),
        format!("{bearer}{other}"),
        format!("{over}{bearer}"),
        format!("{}{bearer}", confirmation("")),
    ] {
        accepted(&Message::with(|m| m.subject = subject(NAME_ID, &confirmations)).xml());
    }
}

#[test]
fn a_name_inside_a_confirmation_does_not_become_the_subject() {
    let named = confirmation(&format!("<NameID>admin@example.com</NameID>{}", confirmation_data("")));
    accepted(&Message::with(|m| m.subject = subject(NAME_ID, &named)).xml());
}

#[test]
fn another_or_no_recipient_is_refused() {
    let end = format!(" NotOnOrAfter=\"{}\"", after(3600));
    confirmations_refused(&data(&end), Check::RecipientMismatch);
    for recipient in [
        "https://sso.example.com/saml/acs/d-00fc2p61x",
        "https://sso.example.com/saml/acs/",
        "https://evil.example/?https://sso.example.com/saml/acs/d-00fc2p61",
        "",
    ] {
        confirmations_refused(&data(&format!("{end} Recipient=\"{recipient}\"")), Check::RecipientMismatch);
    }
}

#[test]
fn a_confirmation_without_end_or_with_one_that_is_no_time_is_refused() {
    confirmations_refused(&data(&format!(" Recipient=\"{ACS_URL}\"")), Check::ConfirmationWithoutEnd);
    confirmations_refused(
        &data(&format!(" NotOnOrAfter=\"soon\" Recipient=\"{ACS_URL}\"")),
        Check::ConfirmationWithoutEnd,
    );
}

#[test]
fn a_confirmation_that_is_over_is_refused() {
    let ending =
        |seconds: i64| data(&format!(" NotOnOrAfter=\"{}\" Recipient=\"{ACS_URL}\"", after(seconds)));
    confirmations_refused(&ending(-180), Check::ConfirmationExpired);
    confirmations_refused(&ending(-600), Check::ConfirmationExpired);
    accepted(&Message::with(|m| m.subject = subject(NAME_ID, &ending(-60))).xml());
}

#[test]
fn a_confirmation_with_a_beginning_is_refused() {
    confirmations_refused(
        &data(&format!(" NotBefore=\"{}\"{}", after(-300), end_and_recipient())),
        Check::ConfirmationNotBefore,
    );
}

#[test]
fn two_confirmation_data_in_one_confirmation_are_refused() {
    confirmations_refused(&confirmation(&confirmation_data("").repeat(2)), Check::UnexpectedContent);
}

// S-47

#[test]
fn an_assertion_without_authn_statement_is_refused() {
    refused(&Message::with(|m| m.statements = attributes(1)).xml(), Check::AuthnStatementMissing);
}

#[test]
fn a_session_that_is_over_is_refused() {
    let ending = |seconds: i64| {
        let end = format!(" SessionNotOnOrAfter=\"{}\"", after(seconds));
        Message::with(|m| m.statements = format!("{}{}", authn_statement(&end), attributes(1))).xml()
    };
    refused(&ending(-180), Check::SessionExpired);
    refused(&ending(-86_400), Check::SessionExpired);
    assert_eq!(accepted(&ending(7200)).session_not_on_or_after.unwrap().to_string(), after(7200));
}

#[test]
fn a_session_end_that_is_no_time_is_refused() {
    let statement = authn_statement(" SessionNotOnOrAfter=\"tonight\"");
    refused(&Message::with(|m| m.statements = statement).xml(), Check::SessionTimeMalformed);
}

#[test]
fn the_earliest_of_several_sessions_counts() {
    let end = |seconds: i64| authn_statement(&format!(" SessionNotOnOrAfter=\"{}\"", after(seconds)));
    let xml = Message::with(|m| m.statements = format!("{}{}", end(7200), end(3600))).xml();
    assert_eq!(accepted(&xml).session_not_on_or_after.unwrap().to_string(), after(3600));
    refused(
        &Message::with(|m| m.statements = format!("{}{}", end(7200), end(-7200))).xml(),
        Check::SessionExpired,
    );
}
