//! A strict, namespace-aware reader: the XML half of the gate (S-04 … S-11, S-23).
//!
//! quick-xml cuts the text into tags and text; everything that decides is here: names, attributes, references,
//! namespace bindings, limits and identifiers. Namespaces are resolved here rather than by quick-xml because
//! it compares them before references are replaced. Documents with anything that two parsers could
//! understand differently are refused: this reader has no recovery mode.

use std::borrow::Cow;
use std::collections::HashSet;

use quick_xml::Reader as Tokens;
use quick_xml::events::Event;

use super::characters::{is_ncname, unescape_attribute, unescape_text};
use crate::error::{Check, ResponseRefused};
use crate::names;

const DEEPEST: usize = 64;
const MOST_ELEMENTS: usize = 20_000;
const MOST_ATTRIBUTES: usize = 64;
const MOST_NAMESPACES: usize = 32;
const MOST_NAMESPACES_IN_SCOPE: usize = 256;

type Result<T> = std::result::Result<T, ResponseRefused>;

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

enum Node<'x> {
    Open(Element<'x>),
    Close,
    Text(&'x str),
    Reference(&'x str),
    Comment,
    Cdata,
    End,
}

/// The reader; it stands in one element at a time and reads forward only.
pub(crate) struct Reader<'x> {
    text: &'x str,
    tokens: Tokens<&'x [u8]>,
    rules: Rules,
    depth: usize,
    elements: usize,
    bindings: Vec<Binding<'x>>,
    attributes: Vec<Attribute<'x>>,
    ids: HashSet<String>,
    close_pending: bool,
}

fn refused<T>(check: Check, expected: &str, received: impl AsRef<str>) -> Result<T> {
    Err(ResponseRefused::new(check, expected, received))
}

fn malformed<T>(received: impl AsRef<str>) -> Result<T> {
    refused(Check::NotWellFormed, "well-formed XML", received)
}

impl<'x> Reader<'x> {
    pub(crate) fn new(text: &'x str, rules: Rules) -> Reader<'x> {
        let mut tokens = Tokens::from_str(text);
        tokens.config_mut().check_comments = true;
        Reader {
            text,
            tokens,
            rules,
            depth: 0,
            elements: 0,
            bindings: Vec::new(),
            attributes: Vec::new(),
            ids: HashSet::new(),
            close_pending: false,
        }
    }

    /// The document element; before it only an XML declaration, comments and white space.
    pub(crate) fn root(&mut self) -> Result<Element<'x>> {
        loop {
            match self.node()? {
                Node::Open(element) => return Ok(element),
                Node::Comment => {}
                Node::Text(text) if is_white(text) => {}
                Node::End => return malformed("no element"),
                _ => return malformed("text before the document element"),
            }
        }
    }

    /// The end of the document, after the document element was left.
    pub(crate) fn end(&mut self) -> Result<()> {
        loop {
            match self.node()? {
                Node::End => return Ok(()),
                Node::Comment => {}
                Node::Text(text) if is_white(text) => {}
                _ => return malformed("content after the document element"),
            }
        }
    }

    /// The next child of the current element, or `None` where the element ends; no text may stand between.
    pub(crate) fn child(&mut self) -> Result<Option<Element<'x>>> {
        loop {
            match self.node()? {
                Node::Open(element) => return Ok(Some(element)),
                Node::Close => return Ok(None),
                Node::Comment => {}
                Node::Text(text) if is_white(text) => {}
                Node::End => return malformed("an element is not closed"),
                _ => return refused(Check::UnexpectedContent, "elements", "text between elements"),
            }
        }
    }

    /// The text of the current element, which must hold nothing but text; leaves the element.
    pub(crate) fn value(&mut self) -> Result<Cow<'x, str>> {
        let mut value = Cow::Borrowed("");
        loop {
            let part = match self.node()? {
                Node::Close => return Ok(value),
                Node::Text(text) => unescape_text(text),
                Node::Reference(text) => unescape_text(text),
                Node::Comment => return refused(Check::CommentInValue, "text", "a comment"),
                Node::Cdata => return refused(Check::CommentInValue, "text", "a CDATA section"),
                Node::Open(element) => return refused(Check::UnexpectedContent, "text", element.name),
                Node::End => return malformed("an element is not closed"),
            };
            let Some(part) = part else { return malformed("a reference that is not allowed in text") };
            if value.is_empty() { value = part } else { value.to_mut().push_str(&part) }
        }
    }

    /// Leaves the current element, which must hold nothing.
    pub(crate) fn nothing(&mut self) -> Result<()> {
        match self.child()? {
            None => Ok(()),
            Some(element) => refused(Check::UnexpectedContent, "an empty element", element.name),
        }
    }

    /// Leaves the current element without looking at what it says, only at how it is written.
    pub(crate) fn skip(&mut self) -> Result<()> {
        self.skip_with(true)
    }

    /// As [`Reader::skip`], but refuses comments.
    pub(crate) fn skip_without_comments(&mut self) -> Result<()> {
        self.skip_with(false)
    }

    fn skip_with(&mut self, comments: bool) -> Result<()> {
        let outside = self.depth;
        loop {
            match self.node()? {
                Node::Open(element) => self.may_be_skipped(element)?,
                Node::Close if self.depth < outside => return Ok(()),
                Node::End => return malformed("an element is not closed"),
                Node::Comment if !comments => {
                    return refused(Check::CommentInValue, "no comment", "a comment");
                }
                _ => {}
            }
        }
    }

    /// The attribute without prefix of the element just opened.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|a| a.prefix.is_none() && a.name == name).map(|a| &*a.value)
    }

    pub(crate) fn owned_attribute(&self, name: &str) -> Option<String> {
        self.attribute(name).map(str::to_owned)
    }

    /// In a response, whatever is skipped must hide nothing that somebody could mistake for the real thing.
    fn may_be_skipped(&self, element: Element<'x>) -> Result<()> {
        if self.rules == Rules::Metadata {
            return Ok(());
        }
        match (element.namespace, element.name) {
            (Namespace::Dsig, "Signature") => {
                refused(Check::SignatureElsewhere, "no signature here", "a Signature inside another element")
            }
            (Namespace::Assertion, "Assertion" | "EncryptedAssertion")
            | (Namespace::Protocol, "Response") => {
                refused(Check::UnexpectedContent, "one assertion", element.name)
            }
            _ => Ok(()),
        }
    }

    fn node(&mut self) -> Result<Node<'x>> {
        if self.close_pending {
            self.close_pending = false;
            self.leave();
            return Ok(Node::Close);
        }
        let from = self.place();
        let event = match self.tokens.read_event() {
            Ok(event) => event,
            Err(error) => return malformed(error.to_string()),
        };
        // The events borrow from the reader; the same text taken from the document lives as long as it does.
        let event = match event {
            Event::Start(_) => Token::Start,
            Event::Empty(_) => Token::Empty,
            Event::End(_) => Token::End,
            Event::Text(_) => Token::Text,
            Event::GeneralRef(_) => Token::Reference,
            Event::CData(_) => Token::Cdata,
            Event::Comment(_) => Token::Comment,
            Event::Decl(_) => Token::Declaration,
            Event::PI(_) => Token::Instruction,
            Event::DocType(_) => Token::DocumentType,
            Event::Eof => Token::Eof,
        };
        let Some(slice) = self.text.get(from..self.place()) else { return malformed("a token out of place") };
        match event {
            Token::Start => Ok(Node::Open(self.enter(slice.get(1..slice.len() - 1).unwrap_or_default())?)),
            Token::Empty => {
                let element = self.enter(slice.get(1..slice.len() - 2).unwrap_or_default())?;
                self.close_pending = true;
                Ok(Node::Open(element))
            }
            Token::End => {
                self.leave();
                Ok(Node::Close)
            }
            Token::Text if slice.contains("]]>") => malformed("the end of a CDATA section in text"),
            Token::Text => Ok(Node::Text(slice)),
            Token::Reference if unescape_text(slice).is_none() => malformed(slice),
            Token::Reference => Ok(Node::Reference(slice)),
            Token::Cdata => Ok(Node::Cdata),
            Token::Comment => Ok(Node::Comment),
            Token::Declaration if from == 0 => self.declaration(slice),
            Token::Declaration => malformed("an XML declaration inside the document"),
            Token::Instruction => refused(Check::ProcessingInstruction, "no processing instruction", slice),
            Token::DocumentType => refused(Check::DocumentType, "no document type", "DOCTYPE"),
            Token::Eof if self.depth > 0 => malformed("an element is not closed"),
            Token::Eof => Ok(Node::End),
        }
    }

    fn place(&self) -> usize {
        usize::try_from(self.tokens.buffer_position()).unwrap_or(usize::MAX)
    }

    /// `<?xml version="1.0" encoding="UTF-8"?>` (XML 1.0, section 2.8).
    fn declaration(&mut self, slice: &'x str) -> Result<Node<'x>> {
        let inner = slice.strip_prefix("<?xml").and_then(|rest| rest.strip_suffix("?>"));
        let Some(inner) = inner else { return malformed("an XML declaration") };
        let mut position = 0;
        let order = ["version", "encoding", "standalone"];
        let mut rest = inner;
        while let Some((name, value, after)) = next_attribute(rest)? {
            let Some(found) = order.iter().skip(position).position(|known| *known == name) else {
                return malformed("an XML declaration");
            };
            if position == 0 && found > 0 {
                return malformed("an XML declaration without version");
            }
            position += found + 1;
            match name {
                "version" if value != "1.0" => return malformed("a version of XML other than 1.0"),
                "encoding" if !value.eq_ignore_ascii_case("utf-8") => {
                    return refused(Check::NotUtf8, "UTF-8", value);
                }
                "standalone" if value != "yes" && value != "no" => return malformed("an XML declaration"),
                _ => {}
            }
            rest = after;
        }
        if position == 0 { malformed("an XML declaration without version") } else { Ok(Node::Comment) }
    }

    fn leave(&mut self) {
        while self.bindings.last().is_some_and(|binding| binding.depth == self.depth) {
            self.bindings.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn enter(&mut self, tag: &'x str) -> Result<Element<'x>> {
        self.depth += 1;
        self.elements += 1;
        if self.depth > DEEPEST || self.elements > MOST_ELEMENTS {
            return refused(Check::TooComplex, "64 levels and 20,000 elements", "more");
        }
        let end = tag.find([' ', '\t', '\r', '\n']).unwrap_or(tag.len());
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

#[derive(Clone, Copy)]
enum Token {
    Start,
    Empty,
    End,
    Text,
    Reference,
    Cdata,
    Comment,
    Declaration,
    Instruction,
    DocumentType,
    Eof,
}

/// The next `name="value"` of a tag, with the raw value and what follows it (XML 1.0, section 3.1).
fn next_attribute(text: &str) -> Result<Option<(&str, &str, &str)>> {
    let rest = text.trim_start_matches(WHITE);
    if rest.is_empty() {
        return Ok(None);
    }
    if rest.len() == text.len() {
        return malformed("no space between attributes");
    }
    let Some((name, rest)) = rest.split_once('=') else { return malformed("an attribute without value") };
    let rest = rest.trim_start_matches(WHITE);
    let quote = match rest.as_bytes().first() {
        Some(b'"') => '"',
        Some(b'\'') => '\'',
        _ => return malformed("an attribute value without quotes"),
    };
    let Some((value, rest)) = rest[1..].split_once(quote) else {
        return malformed("an attribute value that does not end");
    };
    Ok(Some((name.trim_end_matches(WHITE), value, rest)))
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

const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

fn is_white(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}
