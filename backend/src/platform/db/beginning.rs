//! Texts that begin with a text, as a range: what an index ordered by bytes finds.

/// The least text that is greater, byte by byte, than every text that begins with `beginning`.
pub fn past_beginning(beginning: &str) -> String {
    let mut past = beginning.to_owned();
    while let Some(last) = past.pop() {
        if let Some(next) = (last..=char::MAX).nth(1) {
            past.push(next);
            return past;
        }
    }
    // Nothing is greater than what begins with the greatest character there is, and nothing is called so.
    beginning.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_a_text_lies_before_the_end_of_its_range() {
        for beginning in ["a", "al", "a_", "100%", "é", "王", "\u{D7FF}", "a\u{10FFFF}", "\u{10FFFE}"] {
            let past = past_beginning(beginning);
            for rest in ["", "a", "\0", "\u{10FFFF}\u{10FFFF}"] {
                assert!(format!("{beginning}{rest}") < past, "{beginning:?} {rest:?}");
            }
            assert!(past.as_str() > beginning && !past.starts_with(beginning));
        }
        assert_eq!(past_beginning("al"), "am");
        assert_eq!(past_beginning("\u{D7FF}"), "\u{E000}");
        assert_eq!(past_beginning("a\u{10FFFF}"), "b");
    }
}
