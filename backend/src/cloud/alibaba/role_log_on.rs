//! Alibaba Cloud's role-based SSO: names of roles and providers, what a role logon must say, where it may
//! lead. Pure: nothing here asks the cloud.

use jiff::Timestamp;
use saml::role_response::{RolePair, RoleResponse};
use shared::ids::AccountId;
use url::{Host, Url};

use crate::platform::clock::plus_seconds;
use crate::platform::config::AlibabaSettings;

/// Domains of the cloud's own pages: what lies below them may be a RelayState of a role logon.
const CONSOLE_DOMAINS: [&str; 7] =
    ["aliyun.com", "alibabacloud.com", "hichina.com", "yunos.com", "taobao.com", "tmall.com", "alipay.com"];

/// The RAM role that stands for an access configuration in an account.
pub fn role_name(access_configuration_name: &str) -> String {
    format!("AliyunReservedSSO-{access_configuration_name}")
}

/// Whether `page` is a page of the cloud's own, in this deployment: https on one of the cloud's domains, or on
/// the origin where this deployment's role logons are posted.
///
/// The address is parsed as browsers do. What other parsers might read differently (backslashes, user
/// information, whitespace, characters outside ASCII) is refused.
pub fn is_console_page(page: &str, sign_in_url: &str) -> bool {
    let plain = page.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let (Ok(url), true) = (Url::parse(page), plain) else { return false };
    let written_out = page
        .strip_prefix(url.scheme())
        .and_then(|rest| rest.strip_prefix("://"))
        .is_some_and(|rest| !rest.starts_with('/'));
    let no_person = url.username().is_empty() && url.password().is_none();
    if !written_out || !no_person {
        return false;
    }
    let at_sign_in = Url::parse(sign_in_url).is_ok_and(|sign_in| sign_in.origin() == url.origin());
    at_sign_in || (url.scheme() == "https" && url.port().is_none() && is_in_console_domains(&url))
}

fn is_in_console_domains(url: &Url) -> bool {
    let Some(Host::Domain(host)) = url.host() else { return false };
    CONSOLE_DOMAINS
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')))
}

/// Where the form of a role logon may lead, as sources of Content Security Policy. Chromium holds redirects
/// after the form to the same list, so the cloud's pages are in it when the cloud itself is posted to.
pub fn form_action(sign_in_url: &str) -> String {
    let mut sources = vec![sign_in_url.to_owned()];
    if Url::parse(sign_in_url).is_ok_and(|url| is_in_console_domains(&url)) {
        sources.extend(CONSOLE_DOMAINS.iter().map(|domain| format!("https://*.{domain}")));
    }
    sources.join(" ")
}

/// A role logon that was found to be right.
pub struct RoleLogOn<'a> {
    /// Our entity ID towards the accounts.
    pub issuer: String,
    /// The account.
    pub account_id: &'a AccountId,
    /// Name of the access configuration.
    pub access_configuration_name: &'a str,
    /// How long the role session lasts, in seconds.
    pub session_duration: i64,
    /// Name of our SAML provider in the account.
    pub saml_provider_name: String,
    /// The user's name.
    pub user_name: &'a str,
    /// When the user signed in to us.
    pub signed_in_at: Timestamp,
    /// What the user's session with us is called.
    pub session_label: String,
}

