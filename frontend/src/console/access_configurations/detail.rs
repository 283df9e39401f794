//! One access configuration's page: what it allows, what to make in the accounts, where it is assigned.

use leptos::prelude::*;
use shared::access_configurations::AccessConfiguration;
use shared::error::ErrorCode;

use crate::api::access_assignments::Filter;
use crate::api::{self, Failure};
use crate::console::access_assignments::table::{AssignmentsTable, Leaves};
use crate::language::{ConsoleTexts, fill};
use crate::ui::copy::CopyValue;
use crate::ui::dialog::Confirm;
use crate::ui::form::Submission;
use crate::ui::heading::Heading;
use crate::ui::load::load;
use crate::ui::paged::paged;
use crate::ui::toast;
use crate::{format, links, location};

/// The page.
#[component]
pub fn AccessConfigurationPage(
    /// The access configuration's id.
    id: String,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let asked = id.clone();
    let configuration = load(move || {
        let id = asked.clone();
        async move { api::access_configurations::get_access_configuration(&id).await }
    });
    let gone = |failure: Failure| {
        (failure.code() == Some(ErrorCode::AccessConfigurationNotExists)).then(|| {
            let texts = ConsoleTexts::current();
            let way = links::ACCESS_CONFIGURATIONS;
            crate::console::gone(texts.configuration_gone, &failure.sentence(), way, texts.to_configurations)
        })
    };
    let filter = Filter { access_configuration_id: id, ..Filter::default() };
    let list = paged(move |after| {
        let filter = filter.clone();
        async move { api::access_assignments::list_access_assignments(&filter, &after).await }
    });
    view! {
        <p class="way-back"><a href=links::ACCESS_CONFIGURATIONS>{texts.to_configurations}</a></p>
        {configuration.show_or(show, gone)}
        <section class="card" aria-labelledby="configuration-assignments">
            <h2 id="configuration-assignments">{texts.access_assignments}</h2>
            <AssignmentsTable list leaves=Leaves::AccessConfiguration/>
        </section>
    }
}

fn show(it: AccessConfiguration) -> AnyView {
    let texts = ConsoleTexts::current();
    let or_none = |text: &str| if text.is_empty() { texts.none.to_owned() } else { text.to_owned() };
    let policies = if it.system_policies.is_empty() {
        view! { <dd>{texts.none}</dd> }.into_any()
    } else {
        let names = it.system_policies.iter().map(|name| view! { <li class="chip">{name.clone()}</li> });
        view! { <dd><ul class="chips">{names.collect_view()}</ul></dd> }.into_any()
    };
    let inline = if it.inline_policy.is_empty() {
        view! { <dd>{texts.none}</dd> }.into_any()
    } else {
        view! { <dd><pre class="code" tabindex="0">{it.inline_policy.clone()}</pre></dd> }.into_any()
    };
    view! {
        <Heading title=it.name.clone() lead=it.description.clone()>
            <DeleteButton id=it.id.to_string() name=it.name.clone()/>
        </Heading>
        <section class="card" aria-labelledby="configuration-details">
            <h2 id="configuration-details">{texts.details}</h2>
            <dl class="facts facts-grid">
                <div><dt>{texts.session_duration}</dt><dd>{format::duration(it.session_duration)}</dd></div>
                <div><dt>{texts.created_at}</dt><dd>{format::moment(it.created_at)}</dd></div>
                <div><dt>{texts.relay_state}</dt><dd class="break">{or_none(&it.relay_state)}</dd></div>
                <div class="facts-wide"><dt>{texts.system_policies}</dt>{policies}</div>
                <div class="facts-wide"><dt>{texts.inline_policy}</dt>{inline}</div>
            </dl>
        </section>
        <section class="card" aria-labelledby="configuration-cloud">
            <h2 id="configuration-cloud">{texts.cloud_section}</h2>
            <p class="muted">{texts.role_hint}</p>
            <CopyValue label=texts.role_name value=it.role_name/>
            <CopyValue label=texts.saml_provider_name value=it.saml_provider_name/>
        </section>
    }
    .into_any()
}

#[component]
fn DeleteButton(id: String, name: String) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let asking = RwSignal::new(false);
    let submission = Submission::new();
    let (tell, navigate) = (toast::teller(), location::navigator());
    let title = fill(texts.delete_configuration_title, &[("name", &name)]);
    let delete = move |()| {
        let (id, said) = (id.clone(), fill(texts.configuration_deleted, &[("name", &name)]));
        let work = async move { api::access_configurations::delete_access_configuration(&id).await };
        submission.run(work, move |()| {
            asking.set(false);
            tell(said);
            navigate(links::ACCESS_CONFIGURATIONS);
        });
    };
    view! {
        <button type="button" class="button button-bad-quiet" on:click=move |_| asking.set(true)>
            {texts.delete}
        </button>
        <Confirm
            open=asking
            title
            text=texts.delete_configuration_text
            act=texts.delete
            destructive=true
            submission
            on_confirm=delete
        />
    }
}
