//! Writes who can reach what as a file, a part at a time: CSV (RFC 4180) or JSON.
//!
//! CSV opens in a spreadsheet, which takes a cell that begins like a formula for one; such a cell gets an apostrophe
//! before it. The file begins with a byte order mark, without which spreadsheets misread what is not ASCII.

use jiff::Timestamp;
use shared::reach::{ExportFormat, Reach, Way};

use crate::platform::db::word;
use crate::platform::{Error, Result};

const COLUMNS: [&str; 10] = [
    "user_name",
    "display_name",
    "user_status",
    "account_id",
    "account_name",
    "access_configuration",
    "path",
    "group",
    "granted_at",
    "user_id",
];

/// The media type of a format.
pub(super) fn content_type(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "text/csv; charset=utf-8; header=present",
        ExportFormat::Json => "application/json",
    }
}

/// What the file begins with.
///
/// # Errors
/// None but faults of ours.
pub(super) fn beginning(format: ExportFormat) -> Result<Vec<u8>> {
    match format {
        ExportFormat::Csv => {
            let mut bytes = "\u{FEFF}".as_bytes().to_vec();
            bytes.extend(lines(std::iter::once(COLUMNS.map(str::to_owned)))?);
            Ok(bytes)
        }
        ExportFormat::Json => Ok(b"[".to_vec()),
    }
}

/// These rows; `first` says that none came before them.
///
/// # Errors
/// None but faults of ours.
pub(super) fn part(format: ExportFormat, rows: &[Reach], first: bool) -> Result<Vec<u8>> {
    match format {
        ExportFormat::Csv => {
            let mut cells = Vec::new();
            for row in rows {
                for way in &row.ways {
                    cells.push(line(row, way)?);
                }
            }
            lines(cells.into_iter())
        }
        ExportFormat::Json => {
            let mut bytes = Vec::new();
            for (at, row) in rows.iter().enumerate() {
                bytes.extend_from_slice(if first && at == 0 { b"\n" } else { b",\n" });
                serde_json::to_writer(&mut bytes, row).map_err(|e| Error::bug(format!("an export: {e}")))?;
            }
            Ok(bytes)
        }
    }
}

/// What the file ends with.
pub(super) fn end(format: ExportFormat) -> &'static [u8] {
    match format {
        ExportFormat::Csv => b"",
        ExportFormat::Json => b"\n]\n",
    }
}

fn line(row: &Reach, way: &Way) -> Result<[String; 10]> {
    let (path, group) = match &way.group {
        None => ("Direct", String::new()),
        Some(group) => ("Group", group.name.clone()),
    };
    let granted_at =
        Timestamp::from_millisecond(way.granted_at.0).map_or_else(|_| String::new(), |at| at.to_string());
    Ok([
        row.user_name.clone(),
        row.display_name.clone(),
        word(row.user_status)?,
        row.account_id.to_string(),
        row.account_name.clone(),
        row.access_configuration_name.clone(),
        path.to_owned(),
        group,
        granted_at,
        row.user_id.to_string(),
    ])
}

fn lines(rows: impl Iterator<Item = [String; 10]>) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.map(harmless)).map_err(|e| Error::bug(format!("an export: {e}")))?;
    }
    writer.into_inner().map_err(|e| Error::bug(format!("an export: {e}")))
}

/// The text as a spreadsheet takes it for text.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str) -> Reach {
        serde_json::from_value(serde_json::json!({
            "user_id": "u-1", "user_name": "alice", "display_name": name, "user_status": "Enabled",
            "account_id": "1000000000000001", "account_name": "Shop, \"live\"",
            "access_configuration_id": "ac-1", "access_configuration_name": "Read-Only",
            "ways": [{"granted_at": 0}, {"group": {"id": "g-1", "name": "组"}, "granted_at": 1_500}]
        }))
        .unwrap()
    }

    #[test]
    fn a_table_has_a_line_for_each_way() {
        let text = String::from_utf8(part(ExportFormat::Csv, &[row("Alice")], true).unwrap()).unwrap();
        let start = "alice,Alice,Enabled,1000000000000001,\"Shop, \"\"live\"\"\",Read-Only";
        let direct = format!("{start},Direct,,1970-01-01T00:00:00Z,u-1\r\n");
        assert_eq!(text, format!("{direct}{start},Group,组,1970-01-01T00:00:01.5Z,u-1\r\n"));
    }

    #[test]
    fn a_cell_that_begins_like_a_formula_is_text() {
        for name in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
            let text = String::from_utf8(part(ExportFormat::Csv, &[row(name)], true).unwrap()).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            assert_eq!(record.get(1), Some(format!("'{name}").as_str()));
        }
    }

    #[test]
    fn the_parts_of_an_array_make_an_array() {
        for numbers in [vec![], vec![1], vec![2, 1], vec![1, 0, 3]] {
            let mut bytes = beginning(ExportFormat::Json).unwrap();
            let mut total = 0;
            for number in numbers {
                let rows = vec![row("Alice"); number];
                bytes.extend(part(ExportFormat::Json, &rows, total == 0).unwrap());
                total += number;
            }
            bytes.extend(end(ExportFormat::Json));
            assert_eq!(serde_json::from_slice::<Vec<Reach>>(&bytes).unwrap().len(), total);
        }
    }
}
