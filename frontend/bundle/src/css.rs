//! One style sheet out of many files.
//!
//! Decides the order (by name, what all pages share before what one page adds) and takes out what no browser reads:
//! comments and the white space that separates nothing.

use std::path::Path;

use crate::{Problem, output, read_text};

/// The style sheet of a page: the files of `styles/`, then those of `styles/<page>/`.
pub fn sheet(styles: &Path, page: &str) -> Result<String, Problem> {
    let mut sheet = String::new();
    for folder in [styles.to_owned(), styles.join(page)] {
        for name in output::names_under(&folder)? {
            // Only the folder's own files: another page's folder lies beside them.
            if name.ends_with(".css") && !name.contains('/') {
                sheet.push_str(&slim(&read_text(&folder.join(name))?));
            }
        }
    }
    Ok(sheet)
}

/// The same rules in fewer bytes. Text in quotes stays as it is.
fn slim(css: &str) -> String {
    let mut slim = String::with_capacity(css.len());
    let mut rest = css.chars().peekable();
    let mut space = false;
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'*') => {
                rest.next();
                skip_comment(&mut rest);
                space = true;
            }
            c if c.is_ascii_whitespace() => space = true,
            c => {
                let separates = |c: char| matches!(c, '{' | '}' | ';' | ',');
                if space && !separates(c) && slim.chars().next_back().is_some_and(|last| !separates(last)) {
                    slim.push(' ');
                }
                space = false;
                slim.push(c);
                if c == '"' || c == '\'' {
                    copy_quoted(c, &mut rest, &mut slim);
                }
            }
        }
    }
    slim
}

/// Leaves out the rest of a comment.
fn skip_comment(rest: &mut impl Iterator<Item = char>) {
    let mut last = ' ';
    for c in rest {
        if last == '*' && c == '/' {
            return;
        }
        last = c;
    }
}

/// Copies up to and with the closing quote.
fn copy_quoted(quote: char, rest: &mut impl Iterator<Item = char>, into: &mut String) {
    let mut escaped = false;
    for c in rest {
        into.push(c);
        if c == quote && !escaped {
            return;
        }
        escaped = c == '\\' && !escaped;
    }
}

#[cfg(test)]
mod tests {
    use super::slim;

    #[test]
    fn comments_and_idle_space_are_left_out() {
        let css = "/* the top */\n.a ,\n.b > .c {\n  color: red;\n  margin: 0 auto;\n}\n\n.d { }\n";
        assert_eq!(slim(css), ".a,.b > .c{color: red;margin: 0 auto;}.d{}");
    }

    #[test]
    fn space_that_means_something_stays() {
        assert_eq!(
            slim(".a  .b :hover { width: calc( 1px  +  2px ); }"),
            ".a .b :hover{width: calc( 1px + 2px );}"
        );
    }

    #[test]
    fn a_comment_between_two_words_still_separates_them() {
        assert_eq!(slim("a{margin:1px/**/2px}"), "a{margin:1px 2px}");
    }

    #[test]
    fn quoted_text_is_not_touched() {
        assert_eq!(
            slim(r#"a::after { content: "  { /* \" */ }  " ; }"#),
            r#"a::after{content: "  { /* \" */ }  ";}"#
        );
    }

    #[test]
    fn an_open_comment_or_quote_ends_with_the_file() {
        assert_eq!(slim("a{} /* never closed"), "a{}");
        assert_eq!(slim("a{content:'x"), "a{content:'x");
    }

    #[test]
    fn non_latin_text_survives() {
        assert_eq!(slim("a { font-family : \"微软雅黑\" , 黑体 }"), "a{font-family : \"微软雅黑\",黑体}");
    }
}
