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
fn every_setting_of_the_cloud_is_read() {
    let told = read(&[
        ("CLOUDSSO_ALIBABA_API_ENDPOINT_RAM", "https://ram.example.com/"),
        ("CLOUDSSO_ALIBABA_API_ENDPOINT_IMS", "https://ims.example.com"),
        ("CLOUDSSO_ALIBABA_API_ENDPOINT_STS", "https://sts.example.com:8443"),
        ("CLOUDSSO_ALIBABA_API_ENDPOINT_RESOURCEMANAGER", "http://localhost:9"),
        ("CLOUDSSO_ALIBABA_MEMBER_ROLE", "Door.of-the_house"),
        ("CLOUDSSO_ALIBABA_ECS_ROLE", "server-role"),
        ("CLOUDSSO_ALIBABA_ECS_METADATA_ADDRESS", "http://192.0.2.7"),
    ]);
    let told = told.unwrap().alibaba;
    assert_eq!(told.ram_endpoint, "https://ram.example.com");
    assert_eq!(told.ims_endpoint, "https://ims.example.com");
    assert_eq!(told.sts_endpoint, "https://sts.example.com:8443");
    assert_eq!(told.resource_manager_endpoint, "http://localhost:9");
    assert_eq!(told.member_role, "Door.of-the_house");
    let role = told.ecs_role.unwrap();
    assert_eq!(
        (role.role_name.as_str(), role.metadata_address.as_str()),
        ("server-role", "http://192.0.2.7")
    );
}

#[test]
fn without_settings_of_the_cloud_its_public_addresses_count_and_no_credential() {
    let told = read(&[]).unwrap().alibaba;
    assert_eq!(told.ram_endpoint, "https://ram.aliyuncs.com");
    assert_eq!(told.ims_endpoint, "https://ims.aliyuncs.com");
    assert_eq!(told.sts_endpoint, "https://sts.aliyuncs.com");
    assert_eq!(told.resource_manager_endpoint, "https://resourcemanager.aliyuncs.com");
    assert_eq!(told.member_role, "ResourceDirectoryAccountAccessRole");
    assert_eq!((told.oidc_role, told.ecs_role), (None, None));
    let alone = read(&[("CLOUDSSO_ALIBABA_ECS_ROLE", "server-role")]).unwrap().alibaba;
    assert_eq!(alone.ecs_role.unwrap().metadata_address, "http://100.100.100.200");
}

const OIDC: [(&str, &str); 3] = [
    ("CLOUDSSO_ALIBABA_OIDC_PROVIDER_ARN", "acs:ram::1000000000000001:oidc-provider/cluster"),
    ("CLOUDSSO_ALIBABA_OIDC_ROLE_ARN", "acs:ram::1000000000000001:role/cloudsso"),
    ("CLOUDSSO_ALIBABA_OIDC_TOKEN_FILE", "/var/run/token"),
];

#[test]
fn a_role_taken_with_a_token_needs_all_three_of_its_settings() {
    let role = read(&OIDC).unwrap().alibaba.oidc_role.unwrap();
    assert_eq!((role.provider_arn.as_str(), role.role_arn.as_str()), (OIDC[0].1, OIDC[1].1));
    assert_eq!(role.token_file, Path::new("/var/run/token"));
    for given in 1..7 {
        let some: Vec<_> =
            OIDC.into_iter().enumerate().filter(|(at, _)| given & (1 << at) != 0).map(|(_, it)| it).collect();
        let error = read(&some).unwrap_err().0;
        assert!(error.contains(some[0].0) && error.contains("together") && !error.contains('\n'), "{error}");
    }
    let both = OIDC.into_iter().chain([("CLOUDSSO_ALIBABA_ECS_ROLE", "server-role")]).collect::<Vec<_>>();
    let error = read(&both).unwrap_err().0;
    assert!(error.contains("CLOUDSSO_ALIBABA_ECS_ROLE") && error.contains("one credential"), "{error}");
}

#[test]
fn a_wrong_setting_of_the_cloud_is_named_in_one_line() {
    let long = "r".repeat(65);
    for (name, value, may) in [
        ("CLOUDSSO_ALIBABA_API_ENDPOINT_RAM", "http://ram.example.com", "https"),
        ("CLOUDSSO_ALIBABA_API_ENDPOINT_IMS", "https://ims.example.com/path", "https"),
        ("CLOUDSSO_ALIBABA_API_ENDPOINT_RESOURCEMANAGER", "resourcemanager", "https"),
        ("CLOUDSSO_ALIBABA_MEMBER_ROLE", "role/name", "the name of a RAM role"),
        ("CLOUDSSO_ALIBABA_MEMBER_ROLE", &long, "the name of a RAM role"),
        ("CLOUDSSO_ALIBABA_ECS_ROLE", "acs:ram::1:role/server", "the name of a RAM role"),
        ("CLOUDSSO_ALIBABA_ECS_METADATA_ADDRESS", "100.100.100.200", "http or https"),
        ("CLOUDSSO_ALIBABA_ECS_METADATA_ADDRESS", "http://100.100.100.200/latest", "without path"),
    ] {
        let error = read(&[(name, value)]).unwrap_err().0;
        assert!(error.contains(name) && error.contains(value) && error.contains(may), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
    for at in [0, 1] {
        let mut wrong = OIDC;
        wrong[at].1 = "arn:aws:iam::1:role/x";
        let error = read(&wrong).unwrap_err().0;
        assert!(error.contains(wrong[at].0) && error.contains("acs:ram::"), "{error}");
    }
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
