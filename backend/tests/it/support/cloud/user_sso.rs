//! Logging on as a RAM user, as the international site does it: by a response of the account's identity provider, or
//! by password while there is none.

use super::super::post_page::Element;
use super::StandInCloud;
use super::sts::signed_by;

/// Where responses are posted.
const USER_SIGN_IN: &str = "https://signin-intl.aliyun.com/saml/SSO";

impl StandInCloud {
    /// Judges a response as user-based SSO does: addressed to this site and to one account, signed with a key of that
    /// account's own metadata, at this moment, for a RAM user that is there, once. Answers the RAM user's principal
    /// name and the end of the session.
    pub fn log_on_as_ram_user(&self, xml: &str) -> Result<(String, String), String> {
        let mut state = self.state();
        let now = state.clock.now();
        let response = Element::parse(xml);
        let assertion = response.child("saml:Assertion");
        let subject = assertion.child("saml:Subject");
        let confirmed = subject.at(&["saml:SubjectConfirmation", "saml:SubjectConfirmationData"]);
        if [response.attribute("Destination"), confirmed.attribute("Recipient")] != [USER_SIGN_IN; 2] {
            return Err("not for this site".into());
        }
        let conditions = assertion.child("saml:Conditions");
        let audience = &conditions.at(&["saml:AudienceRestriction", "saml:Audience"]).text;
        let site = USER_SIGN_IN.trim_end_matches("saml/SSO");
        let id = audience.strip_prefix(site).and_then(|rest| rest.strip_suffix("/saml/SSO"));
        let id = id.ok_or("the audience is no account")?;
        let account = state.accounts.get(id).ok_or("there is no such account")?;
        if !account.user_sso.on {
            return Err("user-based SSO of the account is off".into());
        }
        signed_by(&account.user_sso.metadata, xml, &assertion.child("saml:Issuer").text)?;
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
        let session_end = assertion.child("saml:AuthnStatement").attribute("SessionNotOnOrAfter").to_owned();
        let ends = [confirmed.attribute("NotOnOrAfter"), conditions.attribute("NotOnOrAfter"), &session_end];
        if at(conditions.attribute("NotBefore")) > now || ends.iter().any(|end| at(end) <= now) {
            return Err("not at this moment".into());
        }
        let principal_name = subject.child("saml:NameID").text.clone();
        let name = principal_name.strip_suffix(&format!("@{}", account.domain(id)));
        if !name.is_some_and(|name| account.users.contains_key(name)) {
            return Err("there is no such RAM user".into());
        }
        if !state.used_assertions.insert(assertion.attribute("ID").to_owned()) {
            return Err("used before".into());
        }
        Ok((principal_name, session_end))
    }

    /// Whether the RAM user gets in with a password.
    pub fn log_on_by_password(&self, account: &str, name: &str) -> bool {
        self.with_account(account, |account| {
            !account.user_sso.on && account.users.get(name).is_some_and(|user| user.has_password)
        })
    }
}
