use super::*;

fn read(pairs: &[(&str, &str)]) -> Result<Config, WrongSetting> {
    let environment = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    Config::read(Path::new("/nonexistent/cloudsso.toml"), environment)
}

#[test]
fn nothing_set_means_the_defaults_of_the_contract() {
    let config = read(&[("HOME", "/x")]).unwrap();
    assert_eq!(config.public_url, "http://localhost:8080");
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.database_url, "sqlite://data/cloudsso.db");
    assert_eq!(config.secret_key_file, Path::new("data/secret.key"));
    assert_eq!(config.scim_requests_per_second, 250);
    assert_eq!(config.takeover_seconds, 60);
    assert_eq!(config.alibaba.sign_in_url, "https://signin.alibabacloud.com");
    assert_eq!(config.alibaba.audience, "urn:alibaba:cloudcomputing:international");
}

#[test]
fn the_audience_follows_the_site_and_can_be_set() {
    let china = read(&[("CLOUDSSO_ALIBABA_SITE", "china")]).unwrap().alibaba;
    assert_eq!(china.sign_in_url, "https://signin.aliyun.com");
    assert_eq!(china.audience, "urn:alibaba:cloudcomputing");
    let by_url = read(&[("CLOUDSSO_ALIBABA_SIGN_IN_URL", "https://signin.aliyun.com")]).unwrap().alibaba;
    assert_eq!(by_url.audience, "urn:alibaba:cloudcomputing");
    let set = read(&[("CLOUDSSO_ALIBABA_AUDIENCE", "urn:x")]).unwrap().alibaba;
    assert_eq!(set.audience, "urn:x");
}

#[test]
fn an_unknown_setting_stops_the_start_and_is_named() {
    let error = read(&[("CLOUDSSO_LISTN", "x")]).unwrap_err().0;
    assert!(error.starts_with("CLOUDSSO_LISTN is not a setting") && error.contains("LISTEN"), "{error}");
    assert!(!error.contains('\n'));
}

#[test]
fn a_wrong_setting_is_named_with_what_it_holds_and_may_hold() {
    for (name, value, may) in [
        ("CLOUDSSO_PUBLIC_URL", "http://sso.example.com", "https"),
        ("CLOUDSSO_PUBLIC_URL", "https://sso.example.com/path", "https"),
        ("CLOUDSSO_PUBLIC_URL", "https://user@sso.example.com", "https"),
        ("CLOUDSSO_PUBLIC_URL", "ftp://localhost", "https"),
        ("CLOUDSSO_LISTEN", "8080", "127.0.0.1:8080"),
        ("CLOUDSSO_LOG_FORMAT", "xml", "text or json"),
        ("CLOUDSSO_DIRECTORY_NAME", "Acme", "lower-case"),
        ("CLOUDSSO_TRUSTED_PROXIES", "10.0.0.1, proxy", "IP addresses"),
        ("CLOUDSSO_SCIM_REQUESTS_PER_SECOND", "0", "1 to 100000"),
        ("CLOUDSSO_SCIM_REQUESTS_PER_SECOND", "-1", "1 to 100000"),
        ("CLOUDSSO_SCIM_REQUESTS_PER_SECOND", "many", "1 to 100000"),
        ("CLOUDSSO_SCIM_REQUESTS_PER_SECOND", "100001", "1 to 100000"),
        ("CLOUDSSO_TAKEOVER_SECONDS", "9", "10 to 3600"),
        ("CLOUDSSO_TAKEOVER_SECONDS", "3601", "10 to 3600"),
        ("CLOUDSSO_ALIBABA_SITE", "mars", "international or china"),
        ("CLOUDSSO_ALIBABA_SIGN_IN_URL", "http://signin.example.com", "https"),
        ("CLOUDSSO_ALIBABA_API_ENDPOINT_STS", "sts", "https"),
    ] {
        let error = read(&[(name, value)]).unwrap_err().0;
        assert!(error.contains(name) && error.contains(value) && error.contains(may), "{error}");
    }
}

#[test]
fn a_wrong_database_url_is_not_repeated_since_it_may_hold_a_password() {
    let error = read(&[("CLOUDSSO_DATABASE_URL", "mysql://u:hunter2@h/d")]).unwrap_err().0;
    assert!(error.contains("CLOUDSSO_DATABASE_URL") && !error.contains("hunter2"));
}

#[test]
fn loopback_names_may_do_without_https() {
    for url in ["http://localhost:9", "http://127.0.0.5", "http://[::1]:9", "http://a.localhost"] {
        assert!(!read(&[("CLOUDSSO_PUBLIC_URL", url)]).unwrap().https, "{url}");
    }
    assert!(read(&[("CLOUDSSO_PUBLIC_URL", "https://sso.example.com/")]).unwrap().https);
    assert!(read(&[("CLOUDSSO_PUBLIC_URL", "http://localhost.example.com")]).is_err());
}

#[test]
fn the_environment_wins_over_the_file() {
    let path = std::env::temp_dir().join(format!("cloudsso-{}.toml", std::process::id()));
    std::fs::write(&path, "listen = \"127.0.0.1:1\"\nlog = \"debug\"\n").unwrap();
    let config = Config::read(&path, [("CLOUDSSO_LISTEN".to_owned(), "127.0.0.1:2".to_owned())]).unwrap();
    assert_eq!((config.listen.port(), config.log.as_str()), (2, "debug"));
    std::fs::write(&path, "listn = \"127.0.0.1:1\"\n").unwrap();
    assert!(Config::read(&path, []).unwrap_err().0.contains("listn is not a setting"));
    std::fs::write(&path, "log = \"info\"\nlisten = \n").unwrap();
    assert!(Config::read(&path, []).unwrap_err().0.contains("line 2"));
    std::fs::remove_file(path).unwrap();
}
