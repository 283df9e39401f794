//! The mark of an account, wherever the account is named: a colour, and always words with it.

use leptos::prelude::*;
use shared::accounts::AccountColour;

use crate::language::account_colour;

/// The mark; nothing for an account that has neither colour nor label.
#[component]
pub fn AccountMark(
    /// Its colour.
    colour: AccountColour,
    /// What is written on it; empty for the colour's name.
    label: String,
) -> impl IntoView {
    mark(colour, label).map(|(class, words)| view! { <span class=class>{words}</span> })
}

/// The mark's class and words.
fn mark(colour: AccountColour, label: String) -> Option<(&'static str, String)> {
    let class = match colour {
        AccountColour::None if label.is_empty() => return None,
        AccountColour::None => "mark",
        AccountColour::Red => "mark mark-red",
        AccountColour::Orange => "mark mark-orange",
        AccountColour::Green => "mark mark-green",
        AccountColour::Blue => "mark mark-blue",
        AccountColour::Purple => "mark mark-purple",
        AccountColour::Grey => "mark mark-grey",
    };
    Some((class, if label.is_empty() { account_colour(colour).to_owned() } else { label }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_colour_is_without_words() {
        for colour in AccountColour::ALL.into_iter().filter(|colour| *colour != AccountColour::None) {
            assert!(mark(colour, String::new()).is_some_and(|(_, words)| !words.is_empty()), "{colour:?}");
        }
        assert_eq!(mark(AccountColour::None, String::new()), None);
        assert_eq!(mark(AccountColour::None, "Test".to_owned()), Some(("mark", "Test".to_owned())));
    }
}
