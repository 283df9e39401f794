//! A table of users in CSV form (RFC 4180), as spreadsheets save it: with or without a byte order mark, columns
//! parted by commas or semicolons, lines ended in any way.
//!
//! It decides what the table says and which line says it; whether that may be is judged elsewhere. A quote that is
//! opened and not closed would silently swallow the lines after it, so it refuses the table as a whole.

use csv::{ReaderBuilder, StringRecord};
use shared::error::{FieldError, Rule};
use shared::users::{CreateUser, IMPORT_USERS_MAX};

/// The columns that a table may have.
const COLUMNS: [&str; 6] = ["user_name", "first_name", "last_name", "display_name", "email", "description"];

/// A line of the table below its first.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it begins in the file, from 1.
    pub number: u64,
    /// What it says.
    pub user: CreateUser,
    /// Columns that it lacks, or that it has too many columns.
    pub faults: Vec<FieldError>,
}

/// The lines of the table; lines with nothing in them are left out.
///
/// # Errors
/// Why the table as a whole cannot be read, in a sentence.
pub(super) fn read(csv: &str) -> Result<Vec<Line>, String> {
    let text = csv.strip_prefix('\u{FEFF}').unwrap_or(csv).replace("\r\n", "\n").replace('\r', "\n");
    if let Some(line) = open_quote(&text) {
        return Err(format!(
            "A double quote in line {line} is not closed. Close it; a double quote inside a quoted field is \
             written twice."
        ));
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut place = Place { text: &text, byte: 0, line: 1 };
    let mut columns: Option<Vec<&'static str>> = None;
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| format!("The table cannot be read: {e}."))?;
        let number = place.line_of(&record);
        if record.iter().all(str::is_empty) {
            continue;
        }
        let Some(columns) = &columns else {
            columns = Some(columns_of(&record)?);
            continue;
        };
        if lines.len() == IMPORT_USERS_MAX {
            return Err(format!("The table has more than {IMPORT_USERS_MAX} users. Import it in parts."));
        }
        lines.push(line(number, columns, &record));
    }
    match columns {
        Some(_) => Ok(lines),
        None => Err("The table is empty. Its first line names the columns, user_name among them.".into()),
    }
}

/// The line in which a quote is opened that is never closed.
fn open_quote(text: &str) -> Option<usize> {
    let mut open = None;
    for (line, content) in text.split('\n').enumerate() {
        for _ in content.bytes().filter(|byte| *byte == b'"') {
            open = if open.is_none() { Some(line + 1) } else { None };
        }
    }
    open
}

/// What parts the columns, by the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.trim_start().lines().next().unwrap_or_default();
    if first.contains(';') && !first.contains(',') { b';' } else { b',' }
}

/// Counts lines up to where a record begins.
struct Place<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl Place<'_> {
    /// The line in which the record begins. The reader's own place of it is before the empty lines that it
    /// passed over.
    fn line_of(&mut self, record: &StringRecord) -> u64 {
        let start = record.position().map_or(self.byte, |position| position.byte() as usize);
        let passed = self.text.get(self.byte..start).unwrap_or_default();
        let rest = self.text.get(start..).unwrap_or_default();
        let empty = rest.len() - rest.trim_start_matches('\n').len();
        self.line += (passed.matches('\n').count() + empty) as u64;
        self.byte = start + empty;
        self.line
    }
}

/// The columns that the first line names.
fn columns_of(first: &StringRecord) -> Result<Vec<&'static str>, String> {
    let mut columns = Vec::new();
    for name in first {
        let wanted = name.trim().to_ascii_lowercase();
        let Some(column) = COLUMNS.into_iter().find(|column| *column == wanted) else {
            let known = COLUMNS.join(", ");
            return Err(format!(
                "The first line names the columns, and {name:?} is none. There are: {known}."
            ));
        };
        if columns.contains(&column) {
            return Err(format!("The first line names the column {column} twice."));
        }
        columns.push(column);
    }
    if !columns.contains(&"user_name") {
        return Err("The first line names the columns, and the column user_name is missing.".into());
    }
    Ok(columns)
}

