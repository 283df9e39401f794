use super::*;

const GOOD: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecs:Describe*","Resource":"*"}]}"#;

#[track_caller]
fn refused(text: &str, line: usize, column: usize, fault: PolicyFault, word: &str) {
    let word = word.to_owned();
    assert_eq!(inline_policy(text), Err(Rule::NotAPolicy { line, column, fault, word }), "{text}");
}

/// A policy with this one statement, which begins at column 29.
fn with(statement: &str) -> String {
    format!(r#"{{"Version":"1","Statement":[{statement}]}}"#)
}

#[test]
fn a_policy_of_the_language_is_accepted() {
    let deny = r#"{"Version":"1","Statement":[{"Effect":"Deny","NotAction":["oss:Get*","oss:List*"],
        "NotResource":["acs:oss:*:*:a","acs:oss:*:*:日志 \"\u65e5\""],
        "Condition":{"Bool":{"acs:MFAPresent":true},"IpAddress":{"acs:SourceIp":["192.0.2.0/24","2001:db8::/32"]},
        "ForAnyValue:StringLike":{"acs:RequestTag/team":"a*"},"NumericLessThan":{"acs:x":-1.5e3},"StringEquals":{}}}]}"#;
    for text in ["", GOOD, deny] {
        assert_eq!(inline_policy(text), Ok(()), "{text}");
    }
    assert_eq!(inline_policy(&format!("\n\t {GOOD}\r\n")), Ok(()));
}

