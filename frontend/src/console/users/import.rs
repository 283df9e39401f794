//! **Import Users**: a table in CSV form is chosen, what it means is shown, and only then users are made.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::users::{IMPORT_BYTES_MAX, IMPORT_USERS_MAX, ImportPreview, ImportUsers, Imported};

use super::import_preview::Understood;
use crate::api::{self, Answer, Failure};
use crate::language::{PeopleTexts, fill, rule};
use crate::ui::file::FileField;
use crate::ui::form::{Refusal, Submission};
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::waiting;
use crate::ui::toast;
use crate::{browser, links};

/// How far the import is.
#[derive(Clone)]
enum Stage {
    /// No file yet.
    Nothing,
    /// The file is being read, here or by the server.
    Reading,
    /// What the server understood of the file.
    Seen { file: String, preview: ImportPreview },
    /// The server cannot make anything of the file.
    Refused(Failure),
    /// So many users were made.
    Done(u64),
}

/// The file and what has become of it.
#[derive(Clone, Copy)]
struct Import {
    stage: RwSignal<Stage>,
    csv: StoredValue<String>,
    fault: RwSignal<Option<&'static str>>,
    turn: StoredValue<u32>,
}

/// The page.
#[component]
pub fn ImportPage() -> impl IntoView {
    let texts = PeopleTexts::current();
    let import = Import {
        stage: RwSignal::new(Stage::Nothing),
        csv: StoredValue::new(String::new()),
        fault: RwSignal::new(None),
        turn: StoredValue::new(0),
    };
    let done = Memo::new(move |_| import.stage.with(|stage| matches!(stage, Stage::Done(_))));
    let hint = fill(texts.import_hint, &[("users", &IMPORT_USERS_MAX.to_string())]);
    let submission = Submission::new();
    let file = move || {
        let hint = hint.clone();
        let on_file = move |file| {
            submission.reset();
            import.take(file);
        };
        (!done.get()).then(|| {
            view! {
                <section class="card">
                    <FileField
                        label=texts.import_file
                        invitation=texts.import_drop
                        hint
                        accept=".csv,text/csv,text/plain"
                        fault=import.fault
                        on_file
                    />
                </section>
            }
        })
    };
    view! {
        <p class="way-back"><a href=links::USERS>{texts.to_users}</a></p>
        <Heading title=texts.import_users lead=texts.import_lead>
            <a class="button" href=template() download="users.csv">
                <Icon glyph=Glyph::Download/>
                {texts.import_template}
            </a>
        </Heading>
        {file}
        <div aria-live="polite">{move || import.view(submission)}</div>
    }
}

/// The columns' names as a file; the mark in front tells Excel that it is UTF-8.
fn template() -> String {
    let names = "\u{FEFF}user_name,first_name,last_name,display_name,email,description\r\n";
    format!("data:text/csv;charset=utf-8,{}", links::encode(names))
}

impl Import {
    /// Reads a file and asks the server what it means. Of several files only the last counts.
    fn take(self, file: web_sys::File) {
        let texts = PeopleTexts::current();
        let mine = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(mine);
        self.fault.set(None);
        self.stage.set(Stage::Nothing);
        #[expect(clippy::cast_precision_loss, reason = "1 MiB is exact in a double")]
        let largest = IMPORT_BYTES_MAX as f64;
        if file.size() > largest {
            self.fault.set(Some(texts.import_too_large));
            return;
        }
        self.stage.set(Stage::Reading);
        spawn_local(async move {
            let csv = match browser::read_bytes(&file).await {
                Some(bytes) => text_of(bytes).ok_or(texts.import_not_text),
                None => Err(texts.import_unreadable),
            };
            let stage = match &csv {
                Ok(csv) => see(file.name(), csv.clone()).await,
                Err(_) => Stage::Nothing,
            };
            if self.turn.try_get_value() == Some(mine) {
                self.fault.set(csv.as_ref().err().copied());
                self.csv.set_value(csv.unwrap_or_default());
                self.stage.set(stage);
            }
        });
    }

