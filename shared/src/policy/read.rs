//! JSON as written (RFC 8259), with the place of everything in it. Decides nothing about policies.

use super::{Fault, PolicyFault};

/// Most brackets within each other; a policy has six.
const DEPTH_MAX: usize = 32;

/// A value and where it begins.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub at: usize,
    pub value: Value<'a>,
}

/// A value of JSON.
#[derive(Debug)]
pub(super) enum Value<'a> {
    /// A text, as written between its quotation marks.
    Text(&'a str),
    /// A number, `true` or `false`, as written.
    Plain(&'a str),
    /// `null`.
    Null,
    /// A list.
    List(Vec<Node<'a>>),
    /// An object.
    Object(Vec<Member<'a>>),
}

/// A name in an object and what stands under it.
#[derive(Debug)]
pub(super) struct Member<'a> {
    pub at: usize,
    pub name: &'a str,
    pub node: Node<'a>,
}

/// Reads a whole text as one value.
pub(super) fn read(text: &str) -> Result<Node<'_>, Fault> {
    let mut reader = Reader { text, at: 0 };
    let node = reader.value(0)?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(node),
        Some(_) => Err(reader.fault(PolicyFault::MoreAfterEnd)),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Goes past `byte` if it is next.
    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// What is wrong here; at the end of the text it is always that it ends.
    fn fault(&self, what: PolicyFault) -> Fault {
        Fault::new(self.at, if self.peek().is_none() { PolicyFault::EndsTooSoon } else { what })
    }

    fn value(&mut self, depth: usize) -> Result<Node<'a>, Fault> {
        self.skip_space();
        let at = self.at;
        if depth > DEPTH_MAX {
            return Err(self.fault(PolicyFault::TooDeep));
        }
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.text_value()?),
            _ => self.word()?,
        };
        Ok(Node { at, value })
    }

    fn list(&mut self, depth: usize) -> Result<Value<'a>, Fault> {
        self.at += 1;
        let mut list = Vec::new();
        self.skip_space();
        if self.take(b']') {
            return Ok(Value::List(list));
        }
        loop {
            list.push(self.value(depth + 1)?);
            if self.ends_after_entry(b']')? {
                return Ok(Value::List(list));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value<'a>, Fault> {
        self.at += 1;
        let mut members: Vec<Member<'a>> = Vec::new();
        self.skip_space();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            members.push(self.member(&members, depth)?);
            if self.ends_after_entry(b'}')? {
                return Ok(Value::Object(members));
            }
        }
    }

    fn member(&mut self, before: &[Member<'a>], depth: usize) -> Result<Member<'a>, Fault> {
        self.skip_space();
        let at = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.fault(PolicyFault::NameExpected));
        }
        let name = self.text_value()?;
        // An escape would let one name be written in two ways.
        if let Some(escape) = name.find('\\') {
            return Err(Fault::new(at + 1 + escape, PolicyFault::BadEscape));
        }
        if before.iter().any(|member| member.name == name) {
            return Err(Fault::about(at, PolicyFault::RepeatedName, name));
        }
        self.skip_space();
        if !self.take(b':') {
            return Err(self.fault(PolicyFault::ColonExpected));
        }
        Ok(Member { at, name, node: self.value(depth + 1)? })
    }

    /// Goes past the comma or the closing bracket after an entry; says whether it was the bracket.
    fn ends_after_entry(&mut self, close: u8) -> Result<bool, Fault> {
        self.skip_space();
        if self.take(close) {
            return Ok(true);
        }
        let comma = self.at;
        if !self.take(b',') {
            return Err(self.fault(PolicyFault::CommaExpected));
        }
        self.skip_space();
        if self.peek() == Some(close) {
            return Err(Fault::new(comma, PolicyFault::CommaTooMany));
        }
        Ok(false)
    }

    /// A text; answers what stands between its quotation marks.
    fn text_value(&mut self) -> Result<&'a str, Fault> {
        let begin = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None | Some(b'\n' | b'\r') => return Err(Fault::new(begin, PolicyFault::QuoteMissing)),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(self.text.get(begin + 1..self.at - 1).unwrap_or_default());
                }
                Some(b'\\') => self.escape()?,
                Some(0..0x20) => return Err(self.fault(PolicyFault::ControlCharacter)),
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        let length = match rest {
            [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 2,
            [b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()) => 6,
            _ => return Err(self.fault(PolicyFault::BadEscape)),
        };
        self.at += length;
        Ok(())
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<Value<'a>, Fault> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-._'".contains(c))).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        let value = match word {
            "" => return Err(self.fault(PolicyFault::ValueExpected)),
            "null" => Value::Null,
            "true" | "false" => Value::Plain(word),
            number if is_number(number) => Value::Plain(word),
            _ => return Err(Fault::about(self.at, PolicyFault::UnknownWord, word)),
        };
        self.at += length;
        Ok(value)
    }
}

/// RFC 8259, section 6.
fn is_number(word: &str) -> bool {
    let word = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (word, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = |text: &'_ str| digits(text.strip_prefix(['+', '-']).unwrap_or(text));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(unsigned)
}
