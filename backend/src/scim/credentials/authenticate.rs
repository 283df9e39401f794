//! The layer before every SCIM door, also those that do not exist (C-02): whoever shows no valid credential learns
//! nothing but that.
//!
//! The credential stands in the header Authorization (RFC 6750, section 2.1) and nowhere else: not in the address,
//! which logs keep, and not in a cookie, which browsers send by themselves.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use shared::ids::ScimCredentialId;

use super::limit::{Note, Wait};
use super::{ShownValue, Shut, Verdict};
use crate::app::App;
use crate::events::Actor;
use crate::platform::Result;
use crate::platform::http::ClientAddress;
use crate::platform::http::respond::log;
use crate::scim::log::{Asked, record_refusal};
use crate::scim::respond::ScimFault;

/// Lets a request through that shows a credential, with the [`Actor`] that it stands for among the request's
/// extensions.
pub async fn authenticate(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    mut request: Request,
    next: Next,
) -> Response {
    let now = app.clock.now();
    let asked = Asked::of(&request);
    match admit(&app, request.headers(), &asked, &address, now).await {
        Ok(actor) => {
            request.extensions_mut().insert(actor);
            next.run(request).await
        }
        Err(fault) => fault.into_response(),
    }
}

async fn admit(
    app: &App,
    headers: &HeaderMap,
    asked: &Asked,
    address: &str,
    now: Timestamp,
) -> std::result::Result<Actor, ScimFault> {
    let value = ShownValue::read(bearer(headers)?);
    let verdict = match &value {
        Some(value) => {
            let mut tx = app.db.read().await?;
            super::judge(&mut tx, value, now).await?
        }
        None => Verdict::Unknown,
    };
    let (Some(value), Verdict::Open(id) | Verdict::Shut(id, _)) = (&value, &verdict) else {
        let hash = value.as_ref().map(ShownValue::hash);
        app.scim_limit.take_wrong(hash, address, now).map_err(slow_down)?;
        return Err(unauthorized(
            "The SCIM credential is not valid: no credential of this directory has this value.",
        ));
    };
    app.scim_limit.take(value.hash(), now).map_err(slow_down)?;
    let actor = Actor::scim_credential(id, address);
    if let Verdict::Shut(_, why) = verdict {
        let fault = shut(why);
        if app.scim_limit.is_due(value.hash(), Note::Refusal, now) {
            record_refusal(app, &actor, asked, fault.status, Some(&fault)).await;
        }
        return Err(fault);
    }
    if app.scim_limit.is_due(value.hash(), Note::Use, now)
        && let Err(error) = note_use(app, id, address, now).await
    {
        log(&error);
    }
    Ok(actor)
}

/// What stands after `Bearer`, in any letter case (RFC 9110, section 11.1).
fn bearer(headers: &HeaderMap) -> std::result::Result<&str, ScimFault> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let missing =
        "A SCIM credential is missing: send the header Authorization: Bearer, followed by its value.";
    let Some(line) = lines.next() else { return Err(unauthorized(missing)) };
    let text = line.to_str().unwrap_or_default().trim();
    let (scheme, value) = text.split_once(' ').unwrap_or((text, ""));
    let value = value.trim_start();
    if lines.next().is_some() || !scheme.eq_ignore_ascii_case("bearer") || value.is_empty() {
        return Err(unauthorized(missing));
    }
    Ok(value)
}

fn unauthorized(detail: &str) -> ScimFault {
    ScimFault::new(StatusCode::UNAUTHORIZED, None, detail)
}

fn shut(why: Shut) -> ScimFault {
    match why {
        Shut::Disabled => unauthorized(
            "The SCIM credential is not valid: it is disabled. An administrator can enable it in Settings, \
             SCIM Synchronization.",
        ),
        Shut::Expired => unauthorized(
            "The SCIM credential is not valid: it has expired. An administrator can create another in Settings, \
             SCIM Synchronization.",
        ),
        Shut::SwitchedOff => ScimFault::new(
            StatusCode::FORBIDDEN,
            None,
            "SCIM Synchronization is off. An administrator can switch it on in Settings, SCIM Synchronization.",
        ),
    }
}

fn slow_down(Wait(seconds): Wait) -> ScimFault {
    let detail = format!("Too many requests. Go on in {seconds} seconds.");
    let fault = ScimFault::new(StatusCode::TOO_MANY_REQUESTS, None, detail);
    ScimFault { retry_after: Some(seconds), ..fault }
}

/// In a transaction of its own, which decides nothing about the request.
async fn note_use(app: &App, id: &ScimCredentialId, address: &str, now: Timestamp) -> Result<()> {
    let mut tx = app.db.write().await?;
    super::note_use(&mut tx, id, address, now).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::AUTHORIZATION, line.parse().unwrap());
        }
        headers
    }

    #[test]
    fn the_scheme_may_be_written_in_any_letter_case() {
        for line in ["Bearer x", "bearer x", "BEARER   x", " Bearer x "] {
            assert_eq!(bearer(&headers(&[line])).unwrap(), "x", "{line}");
        }
    }

    #[test]
    fn anything_else_is_a_missing_credential() {
        for lines in [
            &[][..],
            &[""],
            &["Bearer"],
            &["Bearer "],
            &["x"],
            &["Basic x"],
            &["Bearer x", "Bearer x"],
            &["Bearér x"],
        ] {
            let fault = bearer(&headers(lines)).unwrap_err();
            assert!(fault.detail.contains("missing"), "{lines:?}");
        }
    }
}
