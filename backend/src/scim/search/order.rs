//! The order of a list (RFC 7644, section 3.4.2.3): by a column, or by the primary or else the first value. What has
//! no value comes last, in descending order first.

use super::query::Sort;
use super::statement::Statement;
use super::targets::{BY_BYTES, Kept, KeptPart, Resources, Target};
use crate::scim::respond::{ScimFault, ScimResult, ScimType};

/// What follows `ORDER BY`.
pub(super) fn of(resources: &'static Resources, sort: Option<&Sort>) -> ScimResult<Statement> {
    let mut sql = Statement::default();
    let Some(sort) = sort else {
        sql.push(resources.usual_order);
        return Ok(sql);
    };
    let word = if sort.descending { " DESC, " } else { ", " };
    let refused = || {
        let detail = format!("sortBy: `{}` is no attribute that can be sorted by.", sort.by);
        ScimFault::bad(ScimType::InvalidValue, detail)
    };
    match resources.target(&sort.by).map_err(|_| refused())? {
        Target::Column(column) => {
            if let Some(present) = column.present {
                sql.push("NOT (");
                sql.push(present);
                sql.push(")");
                sql.push(word);
            }
            sql.push(column.sql);
            sql.push(column.holds.by_bytes());
        }
        Target::Link(_) => return Err(refused()),
        Target::Kept(kept) => {
            let part = kept.part(sort.by.sub_attribute.as_deref(), &sort.by).map_err(|_| refused())?;
            sql.push("coalesce(");
            first_value(&mut sql, &kept, &part);
            sql.push(", '') = ''");
            sql.push(word);
            first_value(&mut sql, &kept, &part);
        }
    }
    sql.push(word);
    sql.push("r.id");
    sql.push(BY_BYTES);
    Ok(sql)
}

fn first_value(sql: &mut Statement, kept: &Kept, part: &KeptPart) {
    sql.push("(SELECT k.value_key FROM user_attributes k WHERE k.user_id = r.id AND k.attribute = ");
    sql.bind(&*kept.attribute);
    sql.push(" AND k.sub_attribute = ");
    sql.bind(&*part.name);
    sql.push(
        " ORDER BY EXISTS (SELECT 1 FROM user_attributes q WHERE q.user_id = k.user_id
                           AND q.attribute = k.attribute AND q.element = k.element
                           AND q.sub_attribute = 'primary' AND q.value_key = 'true') DESC, k.element LIMIT 1)",
    );
}
