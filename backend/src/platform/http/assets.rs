//! The pages, out of the binary.
//!
//! Decides which file answers an address, in which encoding (RFC 9110 section 12.5.3) and for how long it may be
//! kept: files under `/assets/` carry their content's hash in their name and are kept for ever, documents are asked
//! for again each time. Security headers are a layer's, what the files hold is the page build's.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use shared::pages::{Program, program_of};

/// What the page build made. Empty in a server that was compiled without.
#[derive(RustEmbed)]
#[folder = "../frontend/dist"]
struct Pages;

/// One file, as it is stored: plain or compressed.
struct Stored {
    content: Cow<'static, [u8]>,
    sha256: [u8; 32],
}

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Answers `/assets/*`: a file of the page build, or 404.
pub async fn asset(request: Request) -> Response {
    answer_asset(request.method(), request.uri().path(), request.headers(), embedded)
}

/// Answers every other address: the file of that name, else the document of the page it belongs to.
pub async fn page(request: Request) -> Response {
    answer_page(request.method(), request.uri().path(), request.headers(), embedded)
}

fn embedded(name: &str) -> Option<Stored> {
    let file = Pages::get(name)?;
    Some(Stored { sha256: file.metadata.sha256_hash(), content: file.data })
}

fn answer_asset(
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    find: impl Fn(&str) -> Option<Stored>,
) -> Response {
    if let Some(refusal) = refuse_writes(method) {
        return refusal;
    }
    let name = path.trim_start_matches('/');
    serve(method, name, headers, FOR_EVER, find).unwrap_or_else(not_found)
}

fn answer_page(
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    find: impl Fn(&str) -> Option<Stored>,
) -> Response {
    if let Some(refusal) = refuse_writes(method) {
        return refusal;
    }
    let name = path.trim_start_matches('/');
    if is_file_name(name) {
        return serve(method, name, headers, ASK_AGAIN, find).unwrap_or_else(not_found);
    }
    let document = match program_of(path) {
        Program::Portal => "index.html",
        Program::Console => "console.html",
        Program::People => "people.html",
        Program::Access => "access.html",
        Program::Permissions => "permissions.html",
    };
    serve(method, document, headers, ASK_AGAIN, find).unwrap_or_else(not_built)
}

fn refuse_writes(method: &Method) -> Option<Response> {
    let reads = method == Method::GET || method == Method::HEAD;
    (!reads).then(|| (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response())
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")], "There is nothing at this address.\n")
        .into_response()
}

fn not_built() -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, "The pages are not built: run make build\n").into_response()
}

/// Whether the address asks for a file rather than a page: its last part ends as file names do.
fn is_file_name(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    // A user name in an address, `ann@example.com`, is no file.
    let Some((stem, extension)) = last.rsplit_once('.').filter(|_| !last.contains(['@', '%'])) else {
        return false;
    };
    !stem.is_empty()
        && matches!(extension.len(), 1..=11)
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The stored file in the encoding the caller likes best; none where there is no such file.
fn serve(
    method: &Method,
    name: &str,
    headers: &HeaderMap,
    keep: HeaderValue,
    find: impl Fn(&str) -> Option<Stored>,
) -> Option<Response> {
    if Coding::COMPRESSED.iter().any(|coding| name.ends_with(coding.extension())) {
        return None;
    }
    let plain = find(name)?;
    let compressed =
        Coding::COMPRESSED.iter().filter_map(|coding| Some((*coding, find(&stored_name(name, *coding))?)));
    let mut stored: Vec<_> = compressed.collect();
    stored.push((Coding::Identity, plain));

    let accepted = accepted(headers);
    let codings: Vec<Coding> = stored.iter().map(|(coding, _)| *coding).collect();
    let chosen = choose(accepted.as_deref(), &codings);
    let (coding, file) = stored.into_iter().find(|(coding, _)| *coding == chosen)?;

    let etag = etag(&file.sha256);
    let known = is_known(headers, &etag);
    let length = file.content.len();
    let body = match file.content {
        _ if known || method == Method::HEAD => Body::empty(),
        Cow::Borrowed(content) => Body::from(Bytes::from_static(content)),
        Cow::Owned(content) => Body::from(content),
    };
    let mut response = Response::new(body);
    let fields = response.headers_mut();
    fields.insert(header::CACHE_CONTROL, keep);
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        fields.insert(header::ETAG, etag);
    }
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Some(response);
    }
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    fields.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if let Some(token) = coding.token() {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(token));
    }
    Some(response)
}

