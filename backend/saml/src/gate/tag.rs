//! One tag: its name, attributes, namespaces and identifiers (S-07, S-08, S-11, S-23).
//!
//! Namespaces are resolved here rather than by quick-xml because it compares their names before references are
//! replaced, and because attribute values are needed with references replaced and white space normalised.

use std::borrow::Cow;
use std::collections::HashSet;

use super::characters::{is_ncname, unescape_attribute};
use crate::error::{Check, ResponseRefused};
use crate::names;

const DEEPEST: usize = 64;
const MOST_ELEMENTS: usize = 20_000;
const MOST_ATTRIBUTES: usize = 64;
const MOST_NAMESPACES: usize = 32;
const MOST_NAMESPACES_IN_SCOPE: usize = 256;

pub(super) type Result<T> = std::result::Result<T, ResponseRefused>;

/// The namespaces that mean something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Namespace {
    Protocol,
    Assertion,
    Metadata,
    Dsig,
    ExclusiveC14n,
    Xml,
    None,
    Other,
}

impl Namespace {
    fn of(uri: &str) -> Namespace {
        match uri {
            names::ASSERTION => Namespace::Assertion,
            names::PROTOCOL => Namespace::Protocol,
            names::METADATA => Namespace::Metadata,
            names::DSIG => Namespace::Dsig,
            names::EXCLUSIVE_C14N => Namespace::ExclusiveC14n,
            names::XML => Namespace::Xml,
            "" => Namespace::None,
            _ => Namespace::Other,
        }
    }
}

/// The name of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'x> {
    pub(crate) namespace: Namespace,
    pub(crate) name: &'x str,
}

impl Element<'_> {
    pub(crate) fn is(&self, namespace: Namespace, name: &str) -> bool {
        self.namespace == namespace && self.name == name
    }
}

/// What a document may hold beside the rules for all.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rules {
    /// A response: no identifier but `ID`, and no signature or assertion where none was expected.
    Response,
    /// Metadata: parts that are skipped may hold signatures and identifiers of their own.
    Metadata,
}

struct Attribute<'x> {
    prefix: Option<&'x str>,
    namespace: Namespace,
    uri: usize,
    name: &'x str,
    value: Cow<'x, str>,
}

struct Binding<'x> {
    prefix: &'x str,
    namespace: Namespace,
    uri: Cow<'x, str>,
    depth: usize,
}

/// The elements that are open, with what their tags said.
pub(super) struct Tags<'x> {
    rules: Rules,
    pub(super) depth: usize,
    elements: usize,
    bindings: Vec<Binding<'x>>,
    attributes: Vec<Attribute<'x>>,
    ids: HashSet<String>,
}

pub(super) fn refused<T>(check: Check, expected: &str, received: impl AsRef<str>) -> Result<T> {
    Err(ResponseRefused::new(check, expected, received))
}

pub(super) fn malformed<T>(received: impl AsRef<str>) -> Result<T> {
    refused(Check::NotWellFormed, "well-formed XML", received)
}

