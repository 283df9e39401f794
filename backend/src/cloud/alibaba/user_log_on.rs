//! Alibaba Cloud's user-based SSO: where a logon as a RAM user is posted and what it must say. Pure: nothing here asks
//! the cloud.
//!
//! Documented by the cloud (help pages "SAML response for user-based SSO" and "Implement user-based SSO by using
//! Okta"): the NameID is the RAM user's principal name; the international site takes responses at
//! `https://signin-intl.aliyun.com/saml/SSO` and the Chinese one at `https://signin.aliyun.com/saml/SSO`, which is
//! Destination and Recipient; the audience is the same host with `/<account id>/saml/SSO`; RelayState is a page on the
//! cloud's own domains. So the international site signs RAM users in on another host than roles.
//!
//! Our deduction: a private deployment has both on the one host that is configured; and SessionNotOnOrAfter shortens
//! the session as it does for roles, beside the account's own setting.

use jiff::Timestamp;
use saml::user_response::UserResponse;
use shared::ids::AccountId;

use crate::platform::clock::plus_seconds;
use crate::platform::config::AlibabaSettings;

/// Where the international site takes role logons, and where it takes those of RAM users.
const INTERNATIONAL: (&str, &str) = ("https://signin.alibabacloud.com", "https://signin-intl.aliyun.com");

/// Where RAM users are signed in, without the path.
pub fn user_sign_in_url(settings: &AlibabaSettings) -> &str {
    if settings.sign_in_url == INTERNATIONAL.0 { INTERNATIONAL.1 } else { &settings.sign_in_url }
}

/// A logon as a RAM user that was found to be right.
pub struct UserLogOn<'a> {
    /// Our entity ID towards the accounts.
    pub issuer: String,
    /// The account.
    pub account_id: &'a AccountId,
    /// The RAM user's principal name.
    pub principal_name: String,
    /// How long the session lasts at the most, in hours.
    pub session_hours: u32,
    /// When the user signed in to us.
    pub signed_in_at: Timestamp,
    /// What the user's session with us is called.
    pub session_label: String,
}

/// What the response to the cloud must say. As with roles, the session may outlast the portal's.
pub fn user_response(log_on: UserLogOn<'_>, settings: &AlibabaSettings, now: Timestamp) -> UserResponse {
    let site = user_sign_in_url(settings);
    UserResponse {
        issuer: log_on.issuer,
        destination: format!("{site}/saml/SSO"),
        audience: format!("{site}/{}/saml/SSO", log_on.account_id),
        principal_name: log_on.principal_name,
        authn_instant: log_on.signed_in_at,
        session_not_on_or_after: plus_seconds(now, i64::from(log_on.session_hours) * 3_600),
        session_index: log_on.session_label,
    }
}
