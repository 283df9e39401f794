//! The tab **Access**: who can reach what, by which ways, and all of it as a file.

use leptos::prelude::*;
use shared::reach::{ExportFormat, Reach, Way};
use shared::users::UserStatus;

use crate::api::reach::{Of, export, list_reach};
use crate::language::{CommonTexts, ConsoleTexts, PermissionsTexts};
use crate::links;
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::paged::{counted, paged};
use crate::ui::search::Search;
use crate::ui::table::Table;

/// The tab.
#[component]
pub fn Access(
    /// What it is about.
    of: Of,
) -> impl IntoView {
    let texts = PermissionsTexts::current();
    let search = RwSignal::new(String::new());
    let of_user = matches!(of, Of::User(_));
    let list = {
        let of = of.clone();
        paged(move |after| {
            let (of, search) = (of.clone(), search.get().trim().to_owned());
            async move { list_reach(&of, &search, &after).await }
        })
    };
    let shows = Shows::of(&of);
    let table = move || {
        let rows = move || list.items().into_iter().map(|row| view_row(row, shows)).collect_view();
        view! { <Table stacks=true label=texts.who_reaches columns=shows.columns()>{rows}</Table> }.into_any()
    };
    let empty = move || nothing(of_user, !search.get_untracked().trim().is_empty());
    let words = if of_user { of_rows } else { of_users };
    let files = [(ExportFormat::Csv, texts.export_csv), (ExportFormat::Json, texts.export_json)];
    let files = files.map(|(format, name)| {
        let of = of.clone();
        let href = move || search.with(|search| export(&of, search.trim(), format));
        view! { <a class="button" href=href download=""><Icon glyph=Glyph::Download/>{name}</a> }
    });
    view! {
        <div class="toolbar">
            <Search label=if of_user { texts.search_reach } else { texts.search_people } value=search/>
            <div class="buttons">{files.into_iter().collect_view()}</div>
        </div>
        {list.show_live(table, empty, words)}
    }
}

fn of_rows(shown: usize, total: u64) -> String {
    counted(CommonTexts::current().shown_of, shown, total)
}

fn of_users(shown: usize, total: u64) -> String {
    counted(PermissionsTexts::current().rows_of_users, shown, total)
}

fn nothing(of_user: bool, searched: bool) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), PermissionsTexts::current());
    let (glyph, title, text) = match (searched, of_user) {
        (true, _) => (Glyph::Search, common.nothing_found, common.nothing_found_text),
        (false, true) => (Glyph::Shield, texts.nothing, texts.nothing_text),
        (false, false) => (Glyph::Shield, texts.nobody, texts.nobody_text),
    };
    view! { <Empty glyph title text/> }.into_any()
}

/// The columns that the page does not say already.
#[derive(Debug, Clone, Copy)]
struct Shows {
    user: bool,
    account: bool,
    configuration: bool,
}

impl Shows {
    fn of(of: &Of) -> Self {
        Self {
            user: !matches!(of, Of::User(_)),
            account: !matches!(of, Of::Account(_)),
            configuration: !matches!(of, Of::AccessConfiguration(_)),
        }
    }

    fn columns(self) -> Vec<&'static str> {
        let common = ConsoleTexts::current();
        let all = [
            (common.user, self.user),
            (common.account, self.account),
            (common.access_configuration, self.configuration),
            (PermissionsTexts::current().path, true),
        ];
        all.into_iter().filter(|(_, shown)| *shown).map(|(name, _)| name).collect()
    }
}

fn view_row(row: Reach, shows: Shows) -> AnyView {
    let user = shows.user.then(|| user_cell(&row));
    let account = shows.account.then(|| {
        let (name, id) = (row.account_name.clone(), row.account_id.to_string());
        view! { <td role="cell">{name}<span class="below number">{id}</span></td> }
    });
    let configuration = shows.configuration.then(|| {
        let href = links::detail(links::ACCESS_CONFIGURATIONS, row.access_configuration_id.as_str());
        view! { <td role="cell"><a href=href>{row.access_configuration_name.clone()}</a></td> }
    });
    let ways = row.ways.into_iter().map(way).collect_view();
    view! {
        <tr role="row">
            {user}
            {account}
            {configuration}
            <td role="cell"><ul class="ways">{ways}</ul></td>
        </tr>
    }
    .into_any()
}

fn user_cell(row: &Reach) -> AnyView {
    let href = links::detail(links::USERS, row.user_id.as_str());
    let disabled = (row.user_status == UserStatus::Disabled).then(|| {
        view! { <span class="badge">{PermissionsTexts::current().cannot_sign_in}</span> }
    });
    view! {
        <th scope="row" role="rowheader" class="break">
            <a href=href>{row.user_name.clone()}</a>
            <span class="below">{row.display_name.clone()}</span>
            {disabled}
        </th>
    }
    .into_any()
}

fn way(way: Way) -> AnyView {
    let texts = PermissionsTexts::current();
    match way.group {
        None => view! { <li>{texts.direct}</li> }.into_any(),
        Some(group) => {
            let href = links::detail(links::GROUPS, group.id.as_str());
            view! { <li><span class="muted">{texts.through_group}" "</span><a href=href>{group.name}</a></li> }
                .into_any()
        }
    }
}
