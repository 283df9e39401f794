//! The grammar of a policy: its elements, those of a statement, and the operators of conditions.

use super::read::{Member, Node, Value};
use super::{Fault, PolicyFault};

/// Condition operators of RAM.
const OPERATORS: [&str; 21] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "IpAddress",
    "NotIpAddress",
];

/// What may stand before an operator, for condition keys that have several values in a request.
const SETS: [&str; 2] = ["ForAllValues:", "ForAnyValue:"];

type Judged = Result<(), Fault>;

/// Judges a document as a policy.
pub(super) fn judge(document: &Node<'_>) -> Judged {
    let Value::Object(members) = &document.value else {
        return Err(Fault::new(document.at, PolicyFault::PolicyNotObject));
    };
    only(members, &["Version", "Statement"], PolicyFault::UnknownPolicyElement)?;
    let version =
        find(members, "Version").ok_or_else(|| Fault::new(document.at, PolicyFault::VersionMissing))?;
    if !matches!(version.node.value, Value::Text("1")) {
        return Err(Fault::new(version.node.at, PolicyFault::VersionWrong));
    }
    let statement =
        find(members, "Statement").ok_or_else(|| Fault::new(document.at, PolicyFault::StatementMissing))?;
    match &statement.node.value {
        Value::List(list) if !list.is_empty() => list.iter().try_for_each(judge_statement),
        _ => Err(Fault::new(statement.node.at, PolicyFault::StatementNotList)),
    }
}

fn judge_statement(statement: &Node<'_>) -> Judged {
    let Value::Object(members) = &statement.value else {
        return Err(Fault::new(statement.at, PolicyFault::StatementNotObject));
    };
    let known = ["Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];
    only(members, &known, PolicyFault::UnknownStatementElement)?;
    let effect =
        find(members, "Effect").ok_or_else(|| Fault::new(statement.at, PolicyFault::EffectMissing))?;
    if !matches!(effect.node.value, Value::Text("Allow" | "Deny")) {
        return Err(Fault::new(effect.node.at, PolicyFault::EffectWrong));
    }
    let missing = Fault::new(statement.at, PolicyFault::ActionMissing);
    one_of(members, ["Action", "NotAction"], missing, PolicyFault::ActionTwice)?;
    let missing = Fault::new(statement.at, PolicyFault::ResourceMissing);
    one_of(members, ["Resource", "NotResource"], missing, PolicyFault::ResourceTwice)?;
    find(members, "Condition").map_or(Ok(()), |condition| judge_condition(&condition.node))
}

fn judge_condition(condition: &Node<'_>) -> Judged {
    let Value::Object(operators) = &condition.value else {
        return Err(Fault::new(condition.at, PolicyFault::ConditionNotObject));
    };
    for operator in operators {
        let plain = SETS.iter().find_map(|set| operator.name.strip_prefix(set)).unwrap_or(operator.name);
        if !OPERATORS.contains(&plain) {
            return Err(Fault::about(operator.at, PolicyFault::OperatorUnknown, operator.name));
        }
        let Value::Object(keys) = &operator.node.value else {
            return Err(Fault::about(operator.node.at, PolicyFault::OperatorNotObject, operator.name));
        };
        if let Some(key) = keys.iter().find(|key| !is_condition_value(&key.node)) {
            return Err(Fault::about(key.node.at, PolicyFault::ConditionValueWrong, key.name));
        }
    }
    Ok(())
}

fn is_condition_value(node: &Node<'_>) -> bool {
    let single = |node: &Node<'_>| matches!(node.value, Value::Text(_) | Value::Plain(_));
    match &node.value {
        Value::List(list) => !list.is_empty() && list.iter().all(single),
        _ => single(node),
    }
}

fn find<'m, 'a>(members: &'m [Member<'a>], name: &str) -> Option<&'m Member<'a>> {
    members.iter().find(|member| member.name == name)
}

fn only(members: &[Member<'_>], known: &[&str], what: PolicyFault) -> Judged {
    match members.iter().find(|member| !known.contains(&member.name)) {
        Some(strange) => Err(Fault::about(strange.at, what, strange.name)),
        None => Ok(()),
    }
}

/// Exactly one of the two is there, and is a text or a list of texts.
fn one_of(members: &[Member<'_>], names: [&str; 2], missing: Fault, twice: PolicyFault) -> Judged {
    let mut there = members.iter().filter(|member| names.contains(&member.name));
    let Some(member) = there.next() else { return Err(missing) };
    if let Some(second) = there.next() {
        return Err(Fault::new(second.at, twice));
    }
    let filled = |node: &Node<'_>| matches!(node.value, Value::Text(text) if !text.is_empty());
    let wrong = match &member.node.value {
        Value::List(list) if !list.is_empty() => list.iter().find(|node| !filled(node)).map(|node| node.at),
        _ => (!filled(&member.node)).then_some(member.node.at),
    };
    wrong.map_or(Ok(()), |at| Err(Fault::about(at, PolicyFault::NotTexts, member.name)))
}
