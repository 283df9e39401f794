//! How to set up provisioning in Microsoft Entra ID, step by step, with the values to copy.

use leptos::prelude::*;

use crate::language::{ScimTexts, fill};
use crate::links;
use crate::ui::copy::CopyValue;
use crate::ui::table::Table;

/// What Entra sends, by our attribute; userName has a row of its own.
const MAPPING: [(&str, &str); 6] = [
    ("externalId", "objectId"),
    ("active", "Switch([IsSoftDeleted], , \"False\", \"True\", \"True\", \"False\")"),
    ("displayName", "displayName"),
    ("name.givenName", "givenName"),
    ("name.familyName", "surname"),
    ("emails[type eq \"work\"].value", "mail"),
];

/// Where userName and NameID come from in most companies.
const USUAL_SOURCE: &str = "userPrincipalName";

/// Makes the name of a guest one that is allowed here.
const EXPRESSION: &str = "Replace([userPrincipalName], \"#EXT#\", , , \"-EXT-\", , )";

/// The guide, folded until it is wanted.
#[component]
pub fn Guide(
    /// The SCIM base URL.
    base_url: String,
) -> impl IntoView {
    let texts = ScimTexts::current();
    view! {
        <details class="guide">
            <summary>{texts.guide}</summary>
            <ol class="guide-steps">
                <li><p>{texts.guide_application}</p></li>
                <li>
                    <p>{texts.guide_connect}</p>
                    <CopyValue label=texts.tenant_url value=base_url/>
                    <p>{texts.secret_token}</p>
                </li>
                <li><p>{texts.guide_mapping}</p>{mapping()}<p>{texts.guide_groups}</p></li>
                <li><p>{texts.guide_name_id}</p></li>
                <li>
                    <p>{texts.guide_characters}</p>
                    <CopyValue label=USUAL_SOURCE value=EXPRESSION/>
                </li>
                <li><p>{texts.guide_scope}</p></li>
                <li><p>{start()}</p></li>
                <li><p>{texts.guide_removal}</p></li>
            </ol>
        </details>
    }
}

fn mapping() -> AnyView {
    let texts = ScimTexts::current();
    let same = fill(texts.same_as_name_id, &[("attribute", USUAL_SOURCE)]);
    let rows = MAPPING.map(|(target, source)| {
        view! {
            <tr>
                <th scope="row"><code>{target}</code></th>
                <td class="break"><code>{source}</code></td>
            </tr>
        }
    });
    view! {
        <Table label=texts.mapping columns=vec![texts.target_attribute, texts.source_attribute]>
            <tr><th scope="row"><code>"userName"</code></th><td>{same}</td></tr>
            {rows.into_iter().collect_view()}
        </Table>
    }
    .into_any()
}

/// The sentence that names the log, with the log's name as a link.
fn start() -> AnyView {
    let texts = ScimTexts::current();
    let (before, after) = texts.guide_start.split_once("{log}").unwrap_or((texts.guide_start, ""));
    view! { {before}<a href=links::PROVISIONING_LOG>{texts.provisioning_log}</a>{after} }.into_any()
}
