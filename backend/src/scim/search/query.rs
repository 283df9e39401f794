//! What a client asks for: from the query of an address (RFC 7644, section 3.4.2), or from the body of a
//! SearchRequest (section 3.4.3).

use serde_json::{Map, Value};

use crate::scim::body::shown;
use crate::scim::filter::{self, AttributePath, Filter, PatchPath};
use crate::scim::respond::{ScimFault, ScimResult, ScimType};

/// Most resources of one answer.
pub const COUNT_MAX: i64 = 200;
/// Resources of one answer, where the client says nothing.
pub const COUNT_USUAL: i64 = 100;

const SEARCH_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
const PARAMETERS: [&str; 7] =
    ["filter", "sortBy", "sortOrder", "startIndex", "count", "attributes", "excludedAttributes"];

/// What a client asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct ListQuery {
    /// Which resources.
    pub filter: Option<Filter>,
    /// In which order.
    pub(super) sort: Option<Sort>,
    /// The first of this page, from 1.
    pub start_index: i64,
    /// Most resources of this page, at most [`COUNT_MAX`]; none when only their number is wanted.
    pub count: i64,
    /// What is wanted of each; everything that is returned by default when empty.
    pub(super) attributes: Vec<PatchPath>,
    /// What is not wanted of each.
    pub(super) excluded: Vec<PatchPath>,
}

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sort {
    pub by: AttributePath,
    pub descending: bool,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            filter: None,
            sort: None,
            start_index: 1,
            count: COUNT_USUAL,
            attributes: Vec::new(),
            excluded: Vec::new(),
        }
    }
}

/// The parameters as they came; what is absent or null is none.
#[derive(Default)]
struct Given {
    filter: Option<String>,
    sort_by: Option<String>,
    sort_order: Option<String>,
    start_index: Option<i64>,
    count: Option<i64>,
    attributes: Option<Vec<String>>,
    excluded: Option<Vec<String>>,
}

impl ListQuery {
    /// Reads the query of an address, which may be empty. Names of parameters that mean nothing here are passed
    /// over: clients add flags of their own, such as Entra ID's `aadOptscim062020`.
    ///
    /// # Errors
    /// When a parameter cannot be read or is there twice.
    pub fn from_query(query: &str) -> ScimResult<Self> {
        let mut given = Given::default();
        let mut seen = Vec::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let Some(known) = known(&name) else { continue };
            if seen.contains(&known) {
                return Err(invalid(format!("{known} is given twice.")));
            }
            seen.push(known);
            given.take_text(known, &value)?;
        }
        given.judge()
    }

    /// Reads the body of a SearchRequest.
    ///
    /// # Errors
    /// When it is none, or says what means nothing.
    pub fn from_body(body: &Map<String, Value>) -> ScimResult<Self> {
        let mut given = Given::default();
        let mut is_search_request = false;
        for (name, value) in body {
            if name.eq_ignore_ascii_case("schemas") {
                is_search_request = value.as_array().is_some_and(|urns| urns.iter().any(is_search_urn));
                continue;
            }
            let Some(known) = known(name) else {
                let detail = format!("A SearchRequest has no member `{}`.", shown(name));
                return Err(ScimFault::bad(ScimType::InvalidSyntax, detail));
            };
            given.take_json(known, value)?;
        }
        if !is_search_request {
            let detail = format!("The body must say \"schemas\": [\"{SEARCH_REQUEST}\"].");
            return Err(ScimFault::bad(ScimType::InvalidSyntax, detail));
        }
        given.judge()
    }
}

fn is_search_urn(value: &Value) -> bool {
    value.as_str().is_some_and(|urn| urn.eq_ignore_ascii_case(SEARCH_REQUEST))
}

fn known(name: &str) -> Option<&'static str> {
    PARAMETERS.into_iter().find(|known| known.eq_ignore_ascii_case(name))
}

fn invalid(detail: impl Into<String>) -> ScimFault {
    ScimFault::bad(ScimType::InvalidValue, detail)
}

impl Given {
    fn take_text(&mut self, known: &str, text: &str) -> ScimResult<()> {
        let number = || text.parse().map_err(|_| invalid(format!("{known} must be a whole number.")));
        let names = || text.split(',').map(|name| name.trim().to_owned()).collect();
        match known {
            "filter" => self.filter = Some(text.to_owned()),
            "sortBy" => self.sort_by = Some(text.to_owned()),
            "sortOrder" => self.sort_order = Some(text.to_owned()),
            "startIndex" => self.start_index = Some(number()?),
            "count" => self.count = Some(number()?),
            "attributes" => self.attributes = Some(names()),
            _ => self.excluded = Some(names()),
        }
        Ok(())
    }

