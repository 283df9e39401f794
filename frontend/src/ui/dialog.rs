//! Dialogs: the browser's own modal `<dialog>`, which keeps the keyboard inside and gives it back afterwards.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::form::{Refusal, Submission};
use super::fresh_id;
use super::icon::{Glyph, Icon};
use crate::browser;
use crate::language::CommonTexts;

/// How large a dialog is, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A question.
    Small,
    /// A form.
    Medium,
    /// A sheet at the right edge.
    Panel,
}

impl Shape {
    fn class(self) -> &'static str {
        match self {
            Shape::Small => "dialog dialog-small",
            Shape::Medium => "dialog",
            Shape::Panel => "dialog dialog-panel",
        }
    }
}

/// A modal dialog. Its content exists only while it is open.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its name.
    #[prop(into)]
    title: Signal<String>,
    /// Its size and place.
    #[prop(default = Shape::Medium)]
    shape: Shape,
    /// Its content.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Dialog>::new();
    let title_id = fresh_id("dialog");
    let labelled = title_id.clone();
    Effect::new(move || {
        let wanted = open.get();
        let Some(dialog) = node.get() else { return };
        if wanted && !dialog.open() {
            // Fails only when the element has left the document.
            let _ = dialog.show_modal();
            browser::focus_soon(dialog.unchecked_into(), "[data-first]");
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            node_ref=node
            class=shape.class()
            aria-labelledby=labelled
            on:close=move |_| open.set(false)
        >
            <div class="dialog-head">
                <h2 id=title_id tabindex="-1" data-first=shape == Shape::Panel>{move || title.get()}</h2>
                <button
                    type="button"
                    class="button-icon"
                    aria-label=CommonTexts::current().close
                    on:click=move |_| open.set(false)
                >
                    <Icon glyph=Glyph::Close/>
                </button>
            </div>
            {move || open.get().then(|| view! { <div class="dialog-body">{children()}</div> })}
        </dialog>
    }
}

/// The buttons at the end of a dialog's form: what it does, and **Cancel**.
#[component]
pub fn DialogButtons(
    /// The dialog.
    open: RwSignal<bool>,
    /// The form's action.
    submission: Submission,
    /// What the button says that does it.
    act: &'static str,
    /// Whether it cannot be done yet.
    #[prop(default = Signal::stored(false))]
    blocked: Signal<bool>,
) -> impl IntoView {
    view! {
        <Refusal submission/>
        <div class="dialog-buttons">
            <button
                type="submit"
                class="button button-main"
                disabled=move || submission.busy() || blocked.get()
            >
                {act}
            </button>
            <button type="button" class="button" on:click=move |_| open.set(false)>
                {CommonTexts::current().cancel}
            </button>
        </div>
    }
}

/// A question before something that matters: says what will happen and names the thing.
#[component]
pub fn Confirm(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What will happen.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says that does it.
    #[prop(into)]
    act: Signal<&'static str>,
    /// Whether it destroys something.
    #[prop(optional)]
    destructive: bool,
    /// The action; its refusal is shown here.
    submission: Submission,
    /// Does it.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// What more is to be decided.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let children = StoredValue::new(children);
    Effect::new(move || {
        if !open.get() {
            submission.reset();
        }
    });
    let class = if destructive { "button button-bad" } else { "button button-main" };
    view! {
        <Dialog open title shape=Shape::Small>
            <p>{move || text.get()}</p>
            {children.with_value(|children| children.as_ref().map(|children| children()))}
            <Refusal submission/>
            <div class="dialog-buttons">
                <button
                    type="button"
                    class=class
                    disabled=move || submission.busy()
                    on:click=move |_| on_confirm.run(())
                >
                    {move || act.get()}
                </button>
                <button type="button" class="button" data-first=true on:click=move |_| open.set(false)>
                    {CommonTexts::current().cancel}
                </button>
            </div>
        </Dialog>
    }
}
