//! The same corpus through both engines, and every difference explained.
//!
//! The claim that matters: what we accept, samael verifies too, and the text that libxmlsec1 digested names the
//! same person and assertion. The other way round there are differences, all of them on purpose: the table
//! `explained` says which of our checks refuse what samael's signature check lets through, and why. Documents
//! that would make libxmlsec1 open files or addresses, or run XSLT, are not given to it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "../../tests/it/support/mod.rs"]
#[expect(dead_code, reason = "the tests of `saml` use the rest")]
mod support;

use quick_xml::events::Event;
use samael::crypto::{CertificateDer, Crypto, CryptoProvider, ReduceMode};
use saml::error::{Check, ResponseRefused};
use saml::keys::{Certificate, SigningKey, generate_key_pair};
use saml::response::{self, VerifiedResponse};
use saml::role_response::{RolePair, RoleResponse, sign};
use saml::settings::{Policy, TrustedIdentityProvider};

use support::message::{audience, conditions};
use support::mutate::mutate;
use support::random::Random;
use support::*;

/// How many changed messages both engines judge.
const ROUNDS: usize = 10_000;

/// Why samael's signature check may accept what this check of ours refuses, or `None` when it must not.
fn explained(check: Check) -> Option<&'static str> {
    Some(match check {
        Check::NotWellFormed => "libxml2 parses in recovery mode: unclosed, trailing and doubled things pass",
        Check::DocumentType => "libxml2 reads document types",
        Check::ProcessingInstruction => {
            "instructions are canonicalized like other nodes, or stand outside the signed part"
        }
        Check::CommentInValue => "canonicalization leaves comments out, so the digest does not see them",
        Check::RelativeNamespace => "libxml2 only warns, where the declaration is outside the signed part",
        Check::TooComplex => "samael has no limits of its own",
        Check::NotAResponse | Check::UnexpectedContent => {
            "a signed assertion is taken out of whatever stands around it"
        }
        Check::SignatureElsewhere | Check::SignatureNotEnveloped => {
            "a good signature verifies wherever it stands"
        }
        Check::SignatureStructure | Check::ReferenceElsewhere => "samael enforces no signature profile",
        Check::CanonicalizationNotAllowed | Check::TransformNotAllowed => "samael restricts no transforms",
        Check::SignatureMethodNotAllowed | Check::DigestMethodNotAllowed => {
            "samael restricts no algorithms by default"
        }
        Check::IdNotAllowed => "samael knows the attribute ID alone and leaves others unread",
        Check::StatusMissing | Check::StatusNotSuccess | Check::ResponseIdMissing => {
            "the Response around a signed assertion is not looked at"
        }
        Check::NotUtf8 | Check::ForbiddenCharacter => "libxml2 decodes other encodings",
        _ if protocol_rule(check) => "a rule of the protocol, made after the signature was found good",
        _ => return None,
    })
}

/// Whether the check comes after the signature: then both engines have verified it.
fn protocol_rule(check: Check) -> bool {
    let number = check.code().strip_prefix("S-").and_then(|digits| digits.parse::<u32>().ok());
    number.is_some_and(|number| number >= 30)
}

/// What libxmlsec1 digested for the one signature, or for the Response when both are signed.
fn samael_verifies(xml: &str, certificates: &[Certificate]) -> Option<String> {
    let certificates: Vec<CertificateDer> =
        certificates.iter().map(|certificate| CertificateDer::from(certificate.to_der().to_vec())).collect();
    Crypto::reduce_xml_to_signed(xml, &certificates, ReduceMode::PreDigest).ok()
}

/// The NameID of the subject and the ID of the assertion, read by quick-xml alone.
fn identity(text: &str) -> (String, String) {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut name, mut id, mut inside) = (String::new(), String::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) if start.local_name().as_ref() == b"Assertion" => {
                id = String::from_utf8(start.try_get_attribute("ID").unwrap().unwrap().value.to_vec())
                    .unwrap();
            }
            Event::Start(start) if start.local_name().as_ref() == b"NameID" => inside = name.is_empty(),
            Event::End(end) if end.local_name().as_ref() == b"NameID" => inside = false,
            Event::Text(part) if inside => name.push_str(&part.decode().unwrap()),
            Event::GeneralRef(part) if inside => match part.resolve_char_ref().unwrap() {
                Some(character) => name.push(character),
                None => name
                    .push_str(quick_xml::escape::resolve_predefined_entity(&part.decode().unwrap()).unwrap()),
            },
            Event::Eof => return (name, id),
            _ => {}
        }
    }
}

