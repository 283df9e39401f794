//! Every text of the pages, in both languages side by side: a text that lacks one of them does not compile.
//!
//! The language is the person's choice, kept in this browser, or else the browser's own. Views read it once
//! while they are drawn; a new choice draws them anew (see `start`).

mod accounts;
mod clients;
mod cloud;
mod common;
mod configurations;
mod console;
mod direct_access;
mod events;
mod people;
mod permissions;
mod portal;
mod problems;
mod ram_users;
mod refusals;
mod roll_out;
mod rules;
mod scim;
mod tasks;

use std::cell::Cell;

use leptos::prelude::*;

pub use accounts::{AccountTexts, account_colour, import_kind, import_kind_text, role_part};
pub use clients::ClientTexts;
pub use cloud::{CloudTexts, cloud_check, rotation_phase};
pub use common::CommonTexts;
pub use configurations::ConfigurationTexts;
pub use console::ConsoleTexts;
pub use direct_access::DirectAccessTexts;
pub use events::{actor_kind, detail, detail_value, event_kind};
pub use people::PeopleTexts;
pub use permissions::PermissionsTexts;
pub use portal::PortalTexts;
pub use problems::{problem_kind, who_can_fix};
pub use ram_users::{
    RamUserTexts, conflict_policy, conflict_policy_text, deletion_policy, deletion_policy_text,
    ram_user_event_kind, ram_user_event_status, ram_user_status,
};
pub use refusals::{refusal, refusal_of};
pub use roll_out::{RollOutTexts, provisioning_status};
pub use rules::rule;
pub use scim::ScimTexts;
pub use tasks::{TaskTexts, manual_action, task_kind, task_status};

use crate::browser;

/// The languages of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Simplified Chinese.
    SimplifiedChinese,
}

impl Language {
    /// Both, in the order of the choice.
    pub const ALL: [Language; 2] = [Language::English, Language::SimplifiedChinese];

    /// The tag of BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::SimplifiedChinese => "zh-CN",
        }
    }

    /// The language's own name.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::SimplifiedChinese => "简体中文",
        }
    }

    /// The language that serves a reader of `tag`.
    fn for_tag(tag: &str) -> Self {
        if tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("zh")) {
            Language::SimplifiedChinese
        } else {
            Language::English
        }
    }
}

thread_local! {
    static CURRENT: Cell<Language> = const { Cell::new(Language::English) };
}

/// The language of the pages now.
pub fn current() -> Language {
    CURRENT.get()
}

/// One of two texts, by the language of now.
pub fn pick(english: &'static str, chinese: &'static str) -> &'static str {
    match current() {
        Language::English => english,
        Language::SimplifiedChinese => chinese,
    }
}

/// Where the choice is kept in the browser.
const KEPT_AS: &str = "cloudsso-language";

#[derive(Clone, Copy)]
struct Chosen(RwSignal<Language>);

/// Finds the language to begin with; the answer follows later choices.
pub fn provide() -> Signal<Language> {
    let wanted = browser::remembered(KEPT_AS).or_else(|| browser::window().navigator().language());
    let language = Language::for_tag(&wanted.unwrap_or_default());
    let chosen = Chosen(RwSignal::new(language));
    provide_context(chosen);
    speak(language);
    chosen.0.into()
}

fn speak(language: Language) {
    CURRENT.set(language);
    if let Some(root) = browser::document().document_element() {
        let _ = root.set_attribute("lang", language.tag());
    }
}

/// A way to choose; to be taken while a component is set up.
pub fn chooser() -> impl Fn(&str) + Copy + Send + Sync + 'static {
    let chosen = use_context::<Chosen>();
    move |tag: &str| {
        let language = Language::for_tag(tag);
        browser::remember(KEPT_AS, language.tag());
        speak(language);
        if let Some(Chosen(signal)) = chosen {
            signal.set(language);
        }
    }
}

