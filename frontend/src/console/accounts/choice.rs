//! Which changes of an import are chosen: never one without those that it needs.

use std::collections::BTreeSet;

use shared::account_import::{ImportChange, ImportKind};

/// Keys of the chosen changes.
pub type Chosen = BTreeSet<String>;

/// What is chosen to begin with: everything that can be, but what removes something.
pub fn at_first(changes: &[ImportChange]) -> Chosen {
    let mut chosen = Chosen::new();
    for change in changes.iter().filter(|change| change.kind != ImportKind::Gone) {
        choose(changes, &mut chosen, &change.key);
    }
    chosen
}

/// Chooses a change and all that it needs; nothing when it cannot be made.
pub fn choose(changes: &[ImportChange], chosen: &mut Chosen, key: &str) {
    let mut keys = vec![key];
    while let Some(key) = keys.pop() {
        let change = changes.iter().find(|change| change.key == key && change.possible);
        if let Some(change) = change
            && chosen.insert(key.to_owned())
        {
            keys.extend(change.needs.iter().map(String::as_str));
        }
    }
}

/// Drops a change and all that need it.
pub fn drop(changes: &[ImportChange], chosen: &mut Chosen, key: &str) {
    let mut keys = vec![key];
    while let Some(key) = keys.pop() {
        if chosen.remove(key) {
            let needing = changes.iter().filter(|change| change.needs.iter().any(|needed| needed == key));
            keys.extend(needing.map(|change| change.key.as_str()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::account_import::{HeldBy, ImportedThing};

    fn change(key: &str, kind: ImportKind, needs: &[&str], possible: bool) -> ImportChange {
        ImportChange {
            key: key.to_owned(),
            kind,
            thing: ImportedThing::Folder,
            id: String::new(),
            name: key.to_owned(),
            before: String::new(),
            after: String::new(),
            needs: needs.iter().map(|&key| key.to_owned()).collect(),
            held_by: HeldBy::default(),
            possible,
        }
    }

    fn changes() -> Vec<ImportChange> {
        vec![
            change("outer", ImportKind::New, &[], true),
            change("inner", ImportKind::New, &["outer"], true),
            change("account", ImportKind::Moved, &["inner"], true),
            change("emptied", ImportKind::Gone, &["account"], true),
            change("held", ImportKind::Gone, &[], false),
        ]
    }

    fn keys(chosen: &Chosen) -> Vec<&str> {
        chosen.iter().map(String::as_str).collect()
    }

    #[test]
    fn nothing_is_removed_unless_somebody_chooses_so() {
        assert_eq!(keys(&at_first(&changes())), ["account", "inner", "outer"]);
    }

    #[test]
    fn what_a_change_needs_comes_and_goes_with_it() {
        let changes = changes();
        let mut chosen = Chosen::new();
        choose(&changes, &mut chosen, "emptied");
        assert_eq!(keys(&chosen), ["account", "emptied", "inner", "outer"]);
        drop(&changes, &mut chosen, "inner");
        assert_eq!(keys(&chosen), ["outer"]);
    }

    #[test]
    fn what_cannot_be_made_is_not_chosen() {
        let mut chosen = Chosen::new();
        choose(&changes(), &mut chosen, "held");
        choose(&changes(), &mut chosen, "unknown");
        assert!(chosen.is_empty());
    }
}
