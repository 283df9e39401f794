//! A direct access link of somebody who is signed in: logs on to the account at once, lets the person choose where
//! the link leaves that open, or says that this is not theirs and whom to ask.
//!
//! *When the person has to press:* when another site led here by itself (the server says so in the address, see
//! `sign_in/direct_link.rs` there), and on the way back from the account, which would lead straight into it again.

use leptos::prelude::*;
use shared::error::ErrorCode;
use shared::portal::{DirectAccess, DirectAccessQuery, PortalAccessConfiguration};
use shared::session::PortalSession;

use super::contact::Contact;
use super::log_on_form::{LogOnFields, LogOnForm};
use crate::api::{self, Failure};
use crate::language::{PortalTexts, fill};
use crate::links;
use crate::mark::AccountMark;
use crate::ui::copy::CopyButton;
use crate::ui::empty::Empty;
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;
use crate::ui::table::Table;
use crate::{browser, format, location};

/// The page.
#[component]
pub fn DirectAccessPage(
    /// Who is signed in.
    session: PortalSession,
    /// What the link asks for.
    link: DirectAccessQuery,
) -> impl IntoView {
    let asked = link.clone();
    let access = load(move || {
        let link = asked.clone();
        async move { api::portal::get_direct_access(&link).await }
    });
    let waits = links::is_confirmation(&location::watch().get_untracked().query) || browser::came_back();
    let contact = session.access_contact.clone();
    access.show_or(
        move |access| {
            let fields = LogOnFields {
                account_id: access.account.id.to_string(),
                access_configuration_id: String::new(),
                landing_page: link.landing_page.clone(),
                form_token: session.form_token.clone(),
            };
            view! { <Allowed access fields waits/> }.into_any()
        },
        move |failure| is_no_permission(&failure).then(|| no_permission(&contact)),
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

fn no_permission(contact: &str) -> AnyView {
    let texts = PortalTexts::current();
    browser::set_title(texts.no_permission);
    let address = browser::window().location().href().unwrap_or_default();
    let contact = contact.to_owned();
    view! {
        <Empty whole=true glyph=Glyph::Key title=texts.no_permission text=texts.no_permission_text>
            <Contact text=contact/>
            <p class="copy-link">{texts.copy_link}" "<CopyButton text=address/></p>
            <a class="button button-main" href=links::PORTAL>{texts.to_portal}</a>
        </Empty>
    }
    .into_any()
}

/// One way in, or a choice of several.
#[component]
fn Allowed(access: DirectAccess, fields: LogOnFields, waits: bool) -> impl IntoView {
    let texts = PortalTexts::current();
    let ignored = access.landing_page_ignored.then(|| {
        view! {
            <p class="notice notice-warn"><Icon glyph=Glyph::Warning/><span>{texts.landing_page_ignored}</span></p>
        }
    });
    let account = view! {
        <dt>{texts.account}</dt>
        <dd>{access.account.name.clone()}" "<span class="number muted">{access.account.id.to_string()}</span>" "
            <AccountMark colour=access.account.colour label=access.account.label.clone()/></dd>
    };
    let mut ways = access.access_configurations;
    match ways.pop() {
        Some(only) if ways.is_empty() => {
            view! { <Going account=account.into_any() only fields waits>{ignored}</Going> }.into_any()
        }
        last => {
            ways.extend(last);
            let title = fill(texts.choose_title, &[("name", &access.account.name)]);
            let rows = ways.into_iter().map(|way| choice(way, &fields)).collect_view();
            let columns = vec![texts.access_configuration, texts.session_duration, texts.action];
            view! {
                <Heading title lead=texts.choose_lead/>
                {ignored}
                <Table stacks=true label=texts.access_configurations columns>{rows}</Table>
                <a class="button button-wide" href=links::PORTAL>{texts.to_portal}</a>
            }
            .into_any()
        }
    }
}

fn choice(way: PortalAccessConfiguration, fields: &LogOnFields) -> impl IntoView + use<> {
    let name_id = format!("role-{}", way.id);
    let fields = LogOnFields { access_configuration_id: way.id.to_string(), ..fields.clone() };
    let below = (!way.description.is_empty()).then(|| view! { <span class="below">{way.description}</span> });
    view! {
        <tr role="row">
            <th scope="row" role="rowheader"><span id=name_id.clone()>{way.name}</span>{below}</th>
            <td role="cell" class="nowrap muted-narrow">{format::duration(way.session_duration)}</td>
            <td role="cell" class="act"><LogOnForm fields same_tab=true of=name_id/></td>
        </tr>
    }
}

#[component]
fn Going(
    /// The account, as facts.
    account: AnyView,
    only: PortalAccessConfiguration,
    fields: LogOnFields,
    waits: bool,
    children: Children,
) -> impl IntoView {
    let texts = PortalTexts::current();
    let node = NodeRef::<leptos::html::Form>::new();
    Effect::new(move || {
        if let (false, Some(form)) = (waits, node.get()) {
            // The button stays for the browser that does not let us.
            let _ = form.submit();
        }
    });
    let lead = if waits { texts.direct_lead_waiting } else { texts.direct_lead };
    let page = fields.landing_page.clone();
    let page = (waits && !page.is_empty())
        .then(|| view! { <dt>{texts.landing_page}</dt><dd class="break">{page}</dd> });
    let fields = LogOnFields { access_configuration_id: only.id.to_string(), ..fields };
    view! {
        <Heading title=texts.direct_title lead/>
        {children()}
        <dl class="facts">
            {account}
            <dt>{texts.access_configuration}</dt>
            <dd>{only.name}</dd>
            {page}
        </dl>
        <LogOnForm fields here=true node/>
        {waits.then(|| view! { <a class="button button-wide" href=links::PORTAL>{texts.to_portal}</a> })}
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