/// Puts values where a text names them in braces.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        out.push_str(before);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            out.push_str(value);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Declares a group of texts: a field, its English, its Simplified Chinese.
macro_rules! texts {
    ($(#[$doc:meta])* $name:ident { $($key:ident: $english:literal, $chinese:literal;)+ }) => {
        $(#[$doc])*
        pub struct $name { $(pub $key: &'static str,)+ }

        impl $name {
            const EN: Self = Self { $($key: $english,)+ };
            const ZH_CN: Self = Self { $($key: $chinese,)+ };

            /// The texts in the language of now.
            pub fn current() -> &'static Self {
                match $crate::language::current() {
                    $crate::language::Language::English => &Self::EN,
                    $crate::language::Language::SimplifiedChinese => &Self::ZH_CN,
                }
            }

            #[cfg(test)]
            pub fn pairs() -> Vec<(&'static str, &'static str, &'static str)> {
                vec![$((stringify!($key), Self::EN.$key, Self::ZH_CN.$key),)+]
            }
        }
    };
}

/// Declares the name of every variant of an enum: a variant without both languages does not compile.
macro_rules! names {
    ($(#[$doc:meta])* $function:ident($kind:ident) { $($variant:ident: $english:literal, $chinese:literal;)+ }) => {
        $(#[$doc])*
        pub fn $function(of: $kind) -> &'static str {
            match of {
                $($kind::$variant => $crate::language::pick($english, $chinese),)+
            }
        }

        #[cfg(test)]
        pub mod $function {
            pub fn pairs() -> Vec<(&'static str, &'static str, &'static str)> {
                vec![$((stringify!($variant), $english, $chinese),)+]
            }
        }
    };
}

use {names, texts};

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<(&'static str, &'static str, &'static str)> {
        let mut all = CommonTexts::pairs();
        all.extend(ClientTexts::pairs());
        all.extend(DirectAccessTexts::pairs());
        all.extend(PortalTexts::pairs());
        all.extend(ConsoleTexts::pairs());
        all.extend(ConfigurationTexts::pairs());
        all.extend(RollOutTexts::pairs());
        all.extend(roll_out::provisioning_status::pairs());
        all.extend(PeopleTexts::pairs());
        all.extend(ScimTexts::pairs());
        all.extend(CloudTexts::pairs());
        all.extend(cloud::cloud_check::pairs());
        all.extend(cloud::rotation_phase::pairs());
        all.extend(PermissionsTexts::pairs());
        all.extend(TaskTexts::pairs());
        all.extend(tasks::task_kind::pairs());
        all.extend(tasks::task_status::pairs());
        all.extend(tasks::manual_action::pairs());
        all.extend(RamUserTexts::pairs());
        all.extend(ram_users::conflict_policy::pairs());
        all.extend(ram_users::conflict_policy_text::pairs());
        all.extend(ram_users::deletion_policy::pairs());
        all.extend(ram_users::deletion_policy_text::pairs());
        all.extend(ram_users::ram_user_status::pairs());
        all.extend(ram_users::ram_user_event_kind::pairs());
        all.extend(ram_users::ram_user_event_status::pairs());
        all.extend(AccountTexts::pairs());
        all.extend(accounts::account_colour::pairs());
        all.extend(accounts::role_part::pairs());
        all.extend(accounts::import_kind::pairs());
        all.extend(accounts::import_kind_text::pairs());
        all.extend(events::event_kind::pairs());
        all.extend(events::actor_kind::pairs());
        all.extend(problems::problem_kind::pairs());
        all.extend(problems::who_can_fix::pairs());
        all.extend(refusals::of_code::pairs());
        all.extend(rules::policy_fault::pairs());
        all.extend(rules::set_of_characters::pairs());
        all.extend(rules::RuleTexts::pairs());
        all.extend(events::DETAILS.iter().copied());
        all
    }

    fn places(text: &str) -> Vec<&str> {
        let mut places: Vec<&str> =
            text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn no_text_is_empty_in_either_language() {
        for (key, english, chinese) in all() {
            assert!(!english.trim().is_empty() && !chinese.trim().is_empty(), "{key}");
            assert_eq!((english, chinese), (english.trim(), chinese.trim()), "{key}: stray space");
        }
    }

    #[test]
    fn both_languages_fill_in_the_same_values() {
        for (key, english, chinese) in all() {
            assert_eq!(places(english), places(chinese), "{key}");
        }
    }

    #[test]
    fn chinese_texts_are_chinese() {
        // Names of things that both languages write alike.
        let alike = ["Entity ID", "ACS URL", "CloudSSO", "Terraform", "AccessKey ID", "AccessKey Secret"];
        for (key, english, chinese) in all() {
            let han = chinese.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
            assert!(han || alike.contains(&english), "{key}: {chinese}");
            assert!(!english.chars().any(|c| ('\u{3000}'..='\u{9FFF}').contains(&c)), "{key}: {english}");
        }
    }

    #[test]
    fn a_reader_of_any_chinese_gets_chinese_and_everybody_else_english() {
        for tag in ["zh", "zh-CN", "ZH-hans", "zh-TW"] {
            assert_eq!(Language::for_tag(tag), Language::SimplifiedChinese, "{tag}");
        }
        for tag in ["", "e", "en-US", "de", "z", "é"] {
            assert_eq!(Language::for_tag(tag), Language::English, "{tag}");
        }
    }

    #[test]
    fn values_go_where_the_text_names_them() {
        assert_eq!(fill("Delete {name}? {n} left", &[("name", "a{n}"), ("n", "2")]), "Delete a{n}? 2 left");
        assert_eq!(fill("no {end", &[]), "no {end");
        assert_eq!(fill("{unknown}.", &[]), ".");
    }
}
