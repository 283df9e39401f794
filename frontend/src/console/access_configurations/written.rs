//! What is written in the forms of an access configuration, and the request's bodies that it makes.

use leptos::prelude::*;
use shared::access_configurations::{
    AccessConfiguration, CreateAccessConfiguration, UpdateAccessConfiguration,
};
use shared::names;

/// Units of a length of time: seconds in one, as the choice's value.
pub const UNITS: [(i64, &str); 3] = [(3_600, "3600"), (60, "60"), (1, "1")];

/// The choice that there is no inline policy.
pub const NO_INLINE: &str = "none";
/// The choice that there is one.
pub const WRITE_INLINE: &str = "write";

/// What is written.
#[derive(Clone, Copy)]
pub struct Written {
    /// Name.
    pub name: RwSignal<String>,
    /// Description.
    pub description: RwSignal<String>,
    /// Session duration, as a number of units.
    pub duration: RwSignal<String>,
    /// The unit: one of [`UNITS`].
    pub unit: RwSignal<String>,
    /// Initial page.
    pub relay_state: RwSignal<String>,
    /// Names of the system policies, in the order chosen.
    pub policies: RwSignal<Vec<String>>,
    /// Whether there is an inline policy: [`NO_INLINE`] or [`WRITE_INLINE`].
    pub inline_choice: RwSignal<String>,
    /// The inline policy; stays while the choice is that there is none.
    pub inline: RwSignal<String>,
}

impl Written {
    /// Nothing yet.
    pub fn nothing() -> Self {
        let field = |text: &str| RwSignal::new(text.to_owned());
        let (duration, unit) = in_units(names::SESSION_DURATION_DEFAULT);
        Self {
            name: field(""),
            description: field(""),
            duration: RwSignal::new(duration),
            unit: field(unit),
            relay_state: field(""),
            policies: RwSignal::new(Vec::new()),
            inline_choice: field(NO_INLINE),
            inline: field(""),
        }
    }

    /// Everything that is known of an access configuration but its name.
    pub fn of(known: &AccessConfiguration) -> Self {
        let written = Self::nothing();
        let (duration, unit) = in_units(known.session_duration);
        written.description.set(known.description.clone());
        written.duration.set(duration);
        written.unit.set(unit.to_owned());
        written.relay_state.set(known.relay_state.clone());
        written.policies.set(known.system_policies.clone());
        if !known.inline_policy.is_empty() {
            written.inline_choice.set(WRITE_INLINE.to_owned());
            written.inline.set(known.inline_policy.clone());
        }
        written
    }

    /// The session duration in seconds; 0 while it is no number.
    pub fn seconds(self) -> i64 {
        let number = self.duration.get().trim().parse::<i64>().unwrap_or_default();
        number.saturating_mul(seconds_of(&self.unit.get()))
    }

    /// The inline policy as it is sent: empty when there is to be none.
    pub fn inline_policy(self) -> String {
        if self.inline_choice.get() == WRITE_INLINE {
            self.inline.get().trim().to_owned()
        } else {
            String::new()
        }
    }

    /// The body that makes an access configuration.
    pub fn create(self) -> CreateAccessConfiguration {
        untrack(|| CreateAccessConfiguration {
            name: self.name.get().trim().to_owned(),
            description: self.description.get().trim().to_owned(),
            session_duration: self.seconds(),
            relay_state: self.relay_state.get().trim().to_owned(),
            system_policies: self.policies.get(),
            inline_policy: self.inline_policy(),
        })
    }

    /// Puts the basic information into a change.
    pub fn basic(self, change: &mut UpdateAccessConfiguration) {
        untrack(|| {
            change.description = self.description.get().trim().to_owned();
            change.session_duration = self.seconds();
            change.relay_state = self.relay_state.get().trim().to_owned();
        });
    }

    /// Puts the system policies into a change.
    pub fn system_policies(self, change: &mut UpdateAccessConfiguration) {
        change.system_policies = self.policies.get_untracked();
    }

    /// Puts the inline policy into a change.
    pub fn inline(self, change: &mut UpdateAccessConfiguration) {
        change.inline_policy = untrack(|| self.inline_policy());
    }
}

/// Seconds in a unit.
pub fn seconds_of(unit: &str) -> i64 {
    UNITS.iter().find(|(_, value)| *value == unit).map_or(1, |(seconds, _)| *seconds)
}

/// A length of time in the largest unit of which it is a whole number.
fn in_units(seconds: i64) -> (String, &'static str) {
    let whole = UNITS.iter().find(|(unit, _)| seconds > 0 && seconds % unit == 0);
    whole.map_or_else(|| (seconds.to_string(), "1"), |(unit, value)| ((seconds / unit).to_string(), *value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_written_in_the_largest_unit_that_fits() {
        for (seconds, number, unit) in [
            (3_600, "1", "3600"),
            (43_200, "12", "3600"),
            (5_400, "90", "60"),
            (901, "901", "1"),
            (0, "0", "1"),
        ] {
            assert_eq!(in_units(seconds), (number.to_owned(), unit), "{seconds}");
        }
        assert_eq!((seconds_of("60"), seconds_of("x")), (60, 1));
    }
}
