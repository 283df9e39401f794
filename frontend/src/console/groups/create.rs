//! **Create Group**. Whoever has made one goes on to its page, where its members are added.

use leptos::prelude::*;

use super::fields::{GroupFields, Written};
use crate::language::{CommonTexts, PeopleTexts, fill};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::form::{Form, Submission};
use crate::ui::toast;
use crate::{api, links, location};

/// The dialog.
#[component]
pub fn CreateGroupDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Dialog open title=PeopleTexts::current().create_group>
            <CreateGroupForm open/>
        </Dialog>
    }
}

#[component]
fn CreateGroupForm(open: RwSignal<bool>) -> impl IntoView {
    let written = Written::nothing();
    let submission = Submission::new();
    let (tell, navigate) = (toast::teller(), location::navigator());
    let submit = move || {
        let body = written.body();
        submission.run(async move { api::groups::create_group(&body).await }, move |group| {
            open.set(false);
            tell(fill(PeopleTexts::current().group_created, &[("name", &group.name)]));
            let page = links::detail(links::GROUPS, group.id.as_str());
            navigate(&links::with_query(&page, &[("tab", super::detail::USERS_TAB)]));
        });
    };
    view! {
        <Form submission on_submit=submit>
            <GroupFields written/>
            <DialogButtons open submission act=CommonTexts::current().ok/>
        </Form>
    }
}
