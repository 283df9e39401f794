use serde_json::{Value, json};

use super::{AttributePath, CompareValue, Comparison, Filter, Operator, PatchPath, parse};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn filter(text: &str) -> Filter {
    parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

fn compared(text: &str) -> Comparison {
    match filter(text) {
        Filter::Compare(comparison) => comparison,
        other => panic!("{text}: {other:?}"),
    }
}

fn attribute(path: &AttributePath) -> (Option<&str>, &str, Option<&str>) {
    (path.schema.as_deref(), &path.attribute, path.sub_attribute.as_deref())
}

/// The filter with a bracket around everything that belongs together.
fn shape(filter: &Filter) -> String {
    let joined = |filters: &[Filter], word: &str| {
        let shapes: Vec<String> = filters.iter().map(shape).collect();
        format!("({})", shapes.join(word))
    };
    match filter {
        Filter::And(filters) => joined(filters, " and "),
        Filter::Or(filters) => joined(filters, " or "),
        Filter::Not(inner) => format!("not {}", shape(inner)),
        Filter::Present(path) => path.to_string(),
        Filter::Compare(comparison) => {
            format!("{} {} {:?}", comparison.attribute, comparison.operator.word(), comparison.value)
        }
        Filter::Element(path, inner) => format!("{path}[{}]", shape(inner)),
    }
}

#[track_caller]
fn fault(text: &str) -> (usize, String) {
    match parse(text) {
        Ok(filter) => panic!("{text} was read as {filter:?}"),
        Err(fault) => (fault.position, fault.problem),
    }
}

#[test]
fn each_operator_is_read_in_any_letter_case() {
    use Operator::{Co, Eq, Ew, Ge, Gt, Le, Lt, Ne, Sw};
    let all = [
        ("eq", Eq),
        ("NE", Ne),
        ("Co", Co),
        ("sW", Sw),
        ("ew", Ew),
        ("gt", Gt),
        ("GE", Ge),
        ("lt", Lt),
        ("Le", Le),
    ];
    for (word, operator) in all {
        assert_eq!(compared(&format!("title {word} \"x\"")).operator, operator);
    }
    assert!(matches!(filter("title PR"), Filter::Present(_)));
}

#[test]
fn each_kind_of_value_is_read() {
    let all = [
        ("\"x\"", CompareValue::Text("x".to_owned())),
        ("\"\"", CompareValue::Text(String::new())),
        (r#""a\"b\\\u00e9\n""#, CompareValue::Text("a\"b\\é\n".to_owned())),
        (r#""\\""#, CompareValue::Text("\\".to_owned())),
        ("true", CompareValue::Bool(true)),
        ("False", CompareValue::Bool(false)),
        ("null", CompareValue::Null),
        ("5", CompareValue::Number(5.into())),
        ("-5", CompareValue::Number((-5).into())),
        ("1.5e3", CompareValue::Number(serde_json::Number::from_f64(1500.0).unwrap())),
    ];
    for (text, value) in all {
        assert_eq!(compared(&format!("a eq {text}")).value, value, "{text}");
    }
}

#[test]
fn a_truth_value_may_be_text() {
    for (text, value) in [("\"True\"", true), ("\"false\"", false), ("true", true), ("FALSE", false)] {
        assert_eq!(compared(&format!("active eq {text}")).value.as_bool(), Some(value));
    }
    assert_eq!(compared("active eq \"yes\"").value.as_bool(), None);
    assert_eq!(compared("active eq 1").value.as_bool(), None);
}

#[test]
fn a_name_may_have_a_sub_attribute_and_a_schema() {
    let core = "urn:ietf:params:scim:schemas:core:2.0:User";
    let all = [
        ("userName".to_owned(), (None, "userName", None)),
        ("name.familyName".to_owned(), (None, "name", Some("familyName"))),
        ("members.$ref".to_owned(), (None, "members", Some("$ref"))),
        (format!("{core}:userName"), (Some(core), "userName", None)),
        (format!("{core}:name.givenName"), (Some(core), "name", Some("givenName"))),
        (format!("{ENTERPRISE}:department"), (Some(ENTERPRISE), "department", None)),
        (format!("{ENTERPRISE}:manager.value"), (Some(ENTERPRISE), "manager", Some("value"))),
        ("URN:x:2.0:User:a".to_owned(), (Some("URN:x:2.0:User"), "a", None)),
    ];
    for (text, wanted) in all {
        assert_eq!(attribute(&compared(&format!("{text} eq \"x\"")).attribute), wanted, "{text}");
    }
}

#[test]
fn and_binds_more_than_or_and_not_more_than_both() {
    let all = [
        ("a pr", "a"),
        ("a pr and b pr and c pr", "(a and b and c)"),
        ("a pr or b pr and c pr", "(a or (b and c))"),
        ("a pr and b pr or c pr", "((a and b) or c)"),
        ("(a pr or b pr) and c pr", "((a or b) and c)"),
        ("not (a pr) and b pr", "(not a and b)"),
        ("not(a pr and b pr) OR NOT (c pr)", "(not (a and b) or not c)"),
        ("((a pr))", "a"),
        ("  a   pr  AND  b  pr  ", "(a and b)"),
    ];
    for (text, wanted) in all {
        assert_eq!(shape(&filter(text)), wanted, "{text}");
    }
}

#[test]
fn words_of_the_grammar_may_name_attributes() {
    assert_eq!(shape(&filter("not pr and and pr or or pr")), "((not and and) or or)");
    assert_eq!(shape(&filter("eq eq null")), "eq eq Null");
}

#[test]
fn a_value_path_asks_of_one_element() {
    let all = [
        (r#"emails[type eq "work"]"#, r#"emails[type eq Text("work")]"#),
        (
            r#"emails[type eq "work" and value co "@x"]"#,
            r#"emails[(type eq Text("work") and value co Text("@x"))]"#,
        ),
        (r#"emails[not (type pr) or (primary eq true)]"#, "emails[(not type or primary eq Bool(true))]"),
        (r#"a[b pr] and c pr"#, "(a[b] and c)"),
        (
            r#"emails[type eq "work"].value eq "x""#,
            r#"emails[(type eq Text("work") and value eq Text("x"))]"#,
        ),
        (r#"emails[type pr or b pr].value pr"#, "emails[((type or b) and value)]"),
    ];
    for (text, wanted) in all {
        assert_eq!(shape(&filter(text)), wanted, "{text}");
    }
    assert_eq!(fault("emails [type pr]").0, 8);
}

#[test]
fn a_fault_names_its_character() {
    let all = [
        ("", 1, "an attribute is expected, but nothing"),
        ("   ", 4, "an attribute is expected, but nothing"),
        ("userName", 9, "an operator"),
        ("userName is \"x\"", 10, "but `is` follows"),
        ("userName eq", 12, "a value"),
        ("userName eq x", 13, "but `x` follows"),
        ("userName eq 'x'", 13, "a value"),
        ("userName eq \"x", 13, "no closing quote"),
        (r#"userName eq "x\""#, 13, "no closing quote"),
        (r#"userName eq "\q""#, 13, "no JSON string"),
        (r#"userName eq "\ud800""#, 13, "no JSON string"),
        ("userName eq \"a\tb\"", 13, "no JSON string"),
        ("userName eq \"a\0b\"", 13, "no JSON string"),
        (r#"userName eq "a\u0000b""#, 13, "NUL"),
        ("userName eq 1.2.3", 13, "but `1` follows"),
        ("userName eq 1e999", 13, "a value"),
        ("userName eq -", 13, "a value"),
        ("userName eq \"x\" userName", 17, "the end is expected, but `userName` follows"),
        ("userName eq \"x\" and", 20, "an attribute is expected"),
        ("and userName eq \"x\"", 5, "an operator"),
        ("a pr or or b pr", 12, "an operator"),
        ("(userName pr", 13, "opened at character 1"),
        ("userName pr)", 12, "the end is expected, but `)`"),
        ("(a pr or (b pr)", 16, "opened at character 1"),
        ("()", 2, "an attribute is expected, but `)`"),
        ("not a pr", 5, "an operator"),
        ("emails[type pr", 15, "`]` is expected"),
        ("emails[type pr)", 15, "`]` is expected"),
        ("emails[]", 8, "an attribute is expected"),
        ("emails[a[b pr]]", 9, "no elements of its own"),
        ("emails[a pr].value", 19, "an operator"),
        ("emails[a pr].", 14, "no name"),
        ("é eq 1", 1, "an attribute is expected"),
        ("\"é\" eq 1", 1, "an attribute is expected"),
        ("name..x pr", 1, "no name"),
        ("a.b.c pr", 1, "`b.c` is no name"),
        ("1a pr", 1, "no name"),
        (".a pr", 1, "no name"),
        ("User:userName pr", 1, "no schema's URN"),
        ("a pr and urn:ietf:params:scim:schemas:core:2.0:User pr", 10, "none of its attributes"),
        ("urn:x: pr", 1, "none of its attributes"),
        ("a gt true", 6, "`gt` cannot compare"),
        ("a co 5", 6, "`co` cannot compare"),
        ("a le null", 6, "`le` cannot compare"),
        ("a eq \"é\" und b pr", 10, "but `und` follows"),
        ("a\u{0}eq 1", 2, r"but `\u{0}` follows"),
    ];
    for (text, position, problem) in all {
        let (at, found) = fault(text);
        assert!(at == position && found.contains(problem), "{text:?}: at {at}, {found}");
    }
}

#[test]
fn brackets_go_ten_deep_and_no_deeper() {
    let nested = |depth: usize| format!("{}a pr{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(shape(&filter(&nested(10))), "a");
    assert_eq!(fault(&nested(11)), (11, "brackets go deeper than 10".to_owned()));
    assert_eq!(fault(&nested(400)).0, 11);
    assert_eq!(fault(&nested(10_000)).0, 1_001);
    let one_after_the_other = ["(a pr)"; 12].join(" or ");
    assert!(parse(&one_after_the_other).is_ok());
    let in_an_element = format!("{}a[b pr]{}", "(".repeat(10), ")".repeat(10));
    assert_eq!(fault(&in_an_element).0, 12);
}

#[test]
fn a_thousand_characters_are_read_and_no_more() {
    let long = |length: usize| format!("a eq \"{}\"", "é".repeat(length - 7));
    assert!(parse(&long(1_000)).is_ok());
    assert_eq!(fault(&long(1_001)).0, 1_001);
    assert!(PatchPath::parse(&"a".repeat(1_000)).is_ok());
    assert_eq!(PatchPath::parse(&"a".repeat(1_001)).unwrap_err().position, 1_001);
}

#[test]
fn each_form_of_a_patch_path_is_read() {
    let user = "urn:ietf:params:scim:schemas:core:2.0:User";
    let shifted = |text: &str, by: usize| {
        let Filter::Compare(mut comparison) = filter(text) else { panic!("{text}") };
        comparison.attribute.position += by;
        comparison.value_position += by;
        Some(Filter::Compare(comparison))
    };
    let all = [
        ("members".to_owned(), (None, "members", None, None)),
        ("name.familyName".to_owned(), (None, "name", None, Some("familyName"))),
        (
            r#"addresses[type eq "work"]"#.to_owned(),
            (None, "addresses", shifted(r#"type eq "work""#, 10), None),
        ),
        (
            r#"emails[type eq "work"].value"#.to_owned(),
            (None, "emails", shifted(r#"type eq "work""#, 7), Some("value")),
        ),
        (format!("{user}:userName"), (Some(user), "userName", None, None)),
        (
            format!("{user}:emails[value eq \"x\"].type"),
            (Some(user), "emails", shifted("value eq \"x\"", 50), Some("type")),
        ),
        (format!("{ENTERPRISE}:department"), (Some(ENTERPRISE), "department", None, None)),
        (format!("{ENTERPRISE}:manager.value"), (Some(ENTERPRISE), "manager", None, Some("value"))),
        (ENTERPRISE.to_owned(), (Some(ENTERPRISE), "", None, None)),
    ];
    for (text, (schema, attribute, filter, sub_attribute)) in all {
        let wanted = PatchPath {
            schema: schema.map(str::to_owned),
            attribute: attribute.to_owned(),
            filter,
            sub_attribute: sub_attribute.map(str::to_owned),
        };
        assert_eq!(PatchPath::parse(&text), Ok(wanted), "{text}");
    }
}

#[test]
fn a_path_that_is_none_is_refused_where_it_goes_wrong() {
    let all = [
        ("", 1),
        ("members[", 9),
        ("members[value eq \"x\"", 21),
        ("members[value eq \"x\"]x", 22),
        ("members[value eq \"x\"].", 23),
        ("members[value eq \"x\"].a.b", 24),
        ("name.familyName[a pr]", 16),
        ("members eq \"x\"", 9),
        ("a b", 3),
        ("a.b.c", 1),
        ("User:department", 1),
        ("urn:ietf:params:scim:schemas:core:2.0:User[a pr]", 43),
    ];
    for (text, position) in all {
        let fault = PatchPath::parse(text).expect_err(text);
        assert_eq!(fault.position, position, "{text}: {fault}");
    }
}

#[test]
fn an_element_matches_as_the_standard_says() {
    let email = json!({"type": "work", "value": "Anna@Example.com", "primary": true, "display": ""});
    let all = [
        (r#"type eq "WORK""#, true),
        (r#"TYPE eq "home""#, false),
        (r#"type ne "home""#, true),
        (r#"type ne "Work""#, false),
        (r#"value co "@example""#, true),
        (r#"value sw "ANNA""#, true),
        (r#"value ew ".COM""#, true),
        (r#"value ew "@example""#, false),
        (r#"value gt "anm""#, true),
        (r#"value ge "anna@example.com""#, true),
        (r#"value lt "anna@example.com""#, false),
        (r#"value le "anna@example.com""#, true),
        ("primary eq true", true),
        (r#"primary eq "True""#, true),
        ("primary ne false", true),
        (r#"primary gt "False""#, false),
        ("primary pr", true),
        ("display pr", false),
        ("display eq null", true),
        ("type eq null", false),
        ("type ne null", true),
        ("missing pr", false),
        (r#"missing eq "x""#, false),
        (r#"missing ne "x""#, true),
        (r#"missing co "x""#, false),
        ("missing eq null", true),
        ("not (missing pr)", true),
        (r#"type eq "work" and primary eq true"#, true),
        (r#"type eq "home" or primary eq true"#, true),
        (r#"type eq "home" and primary eq true"#, false),
        ("value gt 5", false),
    ];
    for (text, wanted) in all {
        assert_eq!(filter(text).matches(&email), wanted, "{text}");
    }
}

#[test]
fn elements_may_be_plain_text_numbers_or_have_parts_of_their_own() {
    let all = [
        ("value eq \"A\"", json!("a"), true),
        ("value eq \"b\"", json!("a"), false),
        ("value ge 5", json!({"value": 5.5}), true),
        ("value lt 5", json!({"value": 5.5}), false),
        ("value eq false", json!({"value": "False"}), true),
        ("$ref eq \"A\"", json!({"$ref": "a"}), false),
        ("$ref sw \"A\"", json!({"$ref": "Ab"}), true),
        ("manager.value eq \"x\"", json!({"manager": {"value": "x"}}), true),
        ("manager.value eq \"x\"", json!({"manager": "x"}), false),
        ("a.b eq \"x\"", json!({"a": [{"b": "y"}, {"b": "x"}]}), true),
        ("a pr", json!({"a": [{"b": ""}]}), false),
        ("value pr", Value::Null, false),
    ];
    for (text, element, wanted) in all {
        assert_eq!(filter(text).matches(&element), wanted, "{text} {element}");
    }
}

#[test]
fn any_text_is_read_or_refused_within_its_length() {
    let pieces = [
        "userName", "emails", "[", "]", "(", ")", " ", " ", " eq ", " pr", " and ", " or ", "not ", "\"",
        "\"x\"", "\\", "'", "%", "_", ".", ":", "urn:", "2.0:User", "true", "null", "-1", "é", "\0",
        "\u{202e}", "𝄞", "value", "$ref",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let mut read = 0;
    for _ in 0..50_000 {
        let text: String = (0..random(14)).map(|_| pieces[random(pieces.len())]).collect();
        for fault in [parse(&text).err(), PatchPath::parse(&text).err()].into_iter().flatten() {
            assert!((1..=text.chars().count() + 1).contains(&fault.position), "{text:?}: {fault}");
        }
        read += usize::from(parse(&text).is_ok());
    }
    assert!(read > 20, "the texts should now and then be filters: {read}");
}
