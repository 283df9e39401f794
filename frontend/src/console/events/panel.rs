//! One record of the audit log with all its values, as text.

use leptos::prelude::*;
use shared::events::Event;

use super::changes;
use crate::format;
use crate::language::{ConsoleTexts, actor_kind};
use crate::ui::copy::CopyButton;

/// The panel's content.
#[component]
pub fn EventPanel(
    /// The record.
    event: Event,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let id = event.id.to_string();
    let (changed, rest) = changes::split(event.details);
    view! {
        <dl class="facts">
            <div><dt>{texts.time}</dt><dd>{format::moment(event.occurred_at)}</dd></div>
            <div>
                <dt>{texts.person}</dt>
                <dd class="break">{event.actor_name}" "<span class="badge">{actor_kind(event.actor_kind)}</span></dd>
            </div>
            {(!event.target.is_empty())
                .then(|| view! { <div><dt>{texts.target}</dt><dd class="break">{event.target}</dd></div> })}
            {changes::facts(rest)}
            <div><dt>{texts.address}</dt><dd><code>{event.address}</code></dd></div>
            <div>
                <dt id="event-code">{texts.code}</dt>
                <dd class="value-line"><code class="value-text">{id.clone()}</code><CopyButton text=id of="event-code"/></dd>
            </div>
        </dl>
        {changes::table(changed)}
    }
}