/// Compares the two verdicts on one document.
#[track_caller]
fn compare(
    what: &str,
    xml: &str,
    certificates: &[Certificate],
    ours: &Result<VerifiedResponse, ResponseRefused>,
) {
    let theirs = samael_verifies(xml, certificates);
    match (ours, theirs) {
        (Ok(verified), Some(text)) => {
            let (name, id) = identity(&text);
            assert_eq!((&name, &id), (&verified.name_id, &verified.assertion_id), "{what}: another identity");
        }
        (Ok(_), None) => panic!("{what}: accepted here, refused by samael: {xml}"),
        (Err(refusal), Some(_)) => {
            assert!(
                explained(refusal.check).is_some(),
                "{what}: verified by samael, refused here by {refusal}: {xml}"
            );
        }
        (Err(_), None) => {}
    }
}

fn ours(xml: &str, keys: &[&Key]) -> Result<VerifiedResponse, ResponseRefused> {
    verify_trusting(xml, keys)
}

fn certificates(keys: &[&Key]) -> Vec<Certificate> {
    keys.iter().map(|key| key.certificate()).collect()
}

/// Messages that must be accepted by both, by name.
fn genuine() -> Vec<(String, String)> {
    let mut corpus = Vec::new();
    for (name, message) in [
        ("assertion signed", Message::default()),
        ("response signed", Message::response_signed()),
        ("both signed", Message::both_signed()),
    ] {
        corpus.push((name.to_owned(), message.xml()));
        corpus.push((
            format!("{name}, answering"),
            message.answering("_3f1c5a9e7b2d4f60a1b2c3d4e5f60718").xml(),
        ));
    }
    for hash in ["sha384", "sha512"] {
        let method = format!("http://www.w3.org/2001/04/xmldsig-more#rsa-{hash}");
        let signing = Signing::by(keys::rsa()).with(|s| s.method = method);
        corpus.push((format!("RSA with {hash}"), Message::with(|m| m.sign_assertion = Some(signing)).xml()));
    }
    for digest in ["http://www.w3.org/2001/04/xmldsig-more#sha384", "http://www.w3.org/2001/04/xmlenc#sha512"]
    {
        let signing = Signing::by(keys::rsa()).with(|s| s.digest_method = digest.to_owned());
        corpus.push((digest.to_owned(), Message::with(|m| m.sign_assertion = Some(signing)).xml()));
    }
    let xml = Message::default().xml();
    for (name, same) in [
        ("an unused namespace", swap(&xml, "<Subject>", "<Subject xmlns:unused=\"urn:unused\">")),
        ("a comment in a claim", swap(&xml, ">Alice<", ">Al<!-- -->ice<")),
        ("a character by number", swap(&xml, ">Alice<", ">&#65;lice<")),
        ("a CDATA section", swap(&xml, ">Alice<", "><![CDATA[Alice]]><")),
        ("single quotes", xml.replace('"', "'")),
        (
            "white space in tags",
            xml.replace("<Subject>", "<Subject\n >").replace("</Subject>", "</Subject >"),
        ),
        ("empty tags", xml.replace("></SubjectConfirmationData>", "/>").replace("></Transform>", " />")),
        ("lines", swap(&xml, "<samlp:Status>", "\r\n<samlp:Status>")),
        ("a name by numbers", swap(&xml, ">alice@example.com</NameID>", ">&#x61;lice@example.com</NameID>")),
    ] {
        corpus.push((name.to_owned(), same));
    }
    corpus
}

