//! S-26, as a whole: genuine messages changed at random. Whatever is still accepted must name the same person
//! and assertion as the original; nothing may panic. The seed is fixed, so a failure repeats.

use super::support::message::*;
use super::support::mutate::mutate;
use super::support::random::Random;
use super::support::*;

/// How many changed messages are tried; the time of one is below a millisecond.
const ROUNDS: usize = 20_000;

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
    let mut random = Random::new(0x000b_17e5);
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
