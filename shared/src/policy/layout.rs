//! A text of JSON laid out for reading: two spaces a level, everything in the order in which it is written.

use super::read::{Node, Value, read};

/// The text laid out, or nothing when it is not JSON.
pub fn laid_out(text: &str) -> Option<String> {
    let document = read(text).ok()?;
    let mut out = String::with_capacity(text.len() * 2);
    write(&document, 0, &mut out);
    Some(out)
}

fn write(node: &Node<'_>, depth: usize, out: &mut String) {
    match &node.value {
        Value::Text(text) => quote(text, out),
        Value::Plain(word) => out.push_str(word),
        Value::Null => out.push_str("null"),
        Value::List(list) => {
            entries('[', ']', list, depth, out, |node, out| write(node, depth + 1, out));
        }
        Value::Object(members) => entries('{', '}', members, depth, out, |member, out| {
            quote(member.name, out);
            out.push_str(": ");
            write(&member.node, depth + 1, out);
        }),
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    out.push_str(text);
    out.push('"');
}

fn entries<T>(
    open: char,
    close: char,
    entries: &[T],
    depth: usize,
    out: &mut String,
    mut write: impl FnMut(&T, &mut String),
) {
    out.push(open);
    for (position, entry) in entries.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        line(depth + 1, out);
        write(entry, out);
    }
    if !entries.is_empty() {
        line(depth, out);
    }
    out.push(close);
}

fn line(depth: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}