/// Forgeries, by name; none of them may be accepted here.
fn forged() -> Vec<(String, String)> {
    let xml = Message::default().xml();
    let assertion = Message::default().assertion();
    let evil = Message::with(|m| {
        m.sign_assertion = None;
        m.assertion_attributes = m.assertion_attributes.replace(ASSERTION_ID, "_evil");
        m.subject = m.subject.replace(NAME_ID, "admin@example.com");
    })
    .assertion();
    let name = format!(">{NAME_ID}</NameID>");
    [
        ("another name", swap(&xml, &name, ">admin@example.com</NameID>")),
        ("a comment in the name", swap(&xml, &name, ">alice@example.com<!-- -->.evil</NameID>")),
        ("a processing instruction in the name", swap(&xml, &name, ">alice@example.com<?x?></NameID>")),
        ("an evil assertion first", swap(&xml, &assertion, &format!("{evil}{assertion}"))),
        ("an evil assertion last", swap(&xml, &assertion, &format!("{assertion}{evil}"))),
        (
            "the original in extensions",
            swap(
                &swap(&xml, &assertion, &evil),
                "<samlp:Status>",
                &format!("<samlp:Extensions>{assertion}</samlp:Extensions><samlp:Status>"),
            ),
        ),
        (
            "the original in a status detail",
            swap(
                &swap(&xml, &assertion, &evil),
                "</samlp:Status>",
                &format!("<samlp:StatusDetail>{assertion}</samlp:StatusDetail></samlp:Status>"),
            ),
        ),
        (
            "the same ID twice",
            swap(&xml, &assertion, &format!("{}{assertion}", evil.replace("_evil", ASSERTION_ID))),
        ),
        (
            "signed by another key",
            Message::with(|m| m.sign_assertion = Some(Signing::by(keys::attacker()))).xml(),
        ),
        ("nothing signed", Message::with(|m| m.sign_assertion = None).xml()),
        ("a signed claim changed", swap(&xml, ">Alice<", ">Mallory<")),
        (
            "SHA-1",
            Message::with(|m| {
                m.sign_assertion = Some(
                    Signing::by(keys::rsa())
                        .with(|s| s.digest_method = "http://www.w3.org/2000/09/xmldsig#sha1".to_owned()),
                )
            })
            .xml(),
        ),
        ("not closed", xml.replace("</samlp:Response>", "")),
        ("a document type", format!("<!DOCTYPE x>{xml}")),
        ("content after the root", format!("{xml}<x/>")),
        (
            "a second signature",
            swap(
                &xml,
                "</samlp:Response>",
                &format!("{}</samlp:Response>", Signing::by(keys::rsa()).sign(RESPONSE_ID, "x")),
            ),
        ),
        ("no destination match", swap(&xml, ACS_URL_ATTRIBUTE, "Destination=\"https://evil.example/\"")),
        (
            "an audience of others",
            Message::with(|m| m.conditions = conditions(&audience("https://other.example"))).xml(),
        ),
        ("over", Message::with(|m| m.conditions = m.conditions.replace(&after(3600), &after(-3600))).xml()),
        ("a status of failure", xml.replace("status:Success", "status:Responder")),
        ("another root", xml.replace("samlp:Response", "samlp:LogoutResponse")),
        ("an object in the signature", swap(&xml, "</KeyInfo>", "</KeyInfo><Object></Object>")),
        ("an Id on SignedInfo", swap(&xml, "<SignedInfo>", "<SignedInfo Id=\"x\">")),
    ]
    .into_iter()
    .map(|(name, xml)| (name.to_owned(), xml))
    .collect()
}

const ACS_URL_ATTRIBUTE: &str = "Destination=\"https://sso.example.com/saml/acs/d-00fc2p61\"";

#[test]
fn what_we_accept_samael_verifies_with_the_same_identity() {
    for (name, xml) in genuine() {
        let verdict = ours(&xml, &[keys::rsa()]);
        assert!(verdict.is_ok(), "{name}: {verdict:?}");
        compare(&name, &xml, &certificates(&[keys::rsa()]), &verdict);
    }
}

#[test]
fn elliptic_signatures_get_the_same_verdict() {
    for key in [keys::p256(), keys::p384()] {
        let xml = Message::with(|m| m.sign_assertion = Some(Signing::by(key))).xml();
        let verdict = ours(&xml, &[key]);
        assert!(verdict.is_ok(), "{verdict:?}");
        compare("elliptic", &xml, &certificates(&[key]), &verdict);
        let verdict = ours(&xml, &[keys::rsa()]);
        assert!(verdict.is_err());
    }
}

