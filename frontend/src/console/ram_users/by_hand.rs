//! What an administrator does about a RAM user by hand: the steps, the name it got, and **Done**.

use leptos::prelude::*;
use shared::ram_users::{RamUserByHand, RamUserDone, RamUserEvent};

use crate::api;
use crate::console::tasks::manual_ways::Ways;
use crate::language::{RamUserTexts, TaskTexts, fill};
use crate::ui::dialog::{Dialog, DialogButtons, Shape};
use crate::ui::field::{Check, TextField, filled};
use crate::ui::form::{Form, Submission};
use crate::ui::toast;

/// The panel.
#[component]
pub fn ByHandPanel(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The event, as it was when the panel was opened.
    event: RwSignal<Option<RamUserEvent>>,
    /// Called once it is done.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let title = Signal::derive(move || event.with(|event| event.as_ref().map(title).unwrap_or_default()));
    let content = move || {
        let event = event.get()?;
        let by_hand = event.by_hand.clone()?;
        Some(view! { <ByHand open event by_hand on_done/> })
    };
    view! { <Dialog open title shape=Shape::Panel>{content}</Dialog> }
}

fn title(event: &RamUserEvent) -> String {
    let texts = RamUserTexts::current();
    let removes = event.by_hand.as_ref().is_some_and(|it| it.removes);
    let text = if removes { texts.remove_title } else { texts.make_title };
    fill(text, &[("user", &event.user_name), ("account", &event.account_name)])
}

#[component]
fn ByHand(
    open: RwSignal<bool>,
    event: RamUserEvent,
    by_hand: RamUserByHand,
    on_done: Callback<()>,
) -> impl IntoView {
    let texts = RamUserTexts::current();
    let RamUserByHand { removes, ram_user_name, steps, command_lines } = by_hand;
    // The domain that every account has; the administrator sees whether the account has another.
    let proposed = format!("{ram_user_name}@{}.onaliyun.com", event.account_id);
    let name = RwSignal::new(if removes { String::new() } else { proposed });
    let submission = Submission::new();
    let tell = toast::teller();
    let done = move || {
        let body = RamUserDone {
            event_id: event.id.clone(),
            principal_name: name.get_untracked().trim().to_owned(),
        };
        submission.run(async move { api::ram_users::finish_event(&body).await }, move |_| {
            open.set(false);
            tell(texts.done_said.to_owned());
            on_done.run(());
        });
    };
    view! {
        <p class="muted">{texts.by_hand_lead}</p>
        <div class="work"><Ways steps command_lines/></div>
        <Form submission on_submit=done>
            {(!removes).then(|| view! {
                <TextField
                    label=texts.done_name
                    name="principal_name"
                    value=name
                    check=Check::from(filled)
                    hint=texts.done_name_hint
                />
            })}
            <DialogButtons open submission act=TaskTexts::current().done/>
        </Form>
    }
}