impl<'x> Tags<'x> {
    pub(super) fn new(rules: Rules) -> Tags<'x> {
        Tags {
            rules,
            depth: 0,
            elements: 0,
            bindings: Vec::new(),
            attributes: Vec::new(),
            ids: HashSet::new(),
        }
    }

    /// The attribute without prefix of the element just opened.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|a| a.prefix.is_none() && a.name == name).map(|a| &*a.value)
    }

    pub(super) fn leave(&mut self) {
        while self.bindings.last().is_some_and(|binding| binding.depth == self.depth) {
            self.bindings.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    pub(super) fn enter(&mut self, tag: &'x str) -> Result<Element<'x>> {
        self.depth += 1;
        self.elements += 1;
        if self.depth > DEEPEST || self.elements > MOST_ELEMENTS {
            return refused(Check::TooComplex, "64 levels and 20,000 elements", "more");
        }
        let end = tag.bytes().position(is_white_byte).unwrap_or(tag.len());
        let (name, rest) = tag.split_at(end);
        self.read_attributes(rest)?;
        let (prefix, name) = split_name(name)?;
        let namespace = match self.binding(prefix.unwrap_or("")) {
            Some(index) => self.bindings[index].namespace,
            None if prefix.is_none() => Namespace::None,
            None => return malformed(format!("the prefix {} is not bound", prefix.unwrap_or(""))),
        };
        self.resolve_attributes()?;
        self.note_ids()?;
        Ok(Element { namespace, name })
    }

    fn binding(&self, prefix: &str) -> Option<usize> {
        self.bindings.iter().rposition(|binding| binding.prefix == prefix)
    }

    fn read_attributes(&mut self, mut rest: &'x str) -> Result<()> {
        self.attributes.clear();
        let first = self.bindings.len();
        while let Some((name, raw, after)) = next_attribute(rest)? {
            rest = after;
            if raw.contains('<') {
                return malformed("the character < in an attribute");
            }
            let Some(value) = unescape_attribute(raw) else {
                return malformed("a reference that is not allowed in an attribute");
            };
            let (prefix, local) = split_name(name)?;
            if prefix == Some("xmlns") || (prefix.is_none() && local == "xmlns") {
                self.bind(if prefix.is_some() { local } else { "" }, raw, value, first)?;
            } else {
                self.attributes.push(Attribute {
                    prefix,
                    namespace: Namespace::None,
                    uri: usize::MAX,
                    name: local,
                    value,
                });
            }
            if self.attributes.len() > MOST_ATTRIBUTES {
                return refused(Check::TooComplex, "64 attributes", "more");
            }
        }
        Ok(())
    }

    /// A namespace declaration (Namespaces in XML 1.0, section 3).
    fn bind(&mut self, prefix: &'x str, raw: &str, uri: Cow<'x, str>, first: usize) -> Result<()> {
        if self.bindings[first..].iter().any(|binding| binding.prefix == prefix) {
            return malformed("a namespace declared twice");
        }
        let reserved = prefix == "xml" || prefix == "xmlns" || uri == names::XML || uri == names::XMLNS;
        if reserved || (uri.is_empty() && !prefix.is_empty()) {
            return malformed("a namespace declaration that is not allowed");
        }
        if raw.contains('&') || !(uri.is_empty() || is_absolute(&uri)) {
            return refused(Check::RelativeNamespace, "an absolute namespace name", &uri);
        }
        if self.bindings.len() - first >= MOST_NAMESPACES || self.bindings.len() >= MOST_NAMESPACES_IN_SCOPE {
            return refused(Check::TooComplex, "32 namespace declarations", "more");
        }
        self.bindings.push(Binding { prefix, namespace: Namespace::of(&uri), uri, depth: self.depth });
        Ok(())
    }

    /// Gives each prefixed attribute its namespace, and refuses two with one name (section 6.3).
    fn resolve_attributes(&mut self) -> Result<()> {
        for index in 0..self.attributes.len() {
            if let Some(prefix) = self.attributes[index].prefix {
                let (namespace, uri) = match self.binding(prefix) {
                    _ if prefix == "xml" => (Namespace::Xml, usize::MAX),
                    Some(binding) => (self.bindings[binding].namespace, binding),
                    None => return malformed(format!("the prefix {prefix} is not bound")),
                };
                self.attributes[index].namespace = namespace;
                self.attributes[index].uri = uri;
            }
            let (before, this) = self.attributes.split_at(index);
            if before.iter().any(|other| self.same_name(other, &this[0])) {
                return malformed("an attribute given twice");
            }
        }
        Ok(())
    }

    fn same_name(&self, one: &Attribute<'x>, other: &Attribute<'x>) -> bool {
        let uri = |attribute: &Attribute<'x>| self.bindings.get(attribute.uri).map(|binding| &binding.uri);
        one.name == other.name
            && one.prefix.is_some() == other.prefix.is_some()
            && one.namespace == other.namespace
            && uri(one) == uri(other)
    }

    /// S-23: identifiers are names, unique, and set by the attribute `ID` alone.
    fn note_ids(&mut self) -> Result<()> {
        for attribute in &self.attributes {
            if !attribute.name.eq_ignore_ascii_case("id") {
                continue;
            }
            if attribute.prefix.is_some() || attribute.name != "ID" {
                if self.rules == Rules::Metadata {
                    continue;
                }
                return refused(Check::IdNotAllowed, "ID", attribute.name);
            }
            if !is_ncname(&attribute.value) {
                return refused(Check::IdNotAllowed, "a name", &attribute.value);
            }
            if !self.ids.insert(attribute.value.clone().into_owned()) {
                return refused(Check::IdRepeated, "an ID used once", &attribute.value);
            }
        }
        Ok(())
    }
}

/// The next `name="value"` of a tag, with the raw value and what follows it (XML 1.0, section 3.1).
pub(super) fn next_attribute(text: &str) -> Result<Option<(&str, &str, &str)>> {
    let rest = trim_start(text);
    if rest.is_empty() {
        return Ok(None);
    }
    if rest.len() == text.len() {
        return malformed("no space between attributes");
    }
    let Some((name, rest)) = rest.split_once('=') else { return malformed("an attribute without value") };
    let rest = trim_start(rest);
    let quote = match rest.as_bytes().first() {
        Some(b'"') => '"',
        Some(b'\'') => '\'',
        _ => return malformed("an attribute value without quotes"),
    };
    let Some((value, rest)) = rest[1..].split_once(quote) else {
        return malformed("an attribute value that does not end");
    };
    let end = name.bytes().rposition(|byte| !is_white_byte(byte)).map_or(0, |last| last + 1);
    Ok(Some((&name[..end], value, rest)))
}

/// A qualified name: a name, or two with one colon between (Namespaces in XML 1.0, section 4).
fn split_name(name: &str) -> Result<(Option<&str>, &str)> {
    let (prefix, local) = match name.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, name),
    };
    if prefix.is_some_and(|prefix| !is_ncname(prefix)) || !is_ncname(local) {
        return malformed(format!("the name {name}"));
    }
    Ok((prefix, local))
}

/// Whether a namespace name begins with a scheme (RFC 3986, section 3.1) and holds no white space.
fn is_absolute(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else { return false };
    let mut characters = scheme.chars();
    characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        && !rest.is_empty()
        && !uri.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// The white space of XML 1.0, section 2.3.
fn is_white_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

pub(super) fn is_white(text: &str) -> bool {
    text.bytes().all(is_white_byte)
}

fn trim_start(text: &str) -> &str {
    &text[text.bytes().take_while(|byte| is_white_byte(*byte)).count()..]
}
