//! **Set Password**: entered or made; the made one is shown once.

use leptos::prelude::*;
use shared::names::{self, PASSWORD_MAX, PASSWORD_MIN};
use shared::users::{SetPassword, User};

use crate::api;
use crate::language::{CommonTexts, PeopleTexts, fill};
use crate::ui::check::CheckField;
use crate::ui::copy::CopyButton;
use crate::ui::dialog::{Dialog, DialogButtons, Shape};
use crate::ui::field::RadioField;
use crate::ui::form::{Form, Submission};
use crate::ui::new_password::NewPasswordFields;
use crate::ui::toast;

const MADE: &str = "made";
const ENTERED: &str = "entered";

/// The dialog, and the one that shows the password that was made.
#[component]
pub fn SetPasswordDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Whose password it is.
    user: Signal<Option<User>>,
    /// Whether the user was made just now and never had a password.
    #[prop(optional)]
    first: bool,
    /// Called once the password is set and, if it was made, out of sight.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let texts = PeopleTexts::current();
    let name = Signal::derive(move || user.get().map(|user| user.user_name).unwrap_or_default());
    let title = Signal::derive(move || fill(texts.set_password_title, &[("name", &name.get())]));
    let showing = RwSignal::new(false);
    let password = RwSignal::new(String::new());
    let on_set = Callback::new(move |made: Option<String>| match made {
        Some(made) => {
            password.set(made);
            showing.set(true);
        }
        None => on_done.run(()),
    });
    Effect::new(move |before: Option<bool>| {
        let now = showing.get();
        if before == Some(true) && !now {
            password.set(String::new());
            on_done.run(());
        }
        now
    });
    view! {
        <Dialog open title>
            {move || user.get().map(|user| view! { <PasswordForm open user first on_set/> })}
        </Dialog>
        <Dialog open=showing title=texts.made_password shape=Shape::Small>
            <p>{move || fill(texts.made_password_text, &[("name", &name.get())])}</p>
            <div class="value-line">
                <code class="value-text">{move || password.get()}</code>
                <CopyButton text=password.get_untracked()/>
            </div>
            <div class="dialog-buttons">
                <button type="button" class="button button-main" on:click=move |_| showing.set(false)>
                    {CommonTexts::current().ok}
                </button>
            </div>
        </Dialog>
    }
}

#[component]
fn PasswordForm(
    open: RwSignal<bool>,
    user: User,
    first: bool,
    on_set: Callback<Option<String>>,
) -> impl IntoView {
    let texts = PeopleTexts::current();
    let how = RwSignal::new(MADE.to_owned());
    let entered = RwSignal::new(String::new());
    let must_reset = RwSignal::new(true);
    let submission = Submission::new();
    let tell = toast::teller();
    let name = user.user_name.clone();
    let submit = move || {
        let own = (how.get_untracked() == ENTERED).then(|| entered.get_untracked());
        let body = SetPassword { password: own, must_reset: must_reset.get_untracked() };
        let id = user.id.to_string();
        let said = fill(texts.password_done, &[("name", &user.user_name)]);
        submission.run(async move { api::users::set_user_password(&id, &body).await }, move |answer| {
            open.set(false);
            tell(said);
            on_set.run(answer.password);
        });
    };
    let ways = [(MADE, texts.password_generated), (ENTERED, texts.password_entered)];
    let ways = ways.map(|(key, text)| (key.to_owned(), text.to_owned())).to_vec();
    let enters = Memo::new(move |_| how.get() == ENTERED);
    let fields = move || {
        let numbers = [PASSWORD_MIN, PASSWORD_MAX].map(|n| n.to_string());
        let hint = fill(
            CommonTexts::current().new_password_hint,
            &[("min", numbers[0].as_str()), ("max", &numbers[1])],
        );
        let name = name.clone();
        let check = move |text: &str| names::password_of(text, &name);
        enters.get().then(|| {
            view! { <NewPasswordFields name="password" value=entered check hint/> }
        })
    };
    view! {
        <Form submission on_submit=submit>
            <p class="muted">{if first { texts.set_password_first } else { texts.set_password_text }}</p>
            <RadioField label=texts.how_password.to_owned() options=ways value=how/>
            {fields}
            <CheckField label=texts.must_reset value=must_reset/>
            <DialogButtons open submission act=texts.set_password/>
        </Form>
    }
}