fn stored_name(name: &str, coding: Coding) -> String {
    format!("{name}{}", coding.extension())
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("ico") => "image/x-icon",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        // Any other type, and the browser compiles only after the last byte has come.
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// A strong validator: each encoding has its own bytes, and so its own (RFC 9110 section 8.8.3).
fn etag(sha256: &[u8; 32]) -> String {
    let digits: String = sha256[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}\"")
}

/// Whether the caller has these bytes already: If-None-Match, compared weakly (RFC 9110 section 13.1.2).
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    // Our validators hold no comma, so a part cut out of a foreign one cannot equal ours.
    lines
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|one| one == "*" || one.trim_start_matches("W/") == etag)
}

/// How a file is stored and sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Brotli,
    Gzip,
    Identity,
}

impl Coding {
    const COMPRESSED: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// What the file's name ends with.
    fn extension(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Identity => "",
        }
    }

    /// The content coding's registered name.
    fn token(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    fn is_called(self, name: &str) -> bool {
        match self {
            Self::Brotli => name.eq_ignore_ascii_case("br"),
            Self::Gzip => name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip"),
            Self::Identity => name.eq_ignore_ascii_case("identity"),
        }
    }
}

/// All Accept-Encoding lines as one list; none where the caller sent no such field.
fn accepted(headers: &HeaderMap) -> Option<String> {
    let lines: Vec<_> =
        headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok()).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// The stored coding the caller weighs highest; among equals the smaller, which `stored` names first. Plain where
/// nothing fits or nothing was asked for (RFC 9110 section 12.5.3).
fn choose(accepted: Option<&str>, stored: &[Coding]) -> Coding {
    let mut best = (Coding::Identity, 0);
    for coding in stored {
        let weight = accepted.map_or(0, |accepted| weight(accepted, *coding));
        if weight > best.1 {
            best = (*coding, weight);
        }
    }
    best.0
}

/// The caller's weight for a coding in thousandths; 0 is "not this one". A list element that cannot be read counts as
/// not sent.
fn weight(accepted: &str, coding: Coding) -> u16 {
    let (mut named, mut any) = (None, None);
    for element in accepted.split(',') {
        let (name, parameters) = element.split_once(';').unwrap_or((element, ""));
        let (name, Some(weight)) = (name.trim(), quality(parameters)) else { continue };
        if coding.is_called(name) {
            named = Some(weight);
        } else if name == "*" {
            any = Some(weight);
        }
    }
    // Plain is acceptable without being named, but then liked least: `gzip;q=0.5` asks for gzip.
    let unnamed = if coding == Coding::Identity { any.map_or(1, |any| any.min(1)) } else { any.unwrap_or(0) };
    named.unwrap_or(unnamed)
}

/// `q=` in thousandths: 0 to 1 with at most three decimals (RFC 9110 section 12.4.2).
fn quality(parameters: &str) -> Option<u16> {
    let parameters = parameters.trim();
    if parameters.is_empty() {
        return Some(1000);
    }
    let (name, value) = parameters.split_once('=')?;
    let (whole, decimals) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    let well_formed = name.trim().eq_ignore_ascii_case("q")
        && matches!(whole, "0" | "1")
        && decimals.len() <= 3
        && decimals.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths = format!("{whole}{decimals:0<3}").parse().ok();
    thousandths.filter(|thousandths| well_formed && *thousandths <= 1000)
}

#[cfg(test)]
#[path = "assets_tests.rs"]
mod tests;
