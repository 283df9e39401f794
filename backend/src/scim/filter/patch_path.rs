//! The paths of PATCH operations (RFC 7644, section 3.5.2, figure 7): an attribute, with a filter for its elements
//! and a sub-attribute where they are given.

use super::parse::Parser;
use super::{Filter, FilterFault};

/// What a PATCH operation is about. Names are as they were written; letter case does not matter.
#[derive(Debug, Clone, PartialEq)]
pub struct PatchPath {
    /// The URN of the schema, where the path is a full one.
    pub schema: Option<String>,
    /// The attribute; empty when the path is a schema's URN alone, which means all of that extension.
    pub attribute: String,
    /// Which elements of a multi-valued attribute.
    pub filter: Option<Filter>,
    /// The sub-attribute.
    pub sub_attribute: Option<String>,
}

impl PatchPath {
    /// Reads a path.
    ///
    /// # Errors
    /// Says what keeps the text from being one, and at which character.
    pub fn parse(text: &str) -> Result<Self, FilterFault> {
        let mut parser = Parser::new(text)?;
        let position = parser.position();
        let (schema, name) = parser.full_name()?;
        if name.is_empty() {
            parser.end()?;
            return Ok(Self { schema, attribute: String::new(), filter: None, sub_attribute: None });
        }
        let path = parser.split(schema, name, position)?;
        let mut sub_attribute = path.sub_attribute;
        let mut filter = None;
        if parser.next() == Some('[') {
            if sub_attribute.is_some() {
                return Err(FilterFault::at(
                    parser.position(),
                    "a sub-attribute has no elements to choose from",
                ));
            }
            filter = Some(parser.bracketed()?);
            sub_attribute = parser.sub_attribute_path()?.map(|path| path.attribute);
        }
        parser.end()?;
        Ok(Self { schema: path.schema, attribute: path.attribute, filter, sub_attribute })
    }
}