    fn take_json(&mut self, known: &str, value: &Value) -> ScimResult<()> {
        match (known, value) {
            (_, Value::Null) => Ok(()),
            ("startIndex", value) => {
                self.start_index = Some(whole_number(known, value)?);
                Ok(())
            }
            ("count", value) => {
                self.count = Some(whole_number(known, value)?);
                Ok(())
            }
            ("attributes", Value::Array(names)) => {
                self.attributes = Some(texts(known, names)?);
                Ok(())
            }
            ("excludedAttributes", Value::Array(names)) => {
                self.excluded = Some(texts(known, names)?);
                Ok(())
            }
            (_, Value::String(text)) => self.take_text(known, text),
            ("attributes" | "excludedAttributes", _) => {
                Err(invalid(format!("{known} must be a list of names.")))
            }
            _ => Err(invalid(format!("{known} must be text."))),
        }
    }

    fn judge(self) -> ScimResult<ListQuery> {
        let attributes = names_of("attributes", self.attributes)?;
        let excluded = names_of("excludedAttributes", self.excluded)?;
        if !attributes.is_empty() && !excluded.is_empty() {
            return Err(invalid("Give attributes or excludedAttributes, not both."));
        }
        let filter = match self.filter {
            Some(text) => Some(filter::parse(&text).map_err(|fault| fault.in_filter())?),
            None => None,
        };
        Ok(ListQuery {
            filter,
            sort: sort(self.sort_by.as_deref(), self.sort_order.as_deref())?,
            start_index: self.start_index.unwrap_or(1).max(1),
            count: self.count.unwrap_or(COUNT_USUAL).clamp(0, COUNT_MAX),
            attributes,
            excluded,
        })
    }
}

fn whole_number(known: &str, value: &Value) -> ScimResult<i64> {
    value.as_i64().ok_or_else(|| invalid(format!("{known} must be a whole number.")))
}

fn texts(known: &str, values: &[Value]) -> ScimResult<Vec<String>> {
    let texts = values.iter().map(|value| value.as_str().map(|text| text.trim().to_owned()));
    texts.collect::<Option<_>>().ok_or_else(|| invalid(format!("{known} must be a list of names.")))
}

fn names_of(known: &str, names: Option<Vec<String>>) -> ScimResult<Vec<PatchPath>> {
    let names = names.unwrap_or_default();
    let paths = names.iter().filter(|name| !name.is_empty()).map(|name| match PatchPath::parse(name) {
        Ok(path) if path.filter.is_none() => Ok(path),
        _ => Err(invalid(format!("{known}: `{}` is no name of an attribute.", shown(name)))),
    });
    paths.collect()
}