    fn view(self, submission: Submission) -> AnyView {
        match self.stage.get() {
            Stage::Nothing => ().into_any(),
            Stage::Reading => waiting(),
            Stage::Refused(failure) => refused(&failure),
            Stage::Seen { file, preview } => view! { <Seen import=self file preview submission/> }.into_any(),
            Stage::Done(created) => view! { <Done import=self created/> }.into_any(),
        }
    }
}

/// The text, if it is UTF-8, without the mark that says so.
fn text_of(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    Some(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text))
}

async fn see(file: String, csv: String) -> Stage {
    match api::users::preview_user_import(&ImportUsers { csv }).await {
        Ok(preview) => Stage::Seen { file, preview },
        Err(failure) => Stage::Refused(failure),
    }
}

fn refused(failure: &Failure) -> AnyView {
    let mut sentence = failure.sentence();
    for error in failure.fields() {
        sentence.push(' ');
        sentence.push_str(&rule(&error.rule));
    }
    view! { <p class="notice notice-bad"><Icon glyph=Glyph::Warning/><span>{sentence}</span></p> }.into_any()
}

/// What was understood, and **Import**.
#[component]
fn Seen(import: Import, file: String, preview: ImportPreview, submission: Submission) -> impl IntoView {
    let texts = PeopleTexts::current();
    let tell = toast::teller();
    let title = fill(texts.import_understood, &[("file", &file)]);
    let reason = if !preview.bad.is_empty() {
        Some(texts.import_blocked)
    } else if preview.good == 0 {
        Some(texts.import_nothing)
    } else {
        None
    };
    let blocked = reason.is_some();
    let press = move |_| {
        let body = ImportUsers { csv: import.csv.get_value() };
        submission.run(make(import, file.clone(), body), move |made| {
            tell(fill(texts.imported, &[("n", &made.created.to_string())]));
            import.stage.set(Stage::Done(made.created));
        });
    };
    view! {
        <section class="card" aria-labelledby="understood">
            <h2 id="understood">{title}</h2>
            <Understood preview/>
            <div class="import-foot">
                <button
                    type="button"
                    class="button button-main"
                    disabled=move || blocked || submission.busy()
                    aria-describedby=blocked.then_some("import-reason")
                    on:click=press
                >
                    {texts.import_act}
                </button>
                {reason.map(|text| view! { <span class="hint" id="import-reason">{text}</span> })}
            </div>
            <Refusal submission/>
        </section>
    }
}

/// Makes the users. What the server refuses now it had not seen before: the preview is read anew.
async fn make(import: Import, file: String, body: ImportUsers) -> Answer<Imported> {
    let answer = api::users::import_users(&body).await;
    if matches!(answer, Err(Failure::Refused(_)))
        && let Ok(preview) = api::users::preview_user_import(&body).await
    {
        let _ = import.stage.try_set(Stage::Seen { file, preview });
    }
    answer
}

#[component]
fn Done(import: Import, created: u64) -> impl IntoView {
    let texts = PeopleTexts::current();
    let again = move |_| import.stage.set(Stage::Nothing);
    view! {
        <section class="card">
            <div class="notice notice-good">
                <Icon glyph=Glyph::Tick/>
                <div>
                    <p><strong>{fill(texts.imported, &[("n", &created.to_string())])}</strong></p>
                    <p>{texts.import_next}</p>
                </div>
            </div>
            <div class="buttons import-foot">
                <a class="button button-main" href=links::USERS>{texts.to_users}</a>
                <button type="button" class="button" on:click=again>{texts.import_again}</button>
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_utf_8_is_text_and_its_mark_is_no_part_of_it() {
        assert_eq!(text_of("\u{FEFF}user_name\n".into()).as_deref(), Some("user_name\n"));
        assert_eq!(text_of("姓名".into()).as_deref(), Some("姓名"));
        // The same in GBK, and a file in UTF-16.
        assert_eq!(text_of(vec![0xD0, 0xD5, 0xC3, 0xFB]), None);
        assert_eq!(text_of(vec![0xFF, 0xFE, b'u', 0]), None);
    }

    #[test]
    fn the_template_names_every_column_that_the_server_knows() {
        for name in ["user_name", "first_name", "last_name", "display_name", "email", "description"] {
            assert!(template().contains(name), "{name}");
        }
    }
}
