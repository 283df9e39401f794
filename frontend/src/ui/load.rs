//! Reading from the server: owns waiting, failure and trying again, so that pages only draw what they got.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::{Glyph, Icon};
use crate::api::{Answer, Failure};
use crate::language::CommonTexts;

#[derive(Clone)]
enum State<T> {
    Waiting,
    Ready(T),
    Failed(Failure),
}

/// Something that is being read, or was.
pub struct Loading<T: 'static> {
    state: RwSignal<State<T>>,
    again: RwSignal<u32>,
}

impl<T> Clone for Loading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loading<T> {}

/// Reads now, and again whenever a signal changes that `fetch` read before its first wait. Of several readings
/// under way only the last counts. What was read before stays until the next is there.
pub fn load<T, F>(fetch: impl Fn() -> F + 'static) -> Loading<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Answer<T>> + 'static,
{
    let loading = Loading { state: RwSignal::new(State::Waiting), again: RwSignal::new(0) };
    let turn = StoredValue::new(0_u32);
    Effect::new(move || {
        loading.again.track();
        let work = fetch();
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        spawn_local(async move {
            let answer = work.await;
            // Gone when the page was left meanwhile.
            if turn.try_get_value() == Some(mine) {
                loading.state.set(match answer {
                    Ok(value) => State::Ready(value),
                    Err(failure) => State::Failed(failure),
                });
            }
        });
    });
    loading
}

impl<T: Clone + Send + Sync + 'static> Loading<T> {
    /// Reads once more.
    pub fn reload(self) {
        self.again.update(|n| *n = n.wrapping_add(1));
    }

    /// What was read, if it is there.
    pub fn value(self) -> Option<T> {
        match self.state.get() {
            State::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// Why it could not be read, if that is so.
    pub fn failure(self) -> Option<Failure> {
        match self.state.get() {
            State::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// Draws waiting and failure, and `view` once there is something to draw.
    pub fn show(self, view: impl Fn(T) -> AnyView + Send + 'static) -> AnyView {
        (move || match self.state.get() {
            State::Waiting => waiting(),
            State::Failed(failure) => failed(&failure, move || self.retry()),
            State::Ready(value) => view(value),
        })
        .into_any()
    }

    /// As `show`, with a drawing of its own for a failure.
    pub fn show_or(
        self,
        view: impl Fn(T) -> AnyView + Send + 'static,
        otherwise: impl Fn(Failure) -> Option<AnyView> + Send + 'static,
    ) -> AnyView {
        (move || match self.state.get() {
            State::Waiting => waiting(),
            State::Failed(failure) => {
                otherwise(failure.clone()).unwrap_or_else(|| failed(&failure, move || self.retry()))
            }
            State::Ready(value) => view(value),
        })
        .into_any()
    }

    fn retry(self) {
        self.state.set(State::Waiting);
        self.reload();
    }
}

/// What stands there while something is read.
pub fn waiting() -> AnyView {
    view! {
        <div class="waiting" role="status">
            <span class="spinner" aria-hidden="true"></span>
            <span class="unseen">{CommonTexts::current().loading}</span>
        </div>
    }
    .into_any()
}

/// What stands there when reading failed.
pub fn failed(failure: &Failure, retry: impl Fn() + 'static) -> AnyView {
    let texts = CommonTexts::current();
    view! {
        <div class="notice notice-bad" role="alert">
            <Icon glyph=Glyph::Warning/>
            <div>
                <p><strong>{texts.load_failed}</strong></p>
                <p>{failure.sentence()}</p>
                <button type="button" class="button" on:click=move |_| retry()>{texts.retry}</button>
            </div>
        </div>
    }
    .into_any()
}
