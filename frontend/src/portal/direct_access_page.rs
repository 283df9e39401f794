//! A direct access link of somebody who is signed in: logs on to the account at once, or says that this is not
//! theirs.

use leptos::prelude::*;
use shared::error::ErrorCode;
use shared::portal::DirectAccess;
use shared::session::PortalSession;

use super::log_on_form::{LogOnFields, LogOnForm};
use crate::api::{self, Failure};
use crate::browser;
use crate::language::PortalTexts;
use crate::links::{self, DirectAccessLink};
use crate::ui::empty::Empty;
use crate::ui::heading::Heading;
use crate::ui::icon::Glyph;
use crate::ui::load::load;

/// The page.
#[component]
pub fn DirectAccessPage(
    /// Who is signed in.
    session: PortalSession,
    /// What the link asks for.
    link: DirectAccessLink,
) -> impl IntoView {
    let asked = link.clone();
    let access = load(move || {
        let link = asked.clone();
        async move { api::portal::get_direct_access(&link.account_id, &link.access_configuration_name).await }
    });
    access.show_or(
        move |access| {
            let fields = LogOnFields {
                account_id: access.account.id.to_string(),
                access_configuration_id: access.access_configuration.id.to_string(),
                landing_page: link.landing_page.clone(),
                form_token: session.form_token.clone(),
            };
            view! { <Going access fields/> }.into_any()
        },
        |failure| is_no_permission(&failure).then(no_permission),
    )
}

/// Whatever is missing, the person learns the same: a link must not tell what exists.
fn is_no_permission(failure: &Failure) -> bool {
    matches!(
        failure.code(),
        Some(
            ErrorCode::Forbidden
                | ErrorCode::InvalidParameter
                | ErrorCode::AccountNotExists
                | ErrorCode::AccessConfigurationNotExists
                | ErrorCode::AccessAssignmentNotExists
        )
    )
}

fn no_permission() -> AnyView {
    let texts = PortalTexts::current();
    browser::set_title(texts.no_permission);
    view! { <Empty whole=true glyph=Glyph::Key title=texts.no_permission text=texts.no_permission_text>
            <a class="button button-main" href=links::PORTAL>{texts.to_portal}</a>
        </Empty>
    }
    .into_any()
}

#[component]
fn Going(access: DirectAccess, fields: LogOnFields) -> impl IntoView {
    let texts = PortalTexts::current();
    let node = NodeRef::<leptos::html::Form>::new();
    Effect::new(move || {
        if let Some(form) = node.get() {
            // The button stays for the browser that does not let us.
            let _ = form.submit();
        }
    });
    view! {
        <Heading title=texts.direct_title lead=texts.direct_lead/>
        <dl class="facts">
            <dt>{texts.account}</dt>
            <dd>{access.account.name}" "<span class="number muted">{access.account.id.to_string()}</span></dd>
            <dt>{texts.access_configuration}</dt>
            <dd>{access.access_configuration.name}</dd>
        </dl>
        <LogOnForm fields here=true node/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::error::ApiError;

    #[test]
    fn every_refusal_of_a_link_reads_as_no_permission_but_a_fault_does_not() {
        let refused = |code| Failure::Refused(ApiError { code, message: String::new(), fields: Vec::new() });
        for code in [ErrorCode::Forbidden, ErrorCode::AccountNotExists, ErrorCode::AccessAssignmentNotExists]
        {
            assert!(is_no_permission(&refused(code)), "{code:?}");
        }
        for code in [ErrorCode::InternalError, ErrorCode::Unavailable, ErrorCode::SignInNeeded] {
            assert!(!is_no_permission(&refused(code)), "{code:?}");
        }
        assert!(!is_no_permission(&Failure::Unreachable));
    }
}
