//! The doors of who can reach what: a page of it, and all of it as a file.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use shared::page::Page;
use shared::reach::{ExportFormat, ExportQuery, Reach, ReachQuery};

use super::{Part, Place, Question, export, next_rows};
use crate::app::App;
use crate::platform::http::respond::log;
use crate::platform::http::{ApiQuery, ApiResult, SignedInAdministrator};
use crate::platform::{Error, Result};

/// Rows that are read at once for a file.
const ROWS_AT_ONCE: usize = 2_000;

/// GET [`shared::paths::REACH`].
pub async fn list_reach(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<ReachQuery>,
) -> ApiResult<Json<Page<Reach>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_reach(&mut tx, &query).await?))
}

/// GET [`shared::paths::REACH_EXPORT`]. The file is sent while it is read; between two parts no connection to the
/// database is held, so that a slow reader holds up nobody.
pub async fn export_reach(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<ExportQuery>,
) -> ApiResult<Response> {
    let format = query.format;
    let question = Question::of(&ReachQuery::from(query))?;
    let mut tx = app.db.read().await?;
    question.check(&mut tx).await?;
    drop(tx);
    let disposition = format!("attachment; filename=\"access-{}.{}\"", question.of.id(), format.word());
    let disposition =
        HeaderValue::from_str(&disposition).map_err(|_| Error::bug("a file name that is no header"))?;
    let file = File { app, question, format, next: Next::Beginning };
    let parts = stream::try_unfold(file, |mut file| async move {
        match file.part().await {
            Ok(part) => Ok(part.map(|part| (Bytes::from(part), file))),
            Err(error) => {
                log(&error);
                Err(std::io::Error::other("the file could not be finished"))
            }
        }
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(export::content_type(format))),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(parts)).into_response())
}

/// A file that is being sent.
struct File {
    app: App,
    question: Question,
    format: ExportFormat,
    next: Next,
}

/// What is sent next.
enum Next {
    Beginning,
    RowsAfter(Option<Place>),
    Nothing,
}

impl File {
    async fn part(&mut self) -> Result<Option<Vec<u8>>> {
        match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Beginning => {
                self.next = Next::RowsAfter(None);
                export::beginning(self.format).map(Some)
            }
            Next::RowsAfter(after) => self.rows_after(after).await.map(Some),
            Next::Nothing => Ok(None),
        }
    }

    async fn rows_after(&mut self, after: Option<Place>) -> Result<Vec<u8>> {
        let mut tx = self.app.db.read().await?;
        let Part { rows, more } = next_rows(&mut tx, &self.question, after.as_ref(), ROWS_AT_ONCE).await?;
        drop(tx);
        let mut bytes = export::part(self.format, &rows, after.is_none())?;
        match rows.last() {
            Some(last) if more => self.next = Next::RowsAfter(Some(Place::of(last))),
            _ => bytes.extend_from_slice(export::end(self.format)),
        }
        Ok(bytes)
    }
}
