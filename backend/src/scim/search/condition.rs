//! A filter as a condition in SQL. Every condition is true or false, never NULL, so that `NOT` turns it around.
//!
//! *Why `replace` and `substr`:* they do on both databases what `co` and `ew` mean, and know no wildcards. What begins
//! with a text (`sw`) is a range, which an index finds.

use jiff::Timestamp;

use super::statement::Statement;
use super::targets::{BY_BYTES, Column, Holds, Kept, KeptPart, Link, Resources, Target, unknown};
use crate::platform::db::past_beginning;
use crate::scim::filter::{AttributePath, CompareValue, Comparison, Filter, FilterFault, Operator};

type Written = Result<(), FilterFault>;

/// A condition as it is being written.
pub(super) struct Condition {
    resources: &'static Resources,
    sql: Statement,
}

/// Whose attributes a filter speaks of.
#[derive(Clone, Copy)]
enum Owner<'a> {
    /// The resource's.
    Resource,
    /// Those of one row of members.
    Linked(&'static Link),
    /// Those of one element, which is `e`.
    Element(&'a Kept),
}

impl Condition {
    /// The condition that a filter sets.
    pub(super) fn of(resources: &'static Resources, filter: &Filter) -> Result<Statement, FilterFault> {
        let mut condition = Self { resources, sql: Statement::default() };
        condition.filter(filter, Owner::Resource)?;
        Ok(condition.sql)
    }

    fn filter(&mut self, filter: &Filter, owner: Owner<'_>) -> Written {
        match filter {
            Filter::And(filters) => self.joined(filters, " AND ", owner),
            Filter::Or(filters) => self.joined(filters, " OR ", owner),
            Filter::Not(inner) => self.negated(|condition| condition.filter(inner, owner)),
            Filter::Present(path) => self.present(path, owner),
            Filter::Compare(comparison) => self.compare(comparison, owner),
            Filter::Element(path, inner) => self.element(path, inner),
        }
    }

    fn joined(&mut self, filters: &[Filter], word: &'static str, owner: Owner<'_>) -> Written {
        for (number, filter) in filters.iter().enumerate() {
            self.sql.push(if number == 0 { "(" } else { word });
            self.filter(filter, owner)?;
        }
        self.sql.push(")");
        Ok(())
    }

    fn negated(&mut self, inner: impl FnOnce(&mut Self) -> Written) -> Written {
        self.sql.push("NOT (");
        inner(self)?;
        self.sql.push(")");
        Ok(())
    }

    /// A value path.
    fn element(&mut self, path: &AttributePath, filter: &Filter) -> Written {
        if path.sub_attribute.is_some() {
            return Err(unknown(path));
        }
        match self.resources.target(path)? {
            Target::Column(_) => Err(no_elements(path)),
            Target::Link(link) => {
                self.linked(link, |condition| condition.filter(filter, Owner::Linked(link)))
            }
            Target::Kept(kept) if !kept.schema.many => Err(no_elements(path)),
            Target::Kept(kept) => {
                self.sql.push("r.id IN (SELECT e.user_id FROM user_attributes e WHERE e.attribute = ");
                self.sql.bind(&*kept.attribute);
                self.sql.push(" AND ");
                if let Some((part, key)) = narrowest(&kept, filter) {
                    self.sql.push("e.sub_attribute = ");
                    self.sql.bind(part);
                    self.sql.push(" AND e.value_key = ");
                    self.sql.bind(key);
                    self.sql.push(" AND ");
                }
                self.filter(filter, Owner::Element(&kept))?;
                self.sql.push(")");
                Ok(())
            }
        }
    }

    fn linked(&mut self, link: &Link, inner: impl FnOnce(&mut Self) -> Written) -> Written {
        self.sql.push(link.any);
        self.sql.push(" AND ");
        inner(self)?;
        self.sql.push(")");
        Ok(())
    }

    fn present(&mut self, path: &AttributePath, owner: Owner<'_>) -> Written {
        match owner {
            Owner::Resource => self.resource_present(path),
            Owner::Linked(link) => {
                self.column_present(link.column(name_in_element(path)?, path)?);
                Ok(())
            }
            Owner::Element(kept) => {
                let part = kept.part(Some(name_in_element(path)?), path)?;
                self.part_of_element(&part);
                self.sql.push("s.value <> '')");
                Ok(())
            }
        }
    }

    fn resource_present(&mut self, path: &AttributePath) -> Written {
        let mut parts = self.resources.columns_of(path).peekable();
        let has_columns = parts.peek().is_some();
        if has_columns {
            self.sql.push("(");
        }
        for (number, column) in parts.enumerate() {
            self.sql.push(if number == 0 { "" } else { " OR " });
            self.column_present(column);
        }
        match self.resources.target(path) {
            Err(_) if has_columns => {}
            Err(fault) => return Err(fault),
            Ok(target) => {
                self.sql.push(if has_columns { " OR " } else { "" });
                self.target_present(&target, path)?;
            }
        }
        self.sql.push(if has_columns { ")" } else { "" });
        Ok(())
    }

    fn target_present(&mut self, target: &Target, path: &AttributePath) -> Written {
        match target {
            Target::Column(column) => self.column_present(column),
            Target::Link(link) => {
                let column = match path.sub_attribute.as_deref() {
                    Some(part) => Some(link.column(part, path)?),
                    None => None,
                };
                self.linked(link, |condition| {
                    match column {
                        Some(column) => condition.column_present(column),
                        None => condition.sql.push("TRUE"),
                    }
                    Ok(())
                })?;
            }
            Target::Kept(kept) => {
                self.sql.push("r.id IN (SELECT k.user_id FROM user_attributes k WHERE k.attribute = ");
                self.sql.bind(&*kept.attribute);
                if let Some(part) = path.sub_attribute.as_deref() {
                    self.sql.push(" AND k.sub_attribute = ");
                    self.sql.bind(kept.part(Some(part), path)?.name);
                }
                self.sql.push(" AND k.value <> '')");
            }
        }
        Ok(())
    }

    fn column_present(&mut self, column: &Column) {
        self.sql.push("(");
        self.sql.push(column.present.unwrap_or("TRUE"));
        self.sql.push(")");
    }

    fn compare(&mut self, comparison: &Comparison, owner: Owner<'_>) -> Written {
        if comparison.value == CompareValue::Null {
            let present = |condition: &mut Self| condition.present(&comparison.attribute, owner);
            return match comparison.operator {
                Operator::Ne => present(self),
                _ => self.negated(present),
            };
        }
        if comparison.operator == Operator::Ne {
            let equal = Comparison { operator: Operator::Eq, ..comparison.clone() };
            return self.negated(|condition| condition.compare(&equal, owner));
        }
        let path = &comparison.attribute;
        match owner {
            Owner::Resource => self.compare_resource(comparison),
            Owner::Linked(link) => {
                self.compare_column(link.column(name_in_element(path)?, path)?, comparison)
            }
            Owner::Element(kept) => {
                let part = kept.part(Some(name_in_element(path)?), path)?;
                self.part_of_element(&part);
                self.compare_part(&part, "s.value", "s.value_key", comparison)?;
                self.sql.push(")");
                Ok(())
            }
        }
    }

    /// The beginning of a condition on one part of the element `e`; what it must be, and a parenthesis, follow.
    fn part_of_element(&mut self, part: &KeptPart) {
        self.sql.push(
            "EXISTS (SELECT 1 FROM user_attributes s WHERE s.user_id = e.user_id AND s.attribute = e.attribute
                     AND s.element = e.element AND s.sub_attribute = ",
        );
        self.sql.bind(&*part.name);
        self.sql.push(" AND ");
    }

    fn compare_resource(&mut self, comparison: &Comparison) -> Written {
        let path = &comparison.attribute;
        let sub_attribute = path.sub_attribute.as_deref();
        match self.resources.target(path)? {
            Target::Column(column) => self.compare_column(column, comparison),
            Target::Link(link) => {
                let column = link.column(sub_attribute.unwrap_or("value"), path)?;
                self.linked(link, |condition| condition.compare_column(column, comparison))
            }
            Target::Kept(kept) => {
                let part = kept.part(sub_attribute, path)?;
                self.sql.push("r.id IN (SELECT k.user_id FROM user_attributes k WHERE k.attribute = ");
                self.sql.bind(kept.attribute);
                self.sql.push(" AND k.sub_attribute = ");
                self.sql.bind(&*part.name);
                self.sql.push(" AND ");
                self.compare_part(&part, "k.value", "k.value_key", comparison)?;
                self.sql.push(")");
                Ok(())
            }
        }
    }

    fn compare_column(&mut self, column: &Column, comparison: &Comparison) -> Written {
        self.sql.push("(");
        if let Some(present) = column.present {
            self.sql.push(present);
            self.sql.push(" AND ");
        }
        match column.holds {
            Holds::Truth { otherwise } => {
                let wanted = truth(comparison)?;
                self.sql.push(if wanted { column.sql } else { otherwise });
            }
            Holds::Time => {
                let (word, time) = time(comparison)?;
                self.sql.push(column.sql);
                self.sql.push(word);
                self.sql.bind_number(time);
            }
            Holds::Exact => self.compare_text(column.sql, comparison, text(comparison)?, false),
            Holds::Ascii => {
                self.compare_text(column.sql, comparison, text(comparison)?.to_ascii_lowercase(), false);
            }
            Holds::Lower => {
                self.compare_text(column.sql, comparison, text(comparison)?.to_lowercase(), false)
            }
            Holds::AsWritten => self.compare_text(column.sql, comparison, text(comparison)?, true),
        }
        self.sql.push(")");
        Ok(())
    }

    fn compare_part(
        &mut self,
        part: &KeptPart,
        value: &'static str,
        key: &'static str,
        comparison: &Comparison,
    ) -> Written {
        if part.is_truth {
            let wanted = if truth(comparison)? { "true" } else { "false" };
            self.sql.push(key);
            self.sql.push(" = ");
            self.sql.bind(wanted);
            return Ok(());
        }
        let text = text(comparison)?;
        if !part.case_exact {
            self.compare_text(key, comparison, text.to_lowercase(), false);
            return Ok(());
        }
        if comparison.operator == Operator::Eq {
            self.compare_text(key, comparison, text.to_lowercase(), false);
            self.sql.push(" AND ");
        }
        self.compare_text(value, comparison, text, false);
        Ok(())
    }

    /// Compares a column with text; `lower` puts the text into lower case as the database does.
    fn compare_text(&mut self, column: &'static str, comparison: &Comparison, text: String, lower: bool) {
        let bind = |sql: &mut Statement| {
            sql.push(if lower { "lower(" } else { "" });
            sql.bind(&*text);
            sql.push(if lower { ")" } else { "" });
        };
        let sql = &mut self.sql;
        match comparison.operator {
            // Every value contains nothing.
            Operator::Co if text.is_empty() => sql.push("TRUE"),
            Operator::Co => {
                sql.push("replace(");
                sql.push(column);
                sql.push(", ");
                bind(sql);
                sql.push(", '') <> ");
                sql.push(column);
            }
            Operator::Sw if !lower && past_beginning(&text) > text => {
                sql.push(column);
                sql.push(BY_BYTES);
                sql.push(" >= ");
                bind(sql);
                sql.push(" AND ");
                sql.push(column);
                sql.push(BY_BYTES);
                sql.push(" < ");
                sql.bind(past_beginning(&text));
            }
            // The text is empty, or the database puts it into lower case: there is no range then.
            Operator::Sw => {
                sql.push("substr(");
                sql.push(column);
                sql.push(", 1, length(");
                bind(sql);
                sql.push(")) = ");
                bind(sql);
            }
            Operator::Ew => {
                sql.push("substr(");
                sql.push(column);
                sql.push(", length(");
                sql.push(column);
                sql.push(") - length(");
                bind(sql);
                sql.push(") + 1) = ");
                bind(sql);
            }
            ordering => {
                sql.push(column);
                // An index that is not ordered by bytes finds what is equal as well.
                sql.push(if ordering == Operator::Eq { "" } else { BY_BYTES });
                sql.push(order_word(ordering));
                bind(sql);
            }
        }
    }
}

/// The part of an element that a path within a value path names.
fn name_in_element(path: &AttributePath) -> Result<&str, FilterFault> {
    if path.schema.is_some() || path.sub_attribute.is_some() {
        return Err(unknown(path));
    }
    Ok(&path.attribute)
}

fn no_elements(path: &AttributePath) -> FilterFault {
    FilterFault::at(path.position, format!("`{path}` has one value only, so no `[` may follow"))
}

/// The value that an element must have in any case, with the name of its part: the database has an index of them.
/// What comes under `value` is better than that, for it is rarer.
fn narrowest(kept: &Kept, filter: &Filter) -> Option<(String, String)> {
    let must = match filter {
        Filter::And(filters) => filters.as_slice(),
        single => std::slice::from_ref(single),
    };
    let equal = must.iter().filter_map(|filter| match filter {
        Filter::Compare(comparison) if comparison.operator == Operator::Eq => {
            let part = kept.part(Some(&comparison.attribute.attribute), &comparison.attribute).ok()?;
            match &comparison.value {
                CompareValue::Text(text) if !part.is_truth => Some((part.name, text.to_lowercase())),
                _ => None,
            }
        }
        _ => None,
    });
    equal.max_by_key(|(name, _)| name == "value")
}

fn text(comparison: &Comparison) -> Result<String, FilterFault> {
    match &comparison.value {
        CompareValue::Text(text) => Ok(text.clone()),
        CompareValue::Number(_) | CompareValue::Bool(_) | CompareValue::Null => {
            let problem =
                format!("text in double quotes is expected, for `{}` is text", comparison.attribute);
            Err(FilterFault::at(comparison.value_position, problem))
        }
    }
}

fn truth(comparison: &Comparison) -> Result<bool, FilterFault> {
    let wrong = |problem: String| Err(FilterFault::at(comparison.value_position, problem));
    let attribute = &comparison.attribute;
    match comparison.value.as_bool() {
        _ if comparison.operator != Operator::Eq => {
            let word = comparison.operator.word();
            wrong(format!("`{attribute}` is true or false and cannot be compared by `{word}`"))
        }
        Some(value) => Ok(value),
        None => wrong(format!("true or false is expected, for that is what `{attribute}` is")),
    }
}

fn time(comparison: &Comparison) -> Result<(&'static str, i64), FilterFault> {
    let wrong = |problem: String| Err(FilterFault::at(comparison.value_position, problem));
    let attribute = &comparison.attribute;
    if matches!(comparison.operator, Operator::Co | Operator::Sw | Operator::Ew) {
        let word = comparison.operator.word();
        return wrong(format!("`{attribute}` is a time and cannot be compared by `{word}`"));
    }
    let CompareValue::Text(text) = &comparison.value else {
        return wrong(format!("a time in double quotes is expected, for that is what `{attribute}` is"));
    };
    match text.parse::<Timestamp>() {
        Ok(time) => Ok((order_word(comparison.operator), time.as_millisecond())),
        Err(_) => wrong("a time with its zone is expected, such as \"2026-01-31T08:30:00Z\"".to_owned()),
    }
}

fn order_word(operator: Operator) -> &'static str {
    match operator {
        Operator::Gt => " > ",
        Operator::Ge => " >= ",
        Operator::Lt => " < ",
        Operator::Le => " <= ",
        Operator::Eq | Operator::Ne | Operator::Co | Operator::Sw | Operator::Ew => " = ",
    }
}