/// What the response to the cloud must say.
///
/// *Why the role session may outlast the portal session:* the cloud takes the shorter of SessionDuration and
/// SessionNotOnOrAfter. The access configuration says how long a role session lasts; were the portal session's
/// end named here, a person who logs on in its last minute would be thrown out of the console after that
/// minute. So both say the same moment: now and the session duration.
pub fn role_response(log_on: RoleLogOn<'_>, settings: &AlibabaSettings, now: Timestamp) -> RoleResponse {
    let account = log_on.account_id;
    let arn = |kind: &str, name: &str| format!("acs:ram::{account}:{kind}/{name}");
    RoleResponse {
        issuer: log_on.issuer,
        destination: format!("{}/saml-role/sso", settings.sign_in_url),
        audience: settings.audience.clone(),
        roles: vec![RolePair {
            role_arn: arn("role", &role_name(log_on.access_configuration_name)),
            provider_arn: arn("saml-provider", &log_on.saml_provider_name),
        }],
        role_session_name: log_on.user_name.to_owned(),
        session_duration: u32::try_from(log_on.session_duration).ok(),
        authn_instant: log_on.signed_in_at,
        session_not_on_or_after: Some(plus_seconds(now, log_on.session_duration)),
        session_index: Some(log_on.session_label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERNATIONAL: &str = "https://signin.alibabacloud.com";
    const PRIVATE: &str = "http://127.0.0.1:9080";

    #[test]
    fn pages_on_the_clouds_own_domains_are_console_pages() {
        for page in [
            "https://ecs.console.aliyun.com/?spm=a&region=cn-hangzhou#/server",
            "https://home.console.alibabacloud.com",
            "https://a.b.hichina.com/",
            "https://ECS.console.ALIYUN.com/",
            "https://x.yunos.com/a@b",
            "https://ecs.console.aliyun.com:443/",
            "https://x.taobao.com/",
            "https://x.tmall.com/",
            "https://x.alipay.com/",
        ] {
            assert!(is_console_page(page, INTERNATIONAL), "{page}");
        }
    }

    #[test]
    fn look_alikes_are_not() {
        for page in [
            "",
            "ecs.console.aliyun.com",
            "//ecs.console.aliyun.com",
            "/console",
            "http://ecs.console.aliyun.com/",
            "https://aliyun.com/",
            "https://.aliyun.com/",
            "https://evilaliyun.com/",
            "https://aliyun.com.evil.example/",
            "https://evil.example/aliyun.com",
            "https://evil.example/?x=.aliyun.com",
            "https://evil.example#.aliyun.com",
            "https://evil.example\\.aliyun.com/",
            "https:\\\\ecs.console.aliyun.com/",
            "https:ecs.console.aliyun.com",
            "https:/ecs.console.aliyun.com",
            "https:///ecs.console.aliyun.com",
            "https://x@ecs.console.aliyun.com/",
            "https://ecs.console.aliyun.com@evil.example/",
            "https://ecs.console.aliyun.com:8443/",
            "https://ecs.console.aliyun.com%2eevil.example/",
            "https://ecs.console.aliyun.com%00.evil.example/",
            "https://ecs。console。aliyun。com/",
            "https://ecs.console.aliyun.com./",
            "https://ecs.console.aliyun.com /",
            " https://ecs.console.aliyun.com/",
            "https://ecs.console.aliyun.com/\n",
            "https://ecs.console.aliyun.com/汉",
            "javascript:alert(1)//.aliyun.com",
            "data:text/html,.aliyun.com",
            "ftp://ecs.console.aliyun.com/",
            "https://127.0.0.1/",
        ] {
            assert!(!is_console_page(page, INTERNATIONAL), "{page}");
        }
    }

    #[test]
    fn a_private_deployments_own_origin_is_a_console_page_and_its_neighbours_are_not() {
        assert!(is_console_page("http://127.0.0.1:9080/console/ecs", PRIVATE));
        assert!(is_console_page("https://ecs.console.aliyun.com/", PRIVATE));
        for page in [
            "http://127.0.0.1:9081/console",
            "https://127.0.0.1:9080/console",
            "http://x@127.0.0.1:9080/",
            "http://127.0.0.1/",
        ] {
            assert!(!is_console_page(page, PRIVATE), "{page}");
        }
    }

    #[test]
    fn the_form_may_lead_to_the_clouds_pages_only_when_it_is_posted_to_the_cloud() {
        assert!(
            form_action(INTERNATIONAL).starts_with("https://signin.alibabacloud.com https://*.aliyun.com")
        );
        assert_eq!(form_action(PRIVATE), PRIVATE);
        assert_eq!(form_action("https://signin.example.com"), "https://signin.example.com");
    }
}