#[test]
fn what_is_no_json_is_refused_where_it_stops_being_it() {
    use PolicyFault::*;
    refused("{\n  \"Version\": \"1\",\n  oops\n}", 3, 3, NameExpected, "");
    refused("{\n  \"Version\": \"1\",\n}", 2, 17, CommaTooMany, "");
    refused("{\n  \"Version\": \"1\"\n  \"Statement\": []\n}", 3, 3, CommaExpected, "");
    refused("{\"日志\" 1}", 1, 7, ColonExpected, "");
    refused("[1,]", 1, 3, CommaTooMany, "");
    refused("[,]", 1, 2, ValueExpected, "");
    refused("{\"a\":\n  'b'}", 2, 3, UnknownWord, "'b'");
    refused("{\"a\": True}", 1, 7, UnknownWord, "True");
    refused("{\"a\": \"b}\n", 1, 7, QuoteMissing, "");
    refused("{\"a\": \"b\tc\"}", 1, 9, ControlCharacter, "");
    refused("{\"a\": \"b\u{0}c\"}", 1, 9, ControlCharacter, "");
    refused(r#"{"a": "b\x"}"#, 1, 9, BadEscape, "");
    refused(r#"{"a": "\u12G4"}"#, 1, 8, BadEscape, "");
    refused(r#"{"\u0061": 1}"#, 1, 3, BadEscape, "");
    refused(r#"{"a": 1} x"#, 1, 10, MoreAfterEnd, "");
    refused(r#"{"a": 1, "b": 2, "a": 3}"#, 1, 18, RepeatedName, "a");
    for text in [" ", "{", "[", "{\"a\"", "{\"a\":", "[1", "[1,", "{\"a\":1,"] {
        refused(text, 1, text.len() + 1, EndsTooSoon, "");
    }
    refused("\u{FEFF}{}", 1, 1, ValueExpected, "");
    refused(&"[".repeat(3_000), 1, 34, TooDeep, "");
}

#[test]
fn numbers_are_those_of_json() {
    for number in ["0", "-1", "10.25", "1e9", "1E-9", "-0.5e+10"] {
        let text = format!("[{number}]");
        refused(&text, 1, 1, PolicyFault::PolicyNotObject, "");
    }
    for word in ["01", "+1", ".5", "1.", "1e", "--1", "1.2.3", "NaN", "0x10"] {
        refused(&format!("[{word}]"), 1, 2, PolicyFault::UnknownWord, word);
    }
}

#[test]
fn json_that_is_no_policy_is_refused_where_it_breaks_the_grammar() {
    use PolicyFault::*;
    refused("[]", 1, 1, PolicyNotObject, "");
    refused("\n  1", 2, 3, PolicyNotObject, "");
    refused("{}", 1, 1, VersionMissing, "");
    refused(r#"{"Version":"1"}"#, 1, 1, StatementMissing, "");
    refused(r#"{"Version":"1","Statement":[]}"#, 1, 28, StatementNotList, "");
    refused(r#"{"Version":"1","Statement":{}}"#, 1, 28, StatementNotList, "");
    refused(&GOOD.replace("\"1\"", "1"), 1, 12, VersionWrong, "");
    refused(&GOOD.replace("\"1\"", "\"2012-10-17\""), 1, 12, VersionWrong, "");
    refused(&GOOD.replace("\"1\",", "\"1\",\"Id\":\"x\","), 1, 16, UnknownPolicyElement, "Id");
    refused(&GOOD.replace("Version", "version"), 1, 2, UnknownPolicyElement, "version");
}

#[test]
fn a_statement_is_refused_where_it_breaks_the_grammar() {
    use PolicyFault::*;
    refused(&with("1"), 1, 29, StatementNotObject, "");
    refused(&with(r#"{"Action":"*","Resource":"*"}"#), 1, 29, EffectMissing, "");
    refused(&GOOD.replace("Allow", "allow"), 1, 39, EffectWrong, "");
    refused(&with(r#"{"Effect":"Allow","Resource":"*"}"#), 1, 29, ActionMissing, "");
    refused(&with(r#"{"Effect":"Allow","Action":"*"}"#), 1, 29, ResourceMissing, "");
    let both = r#"{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}"#;
    refused(&with(both), 1, 60, ActionTwice, "");
    let both = r#"{"Effect":"Allow","Action":"*","Resource":"*","NotResource":"*"}"#;
    refused(&with(both), 1, 75, ResourceTwice, "");
    for wrong in ["[]", "\"\"", "1", "{}", "null"] {
        let text = with(&format!(r#"{{"Effect":"Allow","Action":{wrong},"Resource":"*"}}"#));
        refused(&text, 1, 56, NotTexts, "Action");
    }
    let text = with(r#"{"Effect":"Allow","Action":"*","Resource":["*",1]}"#);
    refused(&text, 1, 76, NotTexts, "Resource");
    let text = with(r#"{"Effect":"Allow","Action":"*","Resource":"*","Conditon":{}}"#);
    refused(&text, 1, 75, UnknownStatementElement, "Conditon");
}

#[test]
fn a_condition_is_refused_where_it_breaks_the_grammar() {
    use PolicyFault::*;
    let condition = |text: &str| {
        with(&format!("{{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":\n{text}}}"))
    };
    refused(&condition("\"x\""), 2, 1, ConditionNotObject, "");
    refused(&condition(r#"{"StringEqual":{}}"#), 2, 2, OperatorUnknown, "StringEqual");
    refused(&condition(r#"{"ForAll:Bool":{}}"#), 2, 2, OperatorUnknown, "ForAll:Bool");
    refused(&condition(r#"{"Bool":true}"#), 2, 9, OperatorNotObject, "Bool");
    for wrong in ["{}", "[]", "null", "[[1]]"] {
        let text = condition(&format!(r#"{{"Bool":{{"acs:MFAPresent":{wrong}}}}}"#));
        refused(&text, 2, 27, ConditionValueWrong, "acs:MFAPresent");
    }
}

#[test]
fn the_length_is_counted_in_characters() {
    let padded = |count: usize| GOOD.replace("ecs:", &format!("{}ecs:", "汉".repeat(count)));
    let room = INLINE_POLICY_MAX - GOOD.chars().count();
    assert_eq!(inline_policy(&padded(room)), Ok(()));
    assert_eq!(inline_policy(&padded(room + 1)), Err(Rule::TooLong { max: INLINE_POLICY_MAX }));
}

#[test]
fn a_text_is_laid_out_in_its_own_order_and_stays_the_same() {
    let text = r#"{"b":[1,{"a":"x\"y"}],"a":{},"c":[ ],"d":null}"#;
    let wanted = "{\n  \"b\": [\n    1,\n    {\n      \"a\": \"x\\\"y\"\n    }\n  ],\n  \"a\": {},\n  \"c\": [],\n  \"d\": null\n}";
    assert_eq!(laid_out(text).as_deref(), Some(wanted));
    assert_eq!(laid_out(wanted).as_deref(), Some(wanted));
    assert_eq!(laid_out("{"), None);
    assert_eq!(inline_policy(&laid_out(GOOD).unwrap()), Ok(()));
}