#[test]
fn forgeries_are_refused_here_and_every_difference_is_explained() {
    for (name, xml) in forged() {
        let verdict = ours(&xml, &[keys::rsa()]);
        assert!(verdict.is_err(), "{name} is accepted");
        compare(&name, &xml, &certificates(&[keys::rsa()]), &verdict);
    }
}

#[test]
fn responses_of_four_identity_providers_get_the_same_verdict() {
    let read = |path: &str| {
        std::fs::read_to_string(format!("{}/../fixtures/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    for (vendor, entity_id) in [
        ("entra", IDP_ENTITY_ID),
        ("okta", "http://www.okta.com/exk1abcd2EFGHIJkl3m4"),
        ("keycloak", "https://id.example.com/realms/master"),
        ("adfs", "http://sts.example.com/adfs/services/trust"),
    ] {
        let xml = read(&format!("{vendor}/response.xml"));
        let certificates = vec![Certificate::from_pem(&read(&format!("{vendor}/signing.pem"))).unwrap()];
        let idp = TrustedIdentityProvider {
            entity_id: entity_id.to_owned(),
            signing_certificates: certificates.clone(),
        };
        let verdict = response::verify(xml.as_bytes(), &sp(), &idp, &Policy::default(), now());
        assert!(verdict.is_ok(), "{vendor}: {verdict:?}");
        compare(vendor, &xml, &certificates, &verdict);
    }
}

#[test]
fn messages_changed_at_random_get_the_same_verdict_or_an_explained_one() {
    let originals: Vec<String> =
        [Message::default(), Message::response_signed()].iter().map(Message::xml).collect();
    let trusted = certificates(&[keys::rsa()]);
    let mut random = Random::new(0x2d_0b11);
    let mut both_accept = 0;
    for round in 0..ROUNDS {
        let xml = mutate(random.one_of::<String>(&originals), &mut random);
        let verdict = ours(&xml, &[keys::rsa()]);
        // What neither parser can read says nothing about signatures.
        let judged = match &verdict {
            Ok(_) => true,
            Err(refusal) => explained(refusal.check).is_none(),
        };
        if judged {
            compare(&format!("round {round}"), &xml, &trusted, &verdict);
            both_accept += usize::from(verdict.is_ok());
        }
    }
    assert!(both_accept > ROUNDS / 100, "only {both_accept} accepted");
}

#[test]
fn our_role_response_verifies_with_libxmlsec1_and_reads_the_same() {
    let generated = generate_key_pair("CloudSSO", now(), 1).unwrap();
    let key = SigningKey::from_pkcs8(&generated.private_key_pkcs8, &generated.certificate_der).unwrap();
    let mut random = Random::new(7);
    for _ in 0..50 {
        let response = RoleResponse {
            issuer: random.text(30),
            destination: random.text(30),
            audience: random.text(30),
            roles: vec![RolePair {
                role_arn: random.text(30).replace(',', ""),
                provider_arn: "p".to_owned(),
            }],
            role_session_name: NAME_ID.to_owned(),
            session_duration: Some(3600),
            authn_instant: now(),
            session_not_on_or_after: Some(now()),
            session_index: Some(random.text(30)),
        };
        let signed = sign(&response, &key, now()).unwrap();
        let text = samael_verifies(&signed.xml, std::slice::from_ref(key.certificate()))
            .expect("libxmlsec1 verifies");
        assert_eq!(identity(&text), (NAME_ID.to_owned(), signed.assertion_id.clone()));
        let other = std::slice::from_ref(&keys::rsa().certificate()).to_vec();
        assert!(samael_verifies(&signed.xml, &other).is_none());
    }
}

#[test]
fn our_signed_request_verifies_with_libxmlsec1() {
    let generated = generate_key_pair("CloudSSO", now(), 1).unwrap();
    let key = SigningKey::from_pkcs8(&generated.private_key_pkcs8, &generated.certificate_der).unwrap();
    let request =
        saml::AuthnRequest::new(&sp(), "https://login.example.com/saml2?a=1&b=\"<2>", now()).unwrap();
    let xml = request.to_signed_xml(&key).unwrap();
    let digested =
        samael_verifies(&xml, std::slice::from_ref(key.certificate())).expect("libxmlsec1 verifies");
    assert_eq!(digested, request.to_xml().unwrap());
}
