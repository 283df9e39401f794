//! The parser: one function for each production of RFC 7644, figure 1.

use super::{AttributePath, CompareValue, Comparison, Filter, FilterFault, Operator};

/// Most characters of a filter or path.
pub const LENGTH_MAX: usize = 1_000;
/// Most parentheses and brackets inside each other.
pub const DEPTH_MAX: usize = 10;

type Parsed<T> = Result<T, FilterFault>;

/// Reads a filter.
///
/// # Errors
/// Says what keeps the text from being one, and at which character.
pub fn parse(text: &str) -> Parsed<Filter> {
    let mut parser = Parser::new(text)?;
    let filter = parser.filter(Place::Resource)?;
    parser.end()?;
    Ok(filter)
}

/// What the attributes of a filter belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A resource.
    Resource,
    /// An element of a multi-valued attribute.
    Element,
}

/// A text and how far it was read.
pub(super) struct Parser<'a> {
    text: &'a str,
    /// Bytes read.
    read: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Parsed<Self> {
        match text.chars().nth(LENGTH_MAX) {
            Some(_) => Err(FilterFault::at(
                LENGTH_MAX + 1,
                format!("it goes on; at most {LENGTH_MAX} characters are read"),
            )),
            None => Ok(Self { text, read: 0, depth: 0 }),
        }
    }

    /// `FILTER` and `valFilter`: terms joined by `or`, which binds less than `and`.
    pub(super) fn filter(&mut self, place: Place) -> Parsed<Filter> {
        let mut terms = vec![self.conjunction(place)?];
        while self.take_word("or") {
            terms.push(self.conjunction(place)?);
        }
        Ok(only_or(terms, Filter::Or))
    }

    fn conjunction(&mut self, place: Place) -> Parsed<Filter> {
        let mut terms = vec![self.term(place)?];
        while self.take_word("and") {
            terms.push(self.term(place)?);
        }
        Ok(only_or(terms, Filter::And))
    }

    fn term(&mut self, place: Place) -> Parsed<Filter> {
        self.skip_spaces();
        if self.take_not() {
            return Ok(Filter::Not(Box::new(self.parenthesised(place)?)));
        }
        if self.next() == Some('(') {
            return self.parenthesised(place);
        }
        let attribute = self.attribute_path()?;
        if self.next() == Some('[') {
            return self.value_path(attribute, place);
        }
        self.comparison(attribute)
    }

    /// `not`, which is one only before a parenthesis: else it is an attribute of that name.
    fn take_not(&mut self) -> bool {
        let before = self.read;
        if self.take_word("not") {
            self.skip_spaces();
            if self.next() == Some('(') {
                return true;
            }
        }
        self.read = before;
        false
    }

    fn parenthesised(&mut self, place: Place) -> Parsed<Filter> {
        self.nested(')', |parser| parser.filter(place))
    }

    /// `valuePath`, with the comparison that some clients put behind it.
    fn value_path(&mut self, attribute: AttributePath, place: Place) -> Parsed<Filter> {
        if place == Place::Element {
            return Err(self.fault("an element has no elements of its own, so no second `[` may follow"));
        }
        let filter = self.bracketed()?;
        let Some(sub_attribute) = self.sub_attribute_path()? else {
            return Ok(Filter::Element(attribute, Box::new(filter)));
        };
        let behind = self.comparison(sub_attribute)?;
        Ok(Filter::Element(attribute, Box::new(Filter::And(vec![filter, behind]))))
    }

    /// `"[" valFilter "]"`.
    pub(super) fn bracketed(&mut self) -> Parsed<Filter> {
        self.nested(']', |parser| parser.filter(Place::Element))
    }

    /// What stands between an opening bracket, which is next, and this closing one.
    fn nested(&mut self, closing: char, inner: impl FnOnce(&mut Self) -> Parsed<Filter>) -> Parsed<Filter> {
        if self.depth == DEPTH_MAX {
            return Err(self.fault(format!("brackets go deeper than {DEPTH_MAX}")));
        }
        let opening = self.position();
        self.depth += 1;
        self.read += 1;
        let filter = inner(self)?;
        self.skip_spaces();
        if self.next() != Some(closing) {
            return Err(self.fault(format!(
                "`{closing}` is expected, for the bracket opened at character {opening}, but {} follows",
                self.what_follows()
            )));
        }
        self.read += 1;
        self.depth -= 1;
        Ok(filter)
    }

    /// `attrExp`, behind its attribute.
    fn comparison(&mut self, attribute: AttributePath) -> Parsed<Filter> {
        self.skip_spaces();
        let before = self.read;
        let word = self.take_while(|c| c.is_ascii_alphanumeric());
        if word.eq_ignore_ascii_case("pr") {
            return Ok(Filter::Present(attribute));
        }
        let Some(operator) = Operator::of(word) else {
            self.read = before;
            return Err(self.fault(format!(
                "an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr) is expected after `{attribute}`, but {} follows",
                self.what_follows()
            )));
        };
        self.skip_spaces();
        let value_position = self.position();
        let value = self.value()?;
        if !fits(operator, &value) {
            let problem = format!("`{}` cannot compare with this kind of value", operator.word());
            return Err(FilterFault::at(value_position, problem));
        }
        let folded = match &value {
            CompareValue::Text(text) => attribute.folded(text),
            CompareValue::Number(_) | CompareValue::Bool(_) | CompareValue::Null => String::new(),
        };
        Ok(Filter::Compare(Comparison { attribute, operator, value, folded, value_position }))
    }

    /// `compValue`.
    fn value(&mut self) -> Parsed<CompareValue> {
        let before = self.read;
        match self.next() {
            Some('"') => return self.string().map(CompareValue::Text),
            Some('-' | '0'..='9') => {
                let text = self.take_while(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
                if let Ok(number) = serde_json::from_str(text) {
                    return Ok(CompareValue::Number(number));
                }
            }
            Some(_) => {
                let word = self.take_while(is_name_character);
                let known = [
                    ("true", CompareValue::Bool(true)),
                    ("false", CompareValue::Bool(false)),
                    ("null", CompareValue::Null),
                ];
                if let Some((_, value)) = known.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(word))
                {
                    return Ok(value);
                }
            }
            None => {}
        }
        self.read = before;
        Err(self.fault(format!(
            "a value (text in double quotes, a number, true, false or null) is expected, but {} follows",
            self.what_follows()
        )))
    }

    /// A JSON string, whose opening quote is next.
    fn string(&mut self) -> Parsed<String> {
        let mut escaped = false;
        let end = self.rest()[1..].find(|c: char| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let Some(end) = end else {
            return Err(self.fault("text begins that has no closing quote"));
        };
        let quoted = &self.rest()[..end + 2];
        let Ok(text) = serde_json::from_str::<String>(quoted) else {
            return Err(self.fault("text begins that is no JSON string: look at its backslashes"));
        };
        if text.contains('\0') {
            return Err(self.fault("text begins that holds the character NUL"));
        }
        self.read += quoted.len();
        Ok(text)
    }

    /// `attrPath`; a name that is no more than a schema's is none.
    fn attribute_path(&mut self) -> Parsed<AttributePath> {
        let position = self.position();
        let (schema, name) = self.full_name()?;
        if name.is_empty() {
            return Err(FilterFault::at(position, "a schema is named, but none of its attributes"));
        }
        self.split(schema, name, position)
    }

    /// The schema's URN, where there is one, and what stands behind it: empty when that is nothing, as in
    /// `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User`.
    pub(super) fn full_name(&mut self) -> Parsed<(Option<String>, &'a str)> {
        let before = self.read;
        let text = self.take_while(|c| is_name_character(c) || c == ':' || c == '.');
        let is_urn = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"));
        match text.rsplit_once(':').filter(|_| is_urn) {
            None if text.is_empty() => {
                let problem = format!("an attribute is expected, but {} follows", self.what_follows());
                Err(self.fault(problem))
            }
            None if text.contains(':') => {
                self.read = before;
                Err(self.fault("a name with a `:` begins that is no schema's URN"))
            }
            None => Ok((None, text)),
            // A schema's URN ends with its version and the name of a resource.
            Some((schema, _)) if ends_with_version(schema) => Ok((Some(text.to_owned()), "")),
            Some((schema, name)) => Ok((Some(schema.to_owned()), name)),
        }
    }

    /// `ATTRNAME *1subAttr`.
    pub(super) fn split(&self, schema: Option<String>, name: &str, position: usize) -> Parsed<AttributePath> {
        let (attribute, sub_attribute) = match name.split_once('.') {
            Some((attribute, sub_attribute)) => (attribute, Some(sub_attribute)),
            None => (name, None),
        };
        if let Some(wrong) =
            [Some(attribute), sub_attribute].into_iter().flatten().find(|name| !is_name(name))
        {
            return Err(FilterFault::at(position, format!("`{wrong}` is no name of an attribute")));
        }
        Ok(AttributePath {
            schema,
            attribute: attribute.to_owned(),
            sub_attribute: sub_attribute.map(str::to_owned),
            position,
        })
    }

    /// `subAttr`, where a full stop is next.
    pub(super) fn sub_attribute_path(&mut self) -> Parsed<Option<AttributePath>> {
        if self.next() != Some('.') {
            return Ok(None);
        }
        self.read += 1;
        let position = self.position();
        let name = self.take_while(is_name_character);
        self.split(None, name, position).map(Some)
    }

    /// Refuses what stands behind the end.
    pub(super) fn end(&mut self) -> Parsed<()> {
        self.skip_spaces();
        match self.next() {
            None => Ok(()),
            Some(_) => Err(self.fault(format!("the end is expected, but {} follows", self.what_follows()))),
        }
    }

    /// Steps over this word, when it is next.
    fn take_word(&mut self, wanted: &str) -> bool {
        let before = self.read;
        self.skip_spaces();
        let found = self.take_while(|c| is_name_character(c) || c == ':' || c == '.');
        if found.eq_ignore_ascii_case(wanted) {
            return true;
        }
        self.read = before;
        false
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|c| !wanted(c)).unwrap_or(rest.len())];
        self.read += taken.len();
        taken
    }

    fn skip_spaces(&mut self) {
        self.take_while(|c| c == ' ');
    }

    fn rest(&self) -> &'a str {
        &self.text[self.read..]
    }

    pub(super) fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn position(&self) -> usize {
        self.text[..self.read].chars().count() + 1
    }

    fn fault(&self, problem: impl Into<String>) -> FilterFault {
        FilterFault::at(self.position(), problem)
    }

    fn what_follows(&self) -> String {
        let word: String = self.rest().chars().take_while(|&c| is_name_character(c)).take(40).collect();
        match self.next() {
            None => "nothing".to_owned(),
            Some(c) if word.is_empty() => format!("`{}`", c.escape_default()),
            Some(_) => format!("`{word}`"),
        }
    }
}

fn only_or(mut terms: Vec<Filter>, join: impl FnOnce(Vec<Filter>) -> Filter) -> Filter {
    match terms.pop() {
        Some(only) if terms.is_empty() => only,
        Some(last) => {
            terms.push(last);
            join(terms)
        }
        None => join(terms),
    }
}

/// Whether the operator can compare with that kind of value at all: order only with text and numbers (table 3),
/// parts only with text.
fn fits(operator: Operator, value: &CompareValue) -> bool {
    match operator {
        Operator::Eq | Operator::Ne => true,
        Operator::Co | Operator::Sw | Operator::Ew => matches!(value, CompareValue::Text(_)),
        Operator::Gt | Operator::Ge | Operator::Lt | Operator::Le => {
            matches!(value, CompareValue::Text(_) | CompareValue::Number(_))
        }
    }
}

/// `nameChar`, and the `$` of `$ref`.
fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '$')
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$') && text.chars().all(is_name_character)
}

fn ends_with_version(urn: &str) -> bool {
    let last = urn.rsplit(':').next().unwrap_or_default();
    last.starts_with(|c: char| c.is_ascii_digit()) && last.contains('.')
}
