//! Changes of the kinds that an attacker, a proxy or a broken library could make to a message.

use super::random::Random;

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
pub fn mutate(xml: &str, random: &mut Random) -> String {
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
