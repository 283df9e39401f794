//! S-26, as a whole: genuine messages changed at random. Whatever is still accepted must name the same person
//! and assertion as the original; nothing may panic. The seed is fixed, so a failure repeats.

use super::support::message::*;
use super::support::random::Random;
use super::support::*;

/// How many changed messages are tried; the time of one is below a millisecond.
const ROUNDS: usize = 20_000;

/// Where each tag of a text begins and ends.
fn tags(xml: &str) -> Vec<(usize, usize)> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(start) = xml[from..].find('<').map(|place| from + place) {
        let end = xml[start..].find('>').map_or(xml.len(), |place| start + place + 1);
        tags.push((start, end));
        from = end;
    }
    tags
}

/// A whole element, chosen at random, with where it stands.
fn element(xml: &str, random: &mut Random) -> (usize, usize) {
    let tags = tags(xml);
    let opening: Vec<_> = tags.iter().filter(|(start, _)| !xml[*start..].starts_with("</")).collect();
    let (start, end) = **random.one_of(&opening);
    let name: String = xml[start + 1..end].chars().take_while(|c| !" >/".contains(*c)).collect();
    let close = format!("</{name}>");
    let stop = xml[start..].find(&close).map_or(end, |place| start + place + close.len());
    (start, stop)
}

fn boundary(xml: &str, mut place: usize) -> usize {
    while !xml.is_char_boundary(place) {
        place -= 1;
    }
    place
}

/// One change of a kind that an attacker or a broken proxy could make.
fn mutate(xml: &str, random: &mut Random) -> String {
    const SNIPPETS: &[&str] = &[
        "<!---->",
        "<!-- x -->",
        "<?x?>",
        "<![CDATA[",
        "]]>",
        "&#x61;",
        "&amp;",
        "&lt;",
        " ",
        "\n",
        "\r\n",
        "\t",
        "\u{feff}",
        "<a/>",
        "</Subject>",
        "<Subject>",
        "<NameID>admin@example.com</NameID>",
        "xmlns=\"urn:x\"",
        " ID=\"_x\"",
        "'",
        "\"",
        "<Assertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">",
        "</Assertion>",
        "admin",
        "=",
        "<",
        ">",
        "/",
        "\0",
        "é",
    ];
    let mut text = xml.to_owned();
    match random.below(8) {
        0 => {
            let place = boundary(&text, random.below(text.len()));
            text.insert_str(place, random.one_of::<&str>(SNIPPETS));
        }
        1 => {
            let (start, stop) = element(xml, random);
            text.replace_range(start..stop, "");
        }
        2 => {
            let (start, stop) = element(xml, random);
            let tags = tags(xml);
            let place = random.one_of(&tags).0;
            text.insert_str(place, &xml[start..stop]);
        }
        3 => {
            let (start, stop) = element(xml, random);
            let moved = xml[start..stop].to_owned();
            text.replace_range(start..stop, "");
            let tags = tags(&text);
            if !tags.is_empty() {
                let place = random.one_of(&tags).0;
                text.insert_str(place, &moved);
            }
        }
        4 => {
            let (start, stop) = element(xml, random);
            let (place, end) = element(xml, random);
            text.replace_range(place..end, &xml[start..stop]);
        }
        5 => {
            let start = boundary(xml, random.below(xml.len()));
            let stop = boundary(xml, (start + random.below(40)).min(xml.len()));
            text.replace_range(start..stop, "");
        }
        6 => {
            let start = boundary(xml, random.below(xml.len()));
            let stop = boundary(xml, (start + random.below(200)).min(xml.len()));
            let place = boundary(xml, random.below(xml.len()));
            text.insert_str(place, &xml[start..stop]);
        }
        _ => {
            let place = boundary(&text, random.below(text.len()));
            let letter = char::from(b' ' + u8::try_from(random.below(95)).unwrap());
            let end = place + text[place..].chars().next().map_or(0, char::len_utf8);
            text.replace_range(place..end, &letter.to_string());
        }
    }
    text
}

#[test]
fn changed_messages_that_are_accepted_name_the_same_person() {
    let originals: Vec<String> = [
        Message::default(),
        Message::response_signed(),
        Message::both_signed(),
        Message::with(|m| m.statements = authn_statement("")),
    ]
    .iter()
    .map(Message::xml)
    .collect();
    let mut random = Random::new(0x5a4d_1c26);
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..ROUNDS {
        let mut xml = random.one_of(&originals).clone();
        for _ in 0..=random.below(3) {
            xml = mutate(&xml, &mut random);
            if xml.is_empty() {
                break;
            }
        }
        match verify(&xml) {
            Ok(response) => {
                accepted += 1;
                assert_eq!(
                    (response.name_id.as_str(), response.assertion_id.as_str()),
                    (NAME_ID, ASSERTION_ID),
                    "{xml}"
                );
            }
            Err(_) => refused += 1,
        }
    }
    // A run that accepts or refuses nearly everything would test nothing.
    assert!(accepted > ROUNDS / 100 && refused > ROUNDS / 2, "{accepted} accepted, {refused} refused");
}

#[test]
fn bytes_changed_at_random_never_panic_and_never_change_the_person() {
    let original = Message::default().xml().into_bytes();
    let mut random = Random::new(0x0b17_e5);
    for _ in 0..ROUNDS / 4 {
        let mut bytes = original.clone();
        for _ in 0..=random.below(2) {
            let place = random.below(bytes.len());
            match random.below(3) {
                0 => bytes[place] = u8::try_from(random.below(256)).unwrap(),
                1 => drop(bytes.remove(place)),
                _ => bytes.insert(place, u8::try_from(random.below(256)).unwrap()),
            }
        }
        let verdict = saml::response::verify(&bytes, &sp(), &idp(), &saml::Policy::default(), now());
        if let Ok(response) = verdict {
            assert_eq!((response.name_id.as_str(), response.assertion_id.as_str()), (NAME_ID, ASSERTION_ID));
        }
    }
}
