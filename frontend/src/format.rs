//! Moments, lengths of time and sizes as people read them.

use shared::time::UnixMillis;
use wasm_bindgen::JsValue;

use crate::language::{CommonTexts, fill};

/// A moment in the person's time zone: `2026-11-24 09:05:00`.
pub fn moment(at: UnixMillis) -> String {
    // Milliseconds of any year that people meet are exact in a double.
    #[expect(clippy::cast_precision_loss, reason = "exact up to the year 287396")]
    let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    let day = day_text(date.get_full_year(), date.get_month() + 1, date.get_date());
    format!("{day} {:02}:{:02}:{:02}", date.get_hours(), date.get_minutes(), date.get_seconds())
}

/// A moment as in RFC 3339, in UTC and to the second, for programs.
pub fn rfc_3339(at: UnixMillis) -> String {
    #[expect(clippy::cast_precision_loss, reason = "exact up to the year 287396")]
    let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    let text = String::from(date.to_iso_string());
    text.split_once('.').map_or_else(|| text.clone(), |(whole, _)| format!("{whole}Z"))
}

/// A day in the person's time zone: `2026-11-24`.
pub fn day(at: UnixMillis) -> String {
    #[expect(clippy::cast_precision_loss, reason = "exact up to the year 287396")]
    let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    day_text(date.get_full_year(), date.get_month() + 1, date.get_date())
}

fn day_text(year: u32, month: u32, day: u32) -> String {
    format!("{year}-{month:02}-{day:02}")
}

/// A length of time: `1 h 30 min`.
pub fn duration(seconds: i64) -> String {
    let texts = CommonTexts::current();
    let parts =
        [(seconds / 3600, texts.hours), (seconds / 60 % 60, texts.minutes), (seconds % 60, texts.seconds)];
    let mut text = String::new();
    for (number, unit) in parts.into_iter().filter(|(number, _)| *number > 0) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&fill(unit, &[("n", &number.to_string())]));
    }
    if text.is_empty() { fill(texts.seconds, &[("n", "0")]) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_names_only_what_it_has() {
        assert_eq!(duration(3600), "1 h");
        assert_eq!(duration(5400), "1 h 30 min");
        assert_eq!(duration(43_199), "11 h 59 min 59 s");
        assert_eq!(duration(900), "15 min");
        assert_eq!(duration(0), "0 s");
    }

    #[test]
    fn a_day_has_two_digits_for_month_and_day() {
        assert_eq!(day_text(2026, 1, 9), "2026-01-09");
    }
}
