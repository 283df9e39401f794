//! What an import would do: how many users, each bad line with its faults, the first users as understood.

use leptos::prelude::*;
use shared::error::FieldError;
use shared::users::{BadLine, CreateUser, ImportPreview};

use crate::console::people::{named, named_if_any};
use crate::language::{CommonTexts, ConsoleTexts, PeopleTexts, fill, rule};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::table::Table;

/// So many bad lines are shown at first, and at each further press.
const SHOWN: usize = 100;

/// The numbers and the tables.
#[component]
pub fn Understood(
    /// What the server answered.
    preview: ImportPreview,
) -> impl IntoView {
    let texts = PeopleTexts::current();
    let ImportPreview { good, bad, first } = preview;
    let count = |text: &str, n: usize| fill(text, &[("n", &n.to_string())]);
    let good = fill(texts.import_good, &[("n", &good.to_string())]);
    let bad_notice = (!bad.is_empty()).then(|| {
        let words = count(texts.import_bad, bad.len());
        view! { <p class="notice notice-bad"><Icon glyph=Glyph::Warning/><span>{words}</span></p> }
    });
    view! {
        <div class="understood-parts">
            <p class="notice notice-good"><Icon glyph=Glyph::Tick/><span>{good}</span></p>
            {bad_notice}
            {(!bad.is_empty()).then(|| view! { <BadLines bad/> })}
            {(!first.is_empty()).then(|| view! { <h3>{texts.import_first}</h3> {users(first)} })}
        </div>
    }
}

#[component]
fn BadLines(bad: Vec<BadLine>) -> impl IntoView {
    let texts = PeopleTexts::current();
    let total = bad.len();
    let shown = RwSignal::new(SHOWN);
    let table = move || {
        let columns = vec![texts.line, CommonTexts::current().username, texts.faults];
        let rows = bad.iter().take(shown.get()).map(bad_row).collect_view();
        view! { <Table stacks=true label=texts.import_bad_lines columns>{rows}</Table> }
    };
    let rest = move || total.saturating_sub(shown.get());
    let more = move || {
        (rest() > 0).then(|| {
            let words = fill(texts.show_more, &[("n", &rest().to_string())]);
            view! {
                <div class="foot">
                    <button type="button" class="button" on:click=move |_| shown.update(|n| *n += SHOWN)>
                        {words}
                    </button>
                </div>
            }
        })
    };
    view! { <h3>{texts.import_bad_lines}</h3> <div>{table} {more}</div> }
}

fn bad_row(line: &BadLine) -> AnyView {
    let texts = PeopleTexts::current();
    let faults = line.faults.iter().map(|fault| view! { <li>{fault_in_words(fault)}</li> }).collect_view();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="number">{named(texts.line, line.line)}</th>
            <td role="cell" class="break">{line.user_name.clone()}</td>
            <td role="cell" class="break"><ul>{faults}</ul></td>
        </tr>
    }
    .into_any()
}

/// The column's name and the rule that it breaks.
fn fault_in_words(fault: &FieldError) -> String {
    format!("{}: {}", column(&fault.field).unwrap_or(&fault.field), rule(&fault.rule))
}

fn column(field: &str) -> Option<&'static str> {
    let texts = PeopleTexts::current();
    Some(match field {
        "user_name" => CommonTexts::current().username,
        "first_name" => texts.first_name,
        "last_name" => texts.last_name,
        "display_name" => texts.display_name,
        "email" => texts.email,
        "description" => ConsoleTexts::current().description,
        "columns" => texts.columns,
        _ => return None,
    })
}

fn users(first: Vec<CreateUser>) -> AnyView {
    let texts = PeopleTexts::current();
    let columns = vec![
        CommonTexts::current().username,
        texts.display_name,
        texts.first_name,
        texts.last_name,
        texts.email,
        ConsoleTexts::current().description,
    ];
    let row = |user: CreateUser| {
        view! {
            <tr role="row">
                <th scope="row" role="rowheader" class="break">{user.user_name}</th>
                <td role="cell">{user.display_name}</td>
                <td role="cell">{named_if_any(texts.first_name, user.first_name)}</td>
                <td role="cell">{named_if_any(texts.last_name, user.last_name)}</td>
                <td role="cell" class="break">{named_if_any(texts.email, user.email)}</td>
                <td role="cell" class="prose">{user.description}</td>
            </tr>
        }
    };
    let rows = first.into_iter().map(row).collect_view();
    view! { <Table stacks=true label=texts.import_first columns>{rows}</Table> }.into_any()
}

#[cfg(test)]
mod tests {
    use shared::error::Rule;

    use super::*;

    #[test]
    fn a_fault_names_its_column_as_the_form_does_and_a_strange_one_as_the_file_does() {
        let words = |field| fault_in_words(&FieldError::new(field, Rule::NotAnEmail));
        assert_eq!(words("email"), "E-mail: This is not an e-mail address.");
        assert_eq!(words("phone"), "phone: This is not an e-mail address.");
    }
}
