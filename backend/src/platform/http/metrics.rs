//! What is counted, and the door at `/metrics` (Prometheus text, version 0.0.4).
//!
//! Labels come from short lists: the route as it is written in the router, the class of the status, the
//! outcome. No name, address or path of a request becomes a label.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics::{counter, describe_counter, describe_histogram, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

const SIGN_INS: &str = "cloudsso_sign_ins_total";
const ROLE_LOG_ONS: &str = "cloudsso_role_logons_total";
const RAM_USER_LOG_ONS: &str = "cloudsso_ram_user_logons_total";
const REQUESTS: &str = "cloudsso_http_requests_total";
const SECONDS: &str = "cloudsso_http_request_duration_seconds";

/// Upper ends of the histogram, in seconds.
const BUCKETS: [f64; 9] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// The one recorder of the process.
fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let handle = PrometheusBuilder::new().set_buckets(&BUCKETS).ok()?.install_recorder().ok()?;
            describe_counter!(SIGN_INS, "Sign-ins by way and outcome");
            describe_counter!(ROLE_LOG_ONS, "Role logons by outcome");
            describe_counter!(RAM_USER_LOG_ONS, "RAM user logons by outcome");
            describe_counter!(REQUESTS, "Requests by route and class of status");
            describe_histogram!(SECONDS, "Time until a request was answered, by route");
            Some(handle)
        })
        .as_ref()
}

/// GET `/metrics`.
pub async fn get_metrics() -> Response {
    let text = recorder().map(PrometheusHandle::render).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// Layer over everything: counts requests and their time.
pub async fn track(request: Request, next: Next) -> Response {
    recorder();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "page".to_owned(), |path| path.as_str().to_owned());
    let begin = Instant::now();
    let response = next.run(request).await;
    let class = format!("{}xx", response.status().as_u16() / 100);
    histogram!(SECONDS, "route" => route.clone()).record(begin.elapsed().as_secs_f64());
    counter!(REQUESTS, "route" => route, "status" => class).increment(1);
    response
}

fn outcome(accepted: bool) -> &'static str {
    if accepted { "accepted" } else { "refused" }
}

/// Counts a role logon; `outcome` is `LoggedOn` or the reason of the refusal.
pub fn role_log_on(outcome: &'static str) {
    counter!(ROLE_LOG_ONS, "outcome" => outcome).increment(1);
}

/// Counts a logon as a RAM user; `outcome` as of a role logon.
pub fn ram_user_log_on(outcome: &'static str) {
    counter!(RAM_USER_LOG_ONS, "outcome" => outcome).increment(1);
}

/// Counts a sign-in; `way` is `sso`, `password` or `administrator`.
pub fn sign_in(way: &'static str, accepted: bool) {
    counter!(SIGN_INS, "way" => way, "outcome" => outcome(accepted)).increment(1);
}
