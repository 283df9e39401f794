//! How something is done by hand: by steps in the cloud's console, on the command line, or with Terraform.

use leptos::prelude::*;
use shared::provisioning::ManualStep;

use crate::language::{TaskTexts, fill, manual_action};
use crate::ui::copy::CopyButton;
use crate::ui::fresh_id;
use crate::ui::tabs::Tabs;

/// The ways, each in a tab.
#[component]
pub fn Ways(
    /// The steps.
    steps: Vec<ManualStep>,
    /// The same as command lines.
    command_lines: String,
    /// The same as Terraform, where there is that way: empty where something is removed.
    #[prop(optional, into)]
    terraform: Option<String>,
) -> impl IntoView {
    let texts = TaskTexts::current();
    let open = RwSignal::new(0_usize);
    let selected = Memo::new(move |_| open.get());
    let mut names = vec![texts.steps, texts.command_line];
    names.extend(terraform.is_some().then_some(texts.terraform));
    let way = move || match (selected.get(), &terraform) {
        (1, _) => text(texts.command_line, command_lines.clone()),
        (2, Some(empty)) if empty.is_empty() => {
            view! { <p class="muted">{texts.no_terraform}</p> }.into_any()
        }
        (2, Some(terraform)) => text(texts.terraform, terraform.clone()),
        _ => in_order(&steps),
    };
    view! { <Tabs label=texts.ways names selected on_select=move |at| open.set(at)>{way}</Tabs> }
}

fn text(name: &'static str, text: String) -> AnyView {
    let id = fresh_id("way");
    view! {
        <span class="unseen" id=id.clone()>{name}</span>
        <pre class="code" tabindex="0" aria-labelledby=id.clone() role="region">{text.clone()}</pre>
        <CopyButton text of=id/>
    }
    .into_any()
}

fn in_order(steps: &[ManualStep]) -> AnyView {
    let whole: Vec<String> = steps.iter().enumerate().map(|(at, step)| in_words(at + 1, step)).collect();
    let lines = steps.iter().map(|step| {
        let words = fill(manual_action(step.action), &[("name", &step.name)]);
        let (name, document) = (fresh_id("step"), step.document.clone());
        let document = (!document.is_empty()).then(|| {
            view! {
                <pre class="code" tabindex="0" aria-labelledby=name.clone() role="region">{document.clone()}</pre>
                <CopyButton text=document of=name.clone()/>
            }
        });
        view! { <li><p id=name>{words}</p>{document}</li> }
    });
    view! {
        <ol class="guide-steps">{lines.collect_view()}</ol>
        <CopyButton text=whole.join("\n\n")/>
    }
    .into_any()
}

/// A step as it is copied.
fn in_words(number: usize, step: &ManualStep) -> String {
    let words = fill(manual_action(step.action), &[("name", &step.name)]);
    if step.document.is_empty() {
        format!("{number}. {words}")
    } else {
        format!("{number}. {words}\n{}", step.document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::provisioning::ManualAction;

    #[test]
    fn a_copied_step_has_its_number_its_name_and_its_document() {
        let step = |document: &str| ManualStep {
            action: ManualAction::PutPolicy,
            name: "P".to_owned(),
            document: document.to_owned(),
        };
        assert_eq!(
            in_words(2, &step("")),
            "2. Create the custom policy P with this document, or replace its document."
        );
        assert!(in_words(1, &step("{}")).ends_with(".\n{}"));
    }
}
