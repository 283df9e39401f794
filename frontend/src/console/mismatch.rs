//! The notice that NameIDs and user names seem to come from different fields.

use leptos::prelude::*;
use shared::scim::NameIdMismatch;

use crate::language::ScimTexts;
use crate::ui::icon::{Glyph, Icon};

/// The notice with both examples, and what to change.
#[component]
pub fn MismatchNotice(
    /// The examples.
    mismatch: NameIdMismatch,
) -> impl IntoView {
    let texts = ScimTexts::current();
    view! {
        <div class="notice notice-warn" role="note">
            <Icon glyph=Glyph::Warning/>
            <div class="notice-body">
                <p><strong>{texts.mismatch_title}</strong></p>
                <p>{texts.mismatch_text}</p>
                <dl class="facts facts-grid">
                    <div><dt>{texts.mismatch_name_id}</dt><dd class="break"><code>{mismatch.name_id}</code></dd></div>
                    <div><dt>{texts.mismatch_user_name}</dt><dd class="break"><code>{mismatch.user_name}</code></dd></div>
                </dl>
                <p>{texts.mismatch_advice}</p>
            </div>
        </div>
    }
}
