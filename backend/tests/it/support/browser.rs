//! A browser, as far as a server can tell: it keeps cookies, sends `SameSite` ones only where it should, and
//! says with `Sec-Fetch-Site` where a request comes from. Redirects are not followed: tests look at them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::error::ApiError;
use shared::paths::WRITE_HEADER;
use tower::ServiceExt;

#[derive(Clone)]
struct Cookie {
    value: String,
    same_site: String,
}

/// One browser; clones share the cookies, as its tabs do.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    address: SocketAddr,
    cookies: Arc<Mutex<BTreeMap<String, Cookie>>>,
}

/// What the server answered.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body of a 200 as JSON.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert!(self.status < 300, "{} {}", self.status, self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The body of a refusal.
    #[track_caller]
    pub fn error(&self) -> ApiError {
        assert!(self.status >= 400, "{} {}", self.status, self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Where a 303 leads.
    #[track_caller]
    pub fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text());
        self.header("location").unwrap()
    }

    /// The `Set-Cookie` of that name.
    pub fn set_cookie(&self, name: &str) -> Option<&str> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
        lines.into_iter().find(|line| line.split('=').next() == Some(name))
    }
}

impl Browser {
    pub fn new(router: Router, address: &str) -> Browser {
        let address = SocketAddr::new(address.parse().unwrap(), 50_000);
        Browser { router, address, cookies: Arc::default() }
    }

    /// The same browser in front of another server.
    pub fn at(&self, router: &Router) -> Browser {
        Browser { router: router.clone(), ..self.clone() }
    }

    /// Opens an address of ours: typed in, or followed from one of our own pages.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path, false), Body::empty()).await
    }

    /// What our own pages do: a JSON write with the header that only they can set.
    pub async fn write(&self, method: Method, path: &str, body: &impl Serialize) -> Answer {
        let request = self
            .request(method, path, false)
            .header("sec-fetch-site", "same-origin")
            .header(WRITE_HEADER, "1")
            .header(header::CONTENT_TYPE, "application/json");
        self.send(request, serde_json::to_vec(body).unwrap().into()).await
    }

    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.write(Method::POST, path, body).await
    }

    pub async fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        self.write(Method::PUT, path, body).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        let request = self
            .request(Method::DELETE, path, false)
            .header("sec-fetch-site", "same-origin")
            .header(WRITE_HEADER, "1");
        self.send(request, Body::empty()).await
    }

    /// A form of one of our own pages.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.form(self.request(Method::POST, path, false).header("sec-fetch-site", "same-origin"), fields)
            .await
    }

    /// A form of another site, such as the identity provider's: `Lax` and `Strict` cookies stay at home.
    pub async fn post_form_from_elsewhere(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.form(self.request(Method::POST, path, true).header("sec-fetch-site", "cross-site"), fields).await
    }

    async fn form(&self, request: axum::http::request::Builder, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, body.into()).await
    }

    /// A request with this browser's cookies, for whatever the other functions do not offer.
    pub fn request(&self, method: Method, path: &str, cross_site: bool) -> axum::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "sso.example.com")
            .extension(ConnectInfo(self.address));
        let jar = self.cookies.lock().unwrap();
        let sent = jar.iter().filter(|(_, cookie)| !cross_site || cookie.same_site == "None");
        let pairs: Vec<String> = sent.map(|(name, cookie)| format!("{name}={}", cookie.value)).collect();
        if pairs.is_empty() { request } else { request.header(header::COOKIE, pairs.join("; ")) }
    }

    pub async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            self.take(line.to_str().unwrap());
        }
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    fn take(&self, line: &str) {
        let mut parts = line.split("; ");
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        let attributes: BTreeMap<&str, &str> =
            parts.map(|part| part.split_once('=').unwrap_or((part, ""))).collect();
        if attributes.get("Max-Age") == Some(&"0") {
            self.cookies.lock().unwrap().remove(name);
        } else {
            self.put_cookie(name, value, attributes.get("SameSite").copied().unwrap_or("Lax"));
        }
    }

    pub fn put_cookie(&self, name: &str, value: &str, same_site: &str) {
        let cookie = Cookie { value: value.to_owned(), same_site: same_site.to_owned() };
        self.cookies.lock().unwrap().insert(name.to_owned(), cookie);
    }

    /// The value of a cookie that the browser holds.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).map(|cookie| cookie.value.clone())
    }
}

/// The value in a `Set-Cookie` line.
pub fn cookie_of(line: &str) -> &str {
    line.split(';').next().unwrap().split_once('=').unwrap().1
}
