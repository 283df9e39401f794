//! The editor of an inline policy: line numbers, and what is wrong where, while one types.

use leptos::prelude::*;
use shared::error::Rule;
use shared::names::INLINE_POLICY_MAX;
use shared::policy;

use super::written::{NO_INLINE, WRITE_INLINE, Written};
use crate::language::{ConfigurationTexts, ConsoleTexts, fill, rule};
use crate::ui::field::RadioField;
use crate::ui::form::Submission;
use crate::ui::fresh_id;

/// Name of the field in the request's body.
const FIELD: &str = "inline_policy";

/// Fewest lines that the editor is high.
const LINES_MIN: usize = 12;
/// Most lines that the editor is high; beyond, it scrolls.
const LINES_MAX: usize = 30;

/// What a policy may begin as.
const TEMPLATE: &str = r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "ecs:Describe*",
        "ecs:List*"
      ],
      "Resource": "*"
    }
  ]
}"#;

/// Whether there is an inline policy, and its editor if there is.
#[component]
pub fn InlinePolicyFields(
    /// What is written.
    written: Written,
) -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let choices = [(NO_INLINE, texts.inline_none), (WRITE_INLINE, texts.inline_write)];
    let options = choices.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect();
    let writes = Memo::new(move |_| written.inline_choice.get() == WRITE_INLINE);
    view! {
        <RadioField label=texts.inline_choice.to_owned() options value=written.inline_choice/>
        {move || writes.get().then(|| view! { <PolicyEditor value=written.inline/> })}
    }
}

/// A policy that is to be written.
fn judge(text: &str) -> Result<(), Rule> {
    if text.trim().is_empty() { Err(Rule::Required) } else { policy::inline_policy(text.trim_end()) }
}

/// The editor.
#[component]
fn PolicyEditor(value: RwSignal<String>) -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let id = fresh_id(FIELD);
    let (count_id, error_id) = (format!("{id}-count"), format!("{id}-error"));
    let area = NodeRef::<leptos::html::Textarea>::new();
    let gutter = NodeRef::<leptos::html::Div>::new();
    let written = RwSignal::new(!value.get_untracked().trim().is_empty());
    let submission = use_context::<Submission>();
    let broken = Memo::new(move |_| value.with(|text| judge(text)).err());
    if let Some(submission) = submission {
        submission.watch(FIELD, broken.into());
        on_cleanup(move || submission.unwatch(FIELD));
    }
    let fault = Memo::new(move |_| {
        let asked = written.get() || submission.is_some_and(Submission::tried);
        broken.get().filter(|_| asked).or_else(|| submission?.refused(FIELD))
    });
    let place = Memo::new(move |_| match fault.get() {
        Some(Rule::NotAPolicy { line, column, .. }) => Some((line, column)),
        _ => None,
    });
    let write = move |text: String| {
        value.set(text);
        written.set(true);
        if let Some(submission) = submission {
            submission.touched(FIELD);
        }
    };
    let lines = Memo::new(move |_| value.with(|text| text.matches('\n').count() + 1));
    let follow = move |_| {
        if let (Some(area), Some(gutter)) = (area.get_untracked(), gutter.get_untracked()) {
            gutter.set_scroll_top(area.scroll_top());
        }
    };
    let show_place = move |_| {
        if let (Some(area), Some((line, column))) = (area.get_untracked(), place.get_untracked()) {
            let at = value.with_untracked(|text| utf16_place(text, line, column));
            let _ = area.focus();
            let _ = area.set_selection_range(at, at.saturating_add(1));
        }
    };
    let described = {
        let (count_id, error_id) = (count_id.clone(), error_id.clone());
        move || match fault.get() {
            Some(_) => format!("{error_id} {count_id}"),
            None => count_id.clone(),
        }
    };
    let numbers = move || {
        let wrong = place.get().map(|(line, _)| line);
        (1..=lines.get())
            .map(|line| view! { <span class:editor-fault=wrong == Some(line)>{line}</span> })
            .collect_view()
    };
    let count = move || {
        let n = value.with(|text| text.trim().chars().count()).to_string();
        fill(texts.characters, &[("n", &n), ("max", &INLINE_POLICY_MAX.to_string())])
    };
    view! {
        <div class="field">
            <div class="editor-head">
                <label class="field-label" for=id.clone()>{texts.policy_document}</label>
                <Tools value write/>
            </div>
            <div class="editor" class:editor-bad=move || fault.get().is_some()>
                <div class="editor-lines code" aria-hidden="true" node_ref=gutter>{numbers}</div>
                <textarea
                    node_ref=area
                    id=id
                    class="editor-text code"
                    rows=move || lines.get().clamp(LINES_MIN, LINES_MAX).to_string()
                    wrap="off"
                    spellcheck="false"
                    autocomplete="off"
                    autocapitalize="none"
                    required=true
                    aria-invalid=move || fault.get().is_some().then_some("true")
                    aria-describedby=described
                    prop:value=move || value.get()
                    on:input=move |event| write(event_target_value(&event))
                    on:scroll=follow
                ></textarea>
            </div>
            <p class="hint" id=count_id>{count}</p>
            <div class="editor-verdict">
                {move || {
                    let text = fault.get().map(|broken| rule(&broken));
                    text.map(|text| view! { <p class="bad" id=error_id.clone()>{text}</p> })
                }}
                {move || {
                    place.get().map(|_| {
                        view! {
                            <button type="button" class="link" on:click=show_place>{texts.show_place}</button>
                        }
                    })
                }}
            </div>
        </div>
    }
}

