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
    /// How many rows the next reading from the start brings at least, without a change in between.
    keep: StoredValue<usize>,
}

/// What there is to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Waiting,
    Failed,
    Empty,
    Rows,
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
        keep: StoredValue::new(0),
    };
    let turn = StoredValue::new(0_u32);
    let fetch = Rc::new(fetch);
    let first = Rc::clone(&fetch);
    Effect::new(move || {
        paged.again.track();
        let keep = paged.keep.try_update_value(std::mem::take).unwrap_or_default();
        let (start, rest) = (first(String::new()), Rc::clone(&first));
        let work = async move {
            let mut page = start.await?;
            while page.items.len() < keep
                && let Some(next) = page.next.take()
            {
                let more = untrack(|| rest(next)).await?;
                page.items.extend(more.items);
                (page.total, page.next) = (more.total, more.next);
            }
            Ok(page)
        };
        paged.read(turn, work, if keep > 0 { Reading::Again } else { Reading::Start });
    });
    Effect::new(move || {
        if let Some(after) = paged.wanted.get() {
            paged.read(turn, untrack(|| fetch(after)), Reading::More);
        }
    });
    paged
}

/// What a reading is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// The first page.
    Start,
    /// The page after those that are there.
    More,
    /// The pages that are there, in case something has changed.
    Again,
}

impl<T: Clone + Send + Sync + 'static> Paged<T> {
    fn read(
        self,
        turn: StoredValue<u32>,
        work: impl Future<Output = Answer<Page<T>>> + 'static,
        reading: Reading,
    ) {
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
                        Some(list) if reading == Reading::More => {
                            list.items.extend(page.items);
                            list.total = page.total;
                            list.next = page.next;
                        }
                        list => *list = Some(page),
                    });
                }
                Err(failure) => {
                    self.wanted.set(None);
                    if reading == Reading::Start {
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

    /// Reads what is there again, in case something has changed. Unless something is being read already.
    pub fn refresh(self) {
        if self.waiting.get_untracked() {
            return;
        }
        let there = self.list.with_untracked(|list| list.as_ref().map_or(0, |list| list.items.len()));
        self.keep.set_value(there.max(1));
        self.reload();
    }

    /// The rows that have been read.
    pub fn items(self) -> Vec<T> {
        self.list.with(|list| list.as_ref().map(|list| list.items.clone())).unwrap_or_default()
    }

    /// How many rows the whole list has, once that is known.
    pub fn total(self) -> Option<u64> {
        self.list.with(|list| list.as_ref().map(|list| list.total))
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
        view! { {body} {self.foot(|shown, total| counted(CommonTexts::current().shown_of, shown, total))} }
            .into_any()
    }

    /// As `show`, for rows that are read again and again: `table` is drawn once and follows [`Self::items`], so that
    /// the keyboard stays where it is. `words` says how much is shown, of what the page calls its total.
    pub fn show_live(
        self,
        table: impl Fn() -> AnyView + Send + 'static,
        empty: impl Fn() -> AnyView + Send + 'static,
        words: fn(usize, u64) -> String,
    ) -> AnyView {
        let stage = Memo::new(move |_| {
            let rows = self.list.with(|list| list.as_ref().map(|list| list.items.len()));
            match (rows, self.failure.with(Option::is_some)) {
                (None, true) => Stage::Failed,
                (None, false) => Stage::Waiting,
                (Some(0), _) => Stage::Empty,
                (Some(_), _) => Stage::Rows,
            }
        });
        let body = move || match stage.get() {
            Stage::Waiting => waiting(),
            Stage::Empty => empty(),
            Stage::Rows => table(),
            Stage::Failed => match self.failure.get_untracked() {
                Some(failure) => failed(&failure, move || self.reload()),
                None => waiting(),
            },
        };
        view! { {body} {self.foot(words)} }.into_any()
    }

    /// How much is shown, and the way to more.
    fn foot(self, words: fn(usize, u64) -> String) -> impl Fn() -> Option<AnyView> + Send + 'static {
        let state = Memo::new(move |_| {
            self.list.with(|list| {
                let list = list.as_ref().filter(|list| !list.items.is_empty())?;
                Some((list.items.len(), list.total, list.next.is_some()))
            })
        });
        move || {
            let (shown, total, more) = state.get()?;
            let failure = move || {
                self.failure
                    .get()
                    .map(|failure| view! { <p class="bad" role="alert">{failure.sentence()}</p> })
            };
            // Not disabled while the next page is on its way: a disabled button loses the keyboard.
            let more = more.then(|| {
                let ask = move |_| {
                    if !self.waiting.get_untracked() {
                        let next = self.list.with_untracked(|list| list.as_ref()?.next.clone());
                        self.wanted.set(next);
                    }
                };
                view! {
                    <button
                        type="button"
                        class="button"
                        aria-disabled=move || self.waiting.get().then_some("true")
                        on:click=ask
                    >
                        {CommonTexts::current().load_more}
                    </button>
                }
            });
            let foot = view! {
                <div class="foot"><span class="muted">{words(shown, total)}</span>{failure}{more}</div>
            };
            Some(foot.into_any())
        }
    }
}

/// Fills both numbers into a text.
pub fn counted(text: &str, shown: usize, total: u64) -> String {
    fill(text, &[("shown", &shown.to_string()), ("total", &total.to_string())])
}
