//! The pages' answers, with files made up here: the tests need no page build.

use super::*;

const ALL: [Coding; 3] = [Coding::Brotli, Coding::Gzip, Coding::Identity];

fn files(name: &str) -> Option<Stored> {
    let content: &'static [u8] = match name {
        "index.html" => b"the portal",
        "console.html" => b"the console",
        "people.html" => b"the people",
        "access.html" => b"the access",
        "permissions.html" => b"the permissions",
        "favicon.svg" => b"<svg/>",
        "assets/portal-1.wasm" => b"the plain file",
        "assets/portal-1.wasm.br" => b"by brotli",
        "assets/portal-1.wasm.gz" => b"by gzip",
        _ => return None,
    };
    let mut sha256 = [0; 32];
    sha256.iter_mut().zip(content).for_each(|(to, from)| *to = *from);
    Some(Stored { content: Cow::Borrowed(content), sha256 })
}

fn headers(list: &[(header::HeaderName, &'static str)]) -> HeaderMap {
    list.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
}

fn get_page(path: &str) -> Response {
    answer_page(&Method::GET, path, &HeaderMap::new(), files)
}

fn get_asset(path: &str, list: &[(header::HeaderName, &'static str)]) -> Response {
    answer_asset(&Method::GET, path, &headers(list), files)
}

async fn body(response: Response) -> Bytes {
    axum::body::to_bytes(response.into_body(), 1000).await.unwrap()
}

fn field(response: &Response, name: header::HeaderName) -> Option<&str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

#[test]
fn the_smallest_accepted_encoding_is_chosen() {
    assert_eq!(choose(Some("gzip, deflate, br, zstd"), &ALL), Coding::Brotli);
    assert_eq!(choose(Some("gzip, deflate"), &ALL), Coding::Gzip);
    assert_eq!(choose(Some("X-GZIP"), &ALL), Coding::Gzip);
    assert_eq!(choose(Some("*"), &ALL), Coding::Brotli);
    assert_eq!(choose(Some("br"), &[Coding::Gzip, Coding::Identity]), Coding::Identity);
}

#[test]
fn the_callers_weights_come_before_our_liking() {
    assert_eq!(choose(Some("br;q=0.5, gzip;q=0.8"), &ALL), Coding::Gzip);
    assert_eq!(choose(Some("br;q=0, *"), &ALL), Coding::Gzip);
    assert_eq!(choose(Some("gzip;q=0.5, identity"), &ALL), Coding::Identity);
    assert_eq!(choose(Some("gzip;q=0.001"), &ALL), Coding::Gzip);
    assert_eq!(choose(Some("br ; Q = 1.000 , gzip"), &ALL), Coding::Brotli);
}

#[test]
fn plain_is_sent_where_nothing_else_is_accepted() {
    for accepted in [None, Some(""), Some("zstd"), Some("br;q=0"), Some("*;q=0"), Some("identity;q=0, zstd")]
    {
        assert_eq!(choose(accepted, &ALL), Coding::Identity, "{accepted:?}");
    }
}

#[test]
fn an_element_that_cannot_be_read_counts_as_not_sent() {
    for element in
        ["br;q=2", "br;q=0.1234", "br;q=-1", "br;q=", "br;q", "br;level=3", "br;q=1.5", "br;q=NaN", "br br"]
    {
        assert_eq!(choose(Some(element), &ALL), Coding::Identity, "{element}");
        assert_eq!(choose(Some(&format!("{element}, gzip;q=0.1")), &ALL), Coding::Gzip, "{element}");
    }
}

#[tokio::test]
async fn an_asset_is_kept_for_ever_in_the_accepted_encoding() {
    let response = get_asset("/assets/portal-1.wasm", &[(header::ACCEPT_ENCODING, "gzip, br")]);
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(field(&response, header::CACHE_CONTROL), Some("public, max-age=31536000, immutable"));
    assert_eq!(field(&response, header::CONTENT_ENCODING), Some("br"));
    assert_eq!(field(&response, header::CONTENT_TYPE), Some("application/wasm"));
    assert_eq!(field(&response, header::CONTENT_LENGTH), Some("9"));
    assert_eq!(field(&response, header::VARY), Some("accept-encoding"));
    assert_eq!(body(response).await, "by brotli");
}

#[tokio::test]
async fn a_caller_without_compression_gets_the_plain_file() {
    let response = get_asset("/assets/portal-1.wasm", &[]);
    assert_eq!(field(&response, header::CONTENT_ENCODING), None);
    assert_eq!(body(response).await, "the plain file");
}

#[test]
fn each_encoding_has_its_own_etag() {
    let etag = |accepted| {
        let response = get_asset("/assets/portal-1.wasm", &[(header::ACCEPT_ENCODING, accepted)]);
        field(&response, header::ETAG).unwrap().to_owned()
    };
    assert_ne!(etag("br"), etag("gzip"));
    assert_ne!(etag("br"), etag("identity"));
    assert!(etag("br").starts_with('"'));
}

#[tokio::test]
async fn a_known_file_is_not_sent_again() {
    let etag = field(&get_asset("/assets/portal-1.wasm", &[]), header::ETAG).unwrap().to_owned();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
        let mut list = HeaderMap::new();
        list.insert(header::IF_NONE_MATCH, HeaderValue::from_str(&known).unwrap());
        let response = answer_asset(&Method::GET, "/assets/portal-1.wasm", &list, files);
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!(field(&response, header::ETAG), Some(etag.as_str()));
        assert_eq!(field(&response, header::CACHE_CONTROL), Some("public, max-age=31536000, immutable"));
        assert!(body(response).await.is_empty());
    }
}

#[test]
fn another_version_or_another_encoding_is_sent_again() {
    let brotli = get_asset("/assets/portal-1.wasm", &[(header::ACCEPT_ENCODING, "br")]);
    let mut list = HeaderMap::new();
    list.insert(header::IF_NONE_MATCH, brotli.headers()[header::ETAG].clone());
    assert_eq!(answer_asset(&Method::GET, "/assets/portal-1.wasm", &list, files).status(), StatusCode::OK);
    let response = get_asset("/assets/portal-1.wasm", &[(header::IF_NONE_MATCH, "\"\", nonsense, W/")]);
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn head_answers_as_get_without_the_body() {
    let response = answer_asset(&Method::HEAD, "/assets/portal-1.wasm", &HeaderMap::new(), files);
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(field(&response, header::CONTENT_LENGTH), Some("14"));
    assert!(body(response).await.is_empty());
}

#[test]
fn other_methods_are_refused_with_what_is_allowed() {
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        for answer in [
            answer_asset(&method, "/assets/portal-1.wasm", &HeaderMap::new(), files),
            answer_page(&method, "/portal", &HeaderMap::new(), files),
        ] {
            assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
            assert_eq!(field(&answer, header::ALLOW), Some("GET, HEAD"));
        }
    }
}

#[test]
fn an_asset_that_is_not_there_is_not_found() {
    for path in [
        "/assets/",
        "/assets/x",
        "/assets/portal-2.wasm",
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
    ] {
        let response = get_asset(path, &[]);
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(field(&response, header::CACHE_CONTROL), Some("no-store"));
    }
}

#[test]
fn compressed_copies_have_no_address_of_their_own() {
    assert_eq!(get_asset("/assets/portal-1.wasm.br", &[]).status(), StatusCode::NOT_FOUND);
    assert_eq!(get_asset("/assets/portal-1.wasm.gz", &[]).status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_program_has_its_own_document() {
    for (path, document) in [
        ("/console", "the console"),
        ("/console/", "the console"),
        ("/console/settings", "the console"),
        ("/console/users/ann@example.com", "the people"),
        ("/console/resource-directory", "the access"),
        ("/console/tasks", "the permissions"),
        ("/", "the portal"),
        ("/portal", "the portal"),
        ("/acme/login", "the portal"),
        ("/consoles", "the portal"),
        ("/sign-in/problem/1", "the portal"),
        ("/bob@example.com", "the portal"),
    ] {
        assert_eq!(body(get_page(path)).await, document, "{path}");
    }
}

#[test]
fn a_document_is_asked_for_again_each_time() {
    let response = get_page("/portal");
    assert_eq!(field(&response, header::CACHE_CONTROL), Some("no-cache"));
    assert_eq!(field(&response, header::CONTENT_TYPE), Some("text/html; charset=utf-8"));
    assert!(field(&response, header::ETAG).is_some());
}

#[test]
fn a_file_name_is_a_file_or_nothing() {
    assert_eq!(get_page("/favicon.svg").status(), StatusCode::OK);
    for path in ["/wp-login.php", "/robots.txt", "/console/app.js", "/index.html.br"] {
        assert_eq!(get_page(path).status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_server_without_pages_says_how_to_get_them() {
    let response = answer_page(&Method::GET, "/portal", &HeaderMap::new(), |_| None);
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(body(response).await, "The pages are not built: run make build\n");
}
