//! The table that is printed at the end.

use std::io::Write;

/// One line: what, measured, the figure owed now, the figure aimed at.
struct Line {
    what: String,
    measured: String,
    first: &'static str,
    aim: &'static str,
    reached: Option<bool>,
}

/// Lines in the order in which they were measured.
pub struct Report {
    lines: Vec<Line>,
}

impl Report {
    /// An empty report.
    pub fn new() -> Self {
        Self { lines: Vec::new() }
    }

    /// Adds a line that has no figure to reach.
    pub fn fact(&mut self, what: &str, measured: String) {
        self.lines.push(Line { what: what.into(), measured, first: "", aim: "", reached: None });
    }

    /// Adds a line; `reached` says whether the first column is.
    pub fn figure(
        &mut self,
        what: &str,
        measured: String,
        first: &'static str,
        aim: &'static str,
        reached: bool,
    ) {
        self.lines.push(Line { what: what.into(), measured, first, aim, reached: Some(reached) });
    }

    /// Prints the table.
    pub fn print(&self) {
        say(&format!("{:<46} {:>26}  {:<16} {:<16}", "", "measured", "first", "aim"));
        for line in &self.lines {
            let mark = match line.reached {
                Some(true) => "reached",
                Some(false) => "NOT REACHED",
                None => "",
            };
            say(&format!(
                "{:<46} {:>26}  {:<16} {:<16} {mark}",
                line.what, line.measured, line.first, line.aim
            ));
        }
    }
}

/// Prints a line.
pub fn say(text: &str) {
    let _closed_output_is_no_fault = writeln!(std::io::stdout(), "{text}");
}

/// Prints what went wrong.
pub fn complain(text: &str) {
    let _closed_output_is_no_fault = writeln!(std::io::stderr(), "bench: {text}");
}
