//! Two texts line by line: what stays, what goes, what comes. Pure.

/// A line, and on which side it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// On both sides.
    Same(String),
    /// Only before.
    Removed(String),
    /// Only after.
    Added(String),
}

/// The lines of both texts in order, with as many the same as there can be.
pub fn difference(before: &str, after: &str) -> Vec<Line> {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let common = longest_common(&before, &after);
    let same = |b: usize, a: usize| before.get(b).is_some_and(|line| after.get(a) == Some(line));
    let left = |b: usize, a: usize| common.get(b).and_then(|row| row.get(a)).copied().unwrap_or_default();
    let (mut b, mut a) = (0, 0);
    let mut lines = Vec::with_capacity(before.len().max(after.len()));
    loop {
        match (before.get(b), after.get(a)) {
            (None, None) => return lines,
            (Some(line), Some(_)) if same(b, a) => {
                lines.push(Line::Same((*line).to_owned()));
                (b, a) = (b + 1, a + 1);
            }
            (Some(line), other) if other.is_none() || left(b + 1, a) >= left(b, a + 1) => {
                lines.push(Line::Removed((*line).to_owned()));
                b += 1;
            }
            (_, Some(line)) => {
                lines.push(Line::Added((*line).to_owned()));
                a += 1;
            }
            (Some(_), None) => return lines,
        }
    }
}

/// How many lines the rests of both texts have in common, from each pair of lines on.
fn longest_common(before: &[&str], after: &[&str]) -> Vec<Vec<u32>> {
    let mut rows = vec![vec![0; after.len() + 1]];
    for line in before.iter().rev() {
        let below = rows.last().cloned().unwrap_or_default();
        let mut row = below.clone();
        for (at, other) in after.iter().enumerate().rev() {
            row[at] = if line == other { below[at + 1] + 1 } else { row[at + 1].max(below[at]) };
        }
        rows.push(row);
    }
    rows.reverse();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(before: &str, after: &str) -> String {
        difference(before, after)
            .iter()
            .map(|line| match line {
                Line::Same(_) => ' ',
                Line::Removed(_) => '-',
                Line::Added(_) => '+',
            })
            .collect()
    }

    #[test]
    fn lines_that_both_have_stay() {
        assert_eq!(signs("", ""), "");
        assert_eq!(signs("a\nb", "a\nb"), "  ");
        assert_eq!(signs("a\nb\nc", "a\nc"), " - ");
        assert_eq!(signs("a\nc", "a\nb\nc"), " + ");
        assert_eq!(signs("a\nb\nc", "a\nx\nc"), " -+ ");
        assert_eq!(signs("", "a\nb"), "++");
        assert_eq!(signs("a\nb", ""), "--");
        assert_eq!(signs("a\na\nb", "b\na\na"), "+  -");
    }

    #[test]
    fn the_lines_of_either_side_are_all_there_in_order() {
        let (before, after) = ("{\n  1,\n  2,\n  3\n}", "{\n  2,\n  4,\n  3,\n  1\n}");
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for line in difference(before, after) {
            match line {
                Line::Same(text) => {
                    left.push(text.clone());
                    right.push(text);
                }
                Line::Removed(text) => left.push(text),
                Line::Added(text) => right.push(text),
            }
        }
        assert_eq!((left.join("\n").as_str(), right.join("\n").as_str()), (before, after));
    }
}
