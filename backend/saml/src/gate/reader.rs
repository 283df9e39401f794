//! A strict, namespace-aware reader: the XML half of the gate (S-04 … S-11, S-23).
//!
//! quick-xml cuts the text into tags and text; everything that decides is here and in `tag`: names, attributes,
//! references, namespaces, limits and identifiers. Documents with anything that two parsers could understand
//! differently are refused: this reader has no recovery mode.

use std::borrow::Cow;

use quick_xml::Reader as Tokens;
use quick_xml::events::Event;

use super::characters::unescape_text;
pub(crate) use super::tag::{Element, Namespace, Rules};
use super::tag::{Result, Tags, is_white, malformed, next_attribute, refused};
use crate::error::Check;

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
    tags: Tags<'x>,
    close_pending: bool,
}

impl<'x> Reader<'x> {
    pub(crate) fn new(text: &'x str, rules: Rules) -> Reader<'x> {
        let mut tokens = Tokens::from_str(text);
        tokens.config_mut().check_comments = true;
        Reader { text, tokens, rules, tags: Tags::new(rules), close_pending: false }
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
        let outside = self.tags.depth;
        loop {
            match self.node()? {
                Node::Open(element) => self.may_be_skipped(element)?,
                Node::Close if self.tags.depth < outside => return Ok(()),
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
        self.tags.attribute(name)
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
            self.tags.leave();
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
            Token::Start => {
                Ok(Node::Open(self.tags.enter(slice.get(1..slice.len() - 1).unwrap_or_default())?))
            }
            Token::Empty => {
                let element = self.tags.enter(slice.get(1..slice.len() - 2).unwrap_or_default())?;
                self.close_pending = true;
                Ok(Node::Open(element))
            }
            Token::End => {
                self.tags.leave();
                Ok(Node::Close)
            }
            Token::Text if slice.contains(']') && slice.contains("]]>") => {
                malformed("the end of a CDATA section in text")
            }
            Token::Text => Ok(Node::Text(slice)),
            Token::Reference if unescape_text(slice).is_none() => malformed(slice),
            Token::Reference => Ok(Node::Reference(slice)),
            Token::Cdata => Ok(Node::Cdata),
            Token::Comment => Ok(Node::Comment),
            Token::Declaration if from == 0 => self.declaration(slice),
            Token::Declaration => malformed("an XML declaration inside the document"),
            Token::Instruction => refused(Check::ProcessingInstruction, "no processing instruction", slice),
            Token::DocumentType => refused(Check::DocumentType, "no document type", "DOCTYPE"),
            Token::Eof if self.tags.depth > 0 => malformed("an element is not closed"),
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
