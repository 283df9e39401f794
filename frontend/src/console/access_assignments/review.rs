//! The wizard's last step: every combination, page by page, with what exists already.

use leptos::prelude::*;
use shared::access_assignments::{GrantAccess, GrantPreview, PlannedAssignment, PreviewGrant, Principal};
use shared::ids::{AccessConfigurationId, AccountId};

use super::table::place_and_kind;
use crate::api::access_assignments::preview_grant;
use crate::language::{CommonTexts, ConsoleTexts, PermissionsTexts, fill};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::paged::{counted, paged};
use crate::ui::table::Table;

/// The step.
#[component]
pub fn Review(
    /// What would be granted.
    grant: GrantAccess,
) -> impl IntoView {
    let texts = PermissionsTexts::current();
    let numbers = RwSignal::new(None::<[u64; 3]>);
    let product = {
        let principals = grant.user_ids.len() + grant.group_ids.len();
        let numbers = [grant.account_ids.len(), principals, grant.access_configuration_ids.len()]
            .map(|number| number.to_string());
        let names = ["accounts", "principals", "configurations"];
        let values: Vec<_> = names.into_iter().zip(numbers.iter().map(String::as_str)).collect();
        fill(texts.product, &values)
    };
    let list = paged(move |after| {
        let body = PreviewGrant { grant: grant.clone(), after: Some(after).filter(|it| !it.is_empty()) };
        async move {
            let GrantPreview { new, existing, roles, page } = preview_grant(&body).await?;
            let _ = numbers.try_set(Some([new, existing, roles]));
            Ok(page)
        }
    });
    let table = move || {
        let common = ConsoleTexts::current();
        let columns = vec![common.account, common.user_or_group, common.access_configuration, texts.effect];
        view! {
            <Table stacks=true label=texts.planned columns>
                <For each=move || list.items() key=triplet let:planned>{row(planned)}</For>
            </Table>
        }
        .into_any()
    };
    let words = |shown, total| counted(CommonTexts::current().shown_of, shown, total);
    view! {
        <p>{product}</p>
        <div aria-live="polite">{move || numbers.get().map(summary)}</div>
        {list.show_live(table, || ().into_any(), words)}
    }
}

fn summary([new, existing, roles]: [u64; 3]) -> AnyView {
    let texts = PermissionsTexts::current();
    if new == 0 {
        return view! {
            <p class="notice notice-info"><Icon glyph=Glyph::Tick/><span>{texts.nothing_new}</span></p>
        }
        .into_any();
    }
    let values = [("new", new.to_string()), ("existing", existing.to_string())];
    let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
    let first = (roles > 0).then(|| fill(texts.roles_first, &[("n", &roles.to_string())]));
    view! {
        <div class="notice notice-info">
            <Icon glyph=Glyph::Shield/>
            <div>
                <p><strong>{fill(texts.new_and_existing, &values)}</strong></p>
                {first.map(|first| view! { <p>{first}</p> })}
            </div>
        </div>
    }
    .into_any()
}

/// What a row is known by, so that a further page draws nothing twice.
fn triplet(planned: &PlannedAssignment) -> (Principal, AccountId, AccessConfigurationId) {
    (planned.principal.clone(), planned.account_id.clone(), planned.access_configuration_id.clone())
}

fn row(planned: PlannedAssignment) -> AnyView {
    let texts = PermissionsTexts::current();
    let (_, kind) = place_and_kind(&planned.principal);
    let (class, effect) =
        if planned.existing { ("badge", texts.exists) } else { ("badge badge-good", texts.is_new) };
    view! {
        <tr role="row">
            <td role="cell">
                {planned.account_name}
                <span class="below number">{planned.account_id.to_string()}</span>
            </td>
            <td role="cell">{planned.principal_name}<span class="below">{kind}</span></td>
            <td role="cell">{planned.access_configuration_name}</td>
            <td role="cell"><span class=class>{effect}</span></td>
        </tr>
    }
    .into_any()
}
