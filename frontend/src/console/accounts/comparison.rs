//! **Compare**: how a role in the account differs from what it should be, as the cloud answers now.

use leptos::prelude::*;
use shared::error::ErrorCode;
use shared::provisioning::{Comparison, Difference, Provisioning, RoleInAccount};

use crate::api::Failure;
use crate::api::provisioning::compare_provisioning;
use crate::language::{AccountTexts, fill, role_part};
use crate::links;
use crate::ui::dialog::{Dialog, Shape};
use crate::ui::empty::Empty;
use crate::ui::icon::Glyph;
use crate::ui::load::load;

/// The dialog; asks the cloud when it is opened.
#[component]
pub fn ComparisonDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The role that is compared.
    role: Signal<Option<Provisioning>>,
) -> impl IntoView {
    let texts = AccountTexts::current();
    let title = Signal::derive(move || {
        let name = role.get().map(|role| role.access_configuration_name).unwrap_or_default();
        fill(texts.compare_title, &[("name", &name)])
    });
    view! {
        <Dialog open title shape=Shape::Panel>
            {move || role.get().map(|role| view! { <Compared role/> })}
        </Dialog>
    }
}

#[component]
fn Compared(role: Provisioning) -> impl IntoView {
    let body =
        RoleInAccount { account_id: role.account_id, access_configuration_id: role.access_configuration_id };
    let comparison = load(move || {
        let body = body.clone();
        async move { compare_provisioning(&body).await }
    });
    comparison.show_or(differences, no_credential)
}

fn no_credential(failure: Failure) -> Option<AnyView> {
    let texts = AccountTexts::current();
    (failure.code() == Some(ErrorCode::CloudCredentialNotExists)).then(|| {
        view! {
            <Empty glyph=Glyph::Key title=texts.no_credential text=texts.compare_by_hand>
                <a class="button button-main" href=links::CLOUD_SETTINGS>{texts.to_credential}</a>
            </Empty>
        }
        .into_any()
    })
}

fn differences(comparison: Comparison) -> AnyView {
    let texts = AccountTexts::current();
    if comparison.differences.is_empty() {
        let (title, text) = (texts.as_it_should_be, texts.as_it_should_be_text);
        return view! { <Empty glyph=Glyph::Tick title text/> }.into_any();
    }
    let parts = comparison.differences.into_iter().map(difference).collect_view();
    view! {
        <p>{texts.drift_text}</p>
        <div class="drift">{parts}</div>
    }
    .into_any()
}

fn difference(one: Difference) -> AnyView {
    let texts = AccountTexts::current();
    view! {
        <section class="drift-part">
            <h3>{role_part(one.part)}</h3>
            <dl class="facts">
                <div><dt>{texts.expected}</dt><dd>{value(one.expected, texts.expected)}</dd></div>
                <div><dt>{texts.found_there}</dt><dd>{value(one.found, texts.found_there)}</dd></div>
            </dl>
        </section>
    }
    .into_any()
}

/// The value, on lines of its own where it is a document.
fn value(text: String, named: &'static str) -> AnyView {
    if text.is_empty() {
        return view! { <span class="muted">{AccountTexts::current().not_there}</span> }.into_any();
    }
    if is_document(&text) {
        return view! { <pre class="code" tabindex="0" role="group" aria-label=named>{text}</pre> }
            .into_any();
    }
    view! { <code>{text}</code> }.into_any()
}

/// Longer than a name is, or of several lines.
fn is_document(text: &str) -> bool {
    text.contains('\n') || text.len() > 80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_in_its_line_and_a_document_gets_its_own() {
        assert!(!is_document("AliyunECSReadOnlyAccess"));
        assert!(is_document("{\n}") && is_document(&"x".repeat(81)));
    }
}