/// **Insert Template** while nothing is written, **Format** while it is JSON.
#[component]
fn Tools(value: RwSignal<String>, write: impl Fn(String) + Copy + Send + Sync + 'static) -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let laid_out = Memo::new(move |_| value.with(|text| policy::laid_out(text)));
    let empty = Memo::new(move |_| value.with(|text| text.trim().is_empty()));
    let format = move |_| {
        if let Some(text) = laid_out.get_untracked() {
            write(text);
        }
    };
    view! {
        <div class="buttons">
            <button
                type="button"
                class="button button-small"
                disabled=move || !empty.get()
                on:click=move |_| write(TEMPLATE.to_owned())
            >
                {texts.template}
            </button>
            <button
                type="button"
                class="button button-small"
                disabled=move || laid_out.with(Option::is_none)
                on:click=format
            >
                {texts.format}
            </button>
        </div>
    }
}

/// A place of the text as the browser counts: in units of UTF-16 from the beginning.
fn utf16_place(text: &str, line: usize, column: usize) -> u32 {
    let before = text.split_inclusive('\n').take(line - 1).map(utf16_length).sum::<usize>();
    let inside = text.split('\n').nth(line - 1).unwrap_or_default();
    let beside: String = inside.chars().take(column - 1).collect();
    u32::try_from(before + utf16_length(&beside)).unwrap_or(u32::MAX)
}

fn utf16_length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// An inline policy to be read, or that there is none.
pub fn document(inline_policy: &str) -> AnyView {
    if inline_policy.is_empty() {
        return view! { {ConsoleTexts::current().none} }.into_any();
    }
    let text = policy::laid_out(inline_policy).unwrap_or_else(|| inline_policy.to_owned());
    view! { <pre class="code" tabindex="0">{text}</pre> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_a_policy_and_laid_out_already() {
        assert_eq!(judge(TEMPLATE), Ok(()));
        assert_eq!(policy::laid_out(TEMPLATE).as_deref(), Some(TEMPLATE));
        assert_eq!(judge(" \n"), Err(Rule::Required));
    }

    #[test]
    fn a_place_is_counted_as_the_browser_does() {
        let text = "a\n日𝄞b\nc";
        assert_eq!(utf16_place(text, 1, 1), 0);
        assert_eq!(utf16_place(text, 2, 1), 2);
        assert_eq!(utf16_place(text, 2, 3), 5);
        assert_eq!(utf16_place(text, 3, 2), 8);
        assert_eq!(utf16_place(text, 9, 9), 8);
    }
}