fn line(number: u64, columns: &[&'static str], record: &StringRecord) -> Line {
    let mut user = CreateUser::default();
    for (column, value) in columns.iter().zip(record) {
        *field(&mut user, column) = value.to_owned();
    }
    let lacking = columns.iter().skip(record.len());
    let mut faults: Vec<FieldError> = lacking.map(|column| FieldError::new(column, Rule::Required)).collect();
    if record.len() > columns.len() {
        faults.push(FieldError::new("columns", Rule::TooMany { max: columns.len() }));
    }
    Line { number, user, faults }
}

fn field<'a>(user: &'a mut CreateUser, column: &str) -> &'a mut String {
    match column {
        "user_name" => &mut user.user_name,
        "first_name" => &mut user.first_name,
        "last_name" => &mut user.last_name,
        "display_name" => &mut user.display_name,
        "email" => &mut user.email,
        _ => &mut user.description,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(csv: &str) -> Vec<(u64, String, String)> {
        let lines = read(csv).unwrap().into_iter();
        lines.map(|line| (line.number, line.user.user_name, line.user.display_name)).collect()
    }

    fn one(number: u64, user_name: &str, display_name: &str) -> (u64, String, String) {
        (number, user_name.to_owned(), display_name.to_owned())
    }

    #[test]
    fn a_table_reads_the_same_however_it_was_saved() {
        let wanted = [one(2, "alice", "Alice, A"), one(3, "bob", "王小明")];
        let plain = "user_name,display_name\nalice,\"Alice, A\"\nbob,王小明\n";
        for csv in [
            plain.to_owned(),
            plain.trim_end().to_owned(),
            plain.replace('\n', "\r\n"),
            plain.replace('\n', "\r"),
            format!("\u{FEFF}{plain}"),
            "User_Name ;DISPLAY_NAME\n\"alice\";Alice, A\nbob;王小明".to_owned(),
            format!("{plain}\n\n,\n"),
        ] {
            assert_eq!(names(&csv), wanted, "{csv:?}");
        }
        assert_eq!(names("display_name,user_name\nA,alice"), [one(2, "alice", "A")], "in any order");
        assert_eq!(names("user_name\nalice"), [one(2, "alice", "")]);
        assert_eq!(names("user_name,display_name\nalice,\"the \"\"A\"\"\""), [one(2, "alice", "the \"A\"")]);
        assert_eq!(names("user_name\n"), []);
    }

    #[test]
    fn a_lines_number_is_that_of_the_file() {
        let csv = "\n\nuser_name,description\n\nalice,\"two\nlines\"\nbob,\n\n\n\"carol\",\"\n\n\"\ndave,x";
        for csv in [csv.to_owned(), csv.replace('\n', "\r\n"), csv.replace('\n', "\r")] {
            let lines = read(&csv).unwrap();
            let numbers: Vec<(u64, &str)> =
                lines.iter().map(|line| (line.number, line.user.user_name.as_str())).collect();
            assert_eq!(numbers, [(5, "alice"), (7, "bob"), (10, "carol"), (13, "dave")], "{csv:?}");
            assert_eq!(lines[0].user.description, "two\nlines");
        }
    }

    #[test]
    fn a_line_with_another_number_of_columns_has_a_fault_and_keeps_its_name() {
        let lines = read("user_name,first_name,email\nalice\nbob,B,b@x,more\n,,\n").unwrap();
        assert_eq!(lines.len(), 2);
        let required = |column| FieldError::new(column, Rule::Required);
        assert_eq!(lines[0].faults, [required("first_name"), required("email")]);
        assert_eq!(lines[1].faults, [FieldError::new("columns", Rule::TooMany { max: 3 })]);
        assert_eq!(lines[1].user.user_name, "bob");
    }

    #[test]
    fn a_table_that_cannot_be_read_is_refused_in_words() {
        for (csv, word) in [
            ("", "empty"),
            ("\u{FEFF}\r\n\r\n", "empty"),
            ("first_name\nalice", "user_name is missing"),
            ("user_name,phone\nalice,1", "\"phone\""),
            ("user_name,\nalice,", "\"\""),
            ("user_name,email,User_Name\na,b,c", "user_name twice"),
            ("alice,Alice\nbob,Bob", "\"alice\""),
            ("user_name,description\nalice,\"open\nbob,\ncarol,", "line 2"),
            ("user_name,description\nalice,5\" disk\nbob,", "line 2"),
            ("user_name\tdisplay_name\nalice\tAlice", "none"),
        ] {
            let refusal = read(csv).unwrap_err();
            assert!(refusal.contains(word), "{csv:?}: {refusal}");
        }
    }

    #[test]
    fn a_table_has_at_most_so_many_users() {
        let csv = |count: usize| format!("user_name\n{}", "alice\n".repeat(count));
        assert_eq!(read(&csv(IMPORT_USERS_MAX)).unwrap().len(), IMPORT_USERS_MAX);
        assert!(read(&csv(IMPORT_USERS_MAX + 1)).unwrap_err().contains("5000"));
    }
}