fn sort(by: Option<&str>, order: Option<&str>) -> ScimResult<Option<Sort>> {
    let descending = match order {
        None => false,
        Some(order) if order.eq_ignore_ascii_case("ascending") => false,
        Some(order) if order.eq_ignore_ascii_case("descending") => true,
        Some(_) => return Err(invalid("sortOrder must be ascending or descending.")),
    };
    let Some(by) = by.filter(|by| !by.is_empty()) else { return Ok(None) };
    let refused = || invalid(format!("sortBy: `{}` is no name of an attribute.", shown(by)));
    match PatchPath::parse(by) {
        Ok(PatchPath { schema, attribute, filter: None, sub_attribute }) if !attribute.is_empty() => {
            Ok(Some(Sort { by: AttributePath { schema, attribute, sub_attribute, position: 1 }, descending }))
        }
        _ => Err(refused()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(value: Value) -> ScimResult<ListQuery> {
        ListQuery::from_body(value.as_object().unwrap())
    }

    fn refusal(result: ScimResult<ListQuery>) -> (Option<ScimType>, String) {
        let fault = result.unwrap_err();
        assert_eq!(fault.status, 400);
        (fault.scim_type, fault.detail)
    }

    #[test]
    fn an_empty_query_asks_for_the_first_hundred() {
        let query = ListQuery::from_query("").unwrap();
        assert_eq!(query, ListQuery::default());
        assert_eq!((query.start_index, query.count), (1, 100));
    }

    #[test]
    fn an_address_and_a_body_ask_the_same() {
        let address = "filter=userName%20eq%20%22a%22&sortBy=name.familyName&sortOrder=Descending&STARTINDEX=11\
                       &count=5&attributes=userName,%20emails.value&aadOptscim062020";
        let body = body(json!({
            "schemas": [SEARCH_REQUEST],
            "Filter": "userName eq \"a\"",
            "sortBy": "name.familyName",
            "sortOrder": "descending",
            "startIndex": 11,
            "count": 5,
            "attributes": ["userName", "emails.value"],
            "excludedAttributes": null,
        }));
        let query = ListQuery::from_query(address).unwrap();
        assert_eq!(query, body.unwrap());
        assert!(query.filter.is_some() && query.sort.as_ref().unwrap().descending);
        assert_eq!((query.start_index, query.count, query.attributes.len()), (11, 5, 2));
    }

    #[test]
    fn counts_are_kept_within_bounds() {
        for (text, start_index, count) in [
            ("startIndex=0&count=-1", 1, 0),
            ("startIndex=-7&count=0", 1, 0),
            ("startIndex=9223372036854775807&count=201", i64::MAX, 200),
            ("startIndex=2&count=200", 2, 200),
        ] {
            let query = ListQuery::from_query(text).unwrap();
            assert_eq!((query.start_index, query.count), (start_index, count), "{text}");
        }
    }

    #[test]
    fn a_query_that_cannot_be_read_is_refused() {
        let invalid_value = [
            ("startIndex=one", "startIndex"),
            ("count=1.5", "count"),
            ("count=", "count"),
            ("count=99999999999999999999", "count"),
            ("sortOrder=up&sortBy=userName", "sortOrder"),
            ("sortBy=a..b", "sortBy"),
            ("sortBy=emails%5Btype%20pr%5D", "sortBy"),
            ("sortBy=urn:ietf:params:scim:schemas:core:2.0:User", "sortBy"),
            ("attributes=a&excludedAttributes=b", "not both"),
            ("attributes=a%00b", "attributes"),
            ("attributes=emails%5Btype%20pr%5D", "attributes"),
            ("excludedAttributes='", "excludedAttributes"),
            ("count=1&COUNT=2", "twice"),
            ("filter=a%20pr&filter=b%20pr", "twice"),
        ];
        for (text, named) in invalid_value {
            let (scim_type, detail) = refusal(ListQuery::from_query(text));
            assert!(scim_type == Some(ScimType::InvalidValue) && detail.contains(named), "{text}: {detail}");
        }
        let (scim_type, detail) = refusal(ListQuery::from_query("filter=userName%20is%20%22a%22"));
        assert_eq!(scim_type, Some(ScimType::InvalidFilter));
        assert!(detail.contains("at character 10"), "{detail}");
        assert_eq!(refusal(ListQuery::from_query("filter=")).0, Some(ScimType::InvalidFilter));
    }

    #[test]
    fn a_body_that_is_no_search_request_is_refused() {
        for other in [
            json!({}),
            json!({"filter": "a pr"}),
            json!({"schemas": "urn:ietf:params:scim:api:messages:2.0:SearchRequest"}),
            json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}),
            json!({"schemas": [SEARCH_REQUEST], "fliter": "a pr"}),
        ] {
            assert_eq!(refusal(body(other.clone())).0, Some(ScimType::InvalidSyntax), "{other}");
        }
        for (member, value) in [
            ("count", json!("5")),
            ("count", json!(1.5)),
            ("startIndex", json!(true)),
            ("filter", json!(5)),
            ("sortBy", json!(["userName"])),
            ("attributes", json!({})),
            ("attributes", json!([1])),
            ("excludedAttributes", json!([["a"]])),
        ] {
            let (scim_type, detail) = refusal(body(json!({"schemas": [SEARCH_REQUEST], member: value})));
            assert!(scim_type == Some(ScimType::InvalidValue) && detail.contains(member), "{detail}");
        }
    }

    #[test]
    fn a_refusal_does_not_repeat_a_long_name_whole() {
        let (_, detail) = refusal(ListQuery::from_query(&format!("attributes=!{}", "é".repeat(5_000))));
        assert!(detail.chars().count() < 200, "{detail}");
    }
}
