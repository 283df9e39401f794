//! A list that the server gives page by page: owns waiting, failure, trying again and the next page.

use std::future::Future;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::page::Page;

use super::load::{failed, waiting};
use crate::api::{Answer, Failure};
use crate::language::{CommonTexts, fill};

/// What has been read of the list.
pub struct Paged<T: 'static> {
    list: RwSignal<Option<Page<T>>>,
    failure: RwSignal<Option<Failure>>,
    waiting: RwSignal<bool>,
    again: RwSignal<u32>,
    wanted: RwSignal<Option<String>>,
}

impl<T> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Paged<T> {}

/// Reads the first page now, and again whenever a signal changes that `fetch` read before its first wait.
/// `fetch` is given `Page::next` of the page before, or nothing.
pub fn paged<T, F>(fetch: impl Fn(String) -> F + 'static) -> Paged<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Answer<Page<T>>> + 'static,
{
    let paged = Paged {
        list: RwSignal::new(None),
        failure: RwSignal::new(None),
        waiting: RwSignal::new(true),
        again: RwSignal::new(0),
        wanted: RwSignal::new(None),
    };
    let turn = StoredValue::new(0_u32);
    let fetch = Rc::new(fetch);
    let first = Rc::clone(&fetch);
    Effect::new(move || {
        paged.again.track();
        paged.read(turn, first(String::new()), false);
    });
    Effect::new(move || {
        if let Some(after) = paged.wanted.get() {
            paged.read(turn, untrack(|| fetch(after)), true);
        }
    });
    paged
}

impl<T: Clone + Send + Sync + 'static> Paged<T> {
    fn read(self, turn: StoredValue<u32>, work: impl Future<Output = Answer<Page<T>>> + 'static, more: bool) {
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        self.waiting.set(true);
        spawn_local(async move {
            let answer = work.await;
            if turn.try_get_value() != Some(mine) {
                return;
            }
            self.waiting.set(false);
            match answer {
                Ok(page) => {
                    self.failure.set(None);
                    self.list.update(|list| match list {
                        Some(list) if more => {
                            list.items.extend(page.items);
                            list.total = page.total;
                            list.next = page.next;
                        }
                        list => *list = Some(page),
                    });
                }
                Err(failure) => {
                    self.wanted.set(None);
                    if !more {
                        self.list.set(None);
                    }
                    self.failure.set(Some(failure));
                }
            }
        });
    }

    /// Reads again from the start.
    pub fn reload(self) {
        self.wanted.set(None);
        self.again.update(|n| *n = n.wrapping_add(1));
    }

    /// Draws waiting and failure, the rows with `rows`, and `empty` when there is none.
    pub fn show(
        self,
        rows: impl Fn(Vec<T>) -> AnyView + Send + 'static,
        empty: impl Fn() -> AnyView + Send + 'static,
    ) -> AnyView {
        let body = move || match (self.list.get(), self.failure.get()) {
            (None, Some(failure)) => failed(&failure, move || self.reload()),
            (None, None) => waiting(),
            (Some(list), _) if list.items.is_empty() => empty(),
            (Some(list), _) => rows(list.items),
        };
        view! { {body} {move || self.foot()} }.into_any()
    }

    /// How much is shown, and the way to more.
    fn foot(self) -> Option<AnyView> {
        let list = self.list.get()?;
        if list.items.is_empty() {
            return None;
        }
        let texts = CommonTexts::current();
        let shown = list.items.len().to_string();
        let shown = fill(texts.shown_of, &[("shown", &shown), ("total", &list.total.to_string())]);
        let failure = move || {
            self.failure.get().map(|failure| view! { <p class="bad" role="alert">{failure.sentence()}</p> })
        };
        // Not disabled while the next page is on its way: a disabled button loses the keyboard.
        let more = list.next.map(|next| {
            let ask = move |_| {
                if !self.waiting.get_untracked() {
                    self.wanted.set(Some(next.clone()));
                }
            };
            view! {
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || self.waiting.get().then_some("true")
                    on:click=ask
                >
                    {texts.load_more}
                </button>
            }
        });
        Some(view! { <div class="foot"><span class="muted">{shown}</span>{failure}{more}</div> }.into_any())
    }
}
