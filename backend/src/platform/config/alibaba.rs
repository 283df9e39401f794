//! Settings of the cloud: its addresses, and the credential that the machine itself is given.

use std::path::PathBuf;

use super::{Texts, WrongSetting, origin_only, origin_text, wrong};

/// Where roles are logged on to, where the cloud's management interfaces are, and how members are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlibabaSettings {
    /// Role logons are posted to this address and `/saml-role/sso`; no slash at its end.
    pub sign_in_url: String,
    /// Audience of role logons.
    pub audience: String,
    /// Address of the RAM interface.
    pub ram_endpoint: String,
    /// Address of the IMS interface.
    pub ims_endpoint: String,
    /// Address of the STS interface.
    pub sts_endpoint: String,
    /// Address of the Resource Management interface.
    pub resource_manager_endpoint: String,
    /// The role in every member that the management account may assume.
    pub member_role: String,
    /// A role that is assumed with a token of the machine's platform.
    pub oidc_role: Option<OidcRole>,
    /// The role of the ECS instance that the server runs on.
    pub ecs_role: Option<EcsRole>,
}

/// A role that is assumed with a token of the machine's platform, such as a Kubernetes service account's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcRole {
    /// The OIDC provider in the management account.
    pub provider_arn: String,
    /// The role.
    pub role_arn: String,
    /// File that holds the token; read at each use.
    pub token_file: PathBuf,
}

/// The role of the ECS instance that the server runs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EcsRole {
    /// Its name.
    pub role_name: String,
    /// Address of the instance's metadata service.
    pub metadata_address: String,
}

impl Texts {
    pub(super) fn alibaba(&self) -> Result<AlibabaSettings, WrongSetting> {
        let china = match self.get("alibaba_site") {
            None => self.get("alibaba_sign_in_url").is_some_and(|given| given.text.ends_with("aliyun.com")),
            Some(given) => match given.text.as_str() {
                "international" => false,
                "china" => true,
                _ => return wrong(given, "international or china"),
            },
        };
        let (sign_in, audience) = if china {
            ("https://signin.aliyun.com", "urn:alibaba:cloudcomputing")
        } else {
            ("https://signin.alibabacloud.com", "urn:alibaba:cloudcomputing:international")
        };
        let oidc_role = self.oidc_role()?;
        let ecs_role = self.ecs_role()?;
        if let (Some(_), Some(given)) = (&oidc_role, self.get("alibaba_ecs_role")) {
            return wrong(given, "set only where alibaba_oidc_role_arn is not: one credential is used");
        }
        Ok(AlibabaSettings {
            sign_in_url: self.address("alibaba_sign_in_url", sign_in)?,
            audience: self.text("alibaba_audience", audience),
            ram_endpoint: self.address("alibaba_api_endpoint_ram", "https://ram.aliyuncs.com")?,
            ims_endpoint: self.address("alibaba_api_endpoint_ims", "https://ims.aliyuncs.com")?,
            sts_endpoint: self.address("alibaba_api_endpoint_sts", "https://sts.aliyuncs.com")?,
            resource_manager_endpoint: self
                .address("alibaba_api_endpoint_resourcemanager", "https://resourcemanager.aliyuncs.com")?,
            member_role: self
                .role_name("alibaba_member_role")?
                .unwrap_or_else(|| "ResourceDirectoryAccountAccessRole".to_owned()),
            oidc_role,
            ecs_role,
        })
    }

    /// Letters, digits, hyphens and full stops, as RAM has them.
    fn role_name(&self, name: &'static str) -> Result<Option<String>, WrongSetting> {
        let Some(given) = self.get(name) else { return Ok(None) };
        let fits = (1..=64).contains(&given.text.len())
            && given
                .text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
        if fits { Ok(Some(given.text.clone())) } else { wrong(given, "the name of a RAM role") }
    }

    fn oidc_role(&self) -> Result<Option<OidcRole>, WrongSetting> {
        let names = ["alibaba_oidc_provider_arn", "alibaba_oidc_role_arn", "alibaba_oidc_token_file"];
        let given = names.map(|name| self.get(name));
        let [Some(provider), Some(role), Some(file)] = given else {
            return match given.into_iter().flatten().next() {
                None => Ok(None),
                Some(one) => {
                    wrong(one, &format!("set only together with the others of {}", names.join(", ")))
                }
            };
        };
        for arn in [provider, role] {
            if !arn.text.starts_with("acs:ram::") {
                return wrong(arn, "an ARN that begins with acs:ram::");
            }
        }
        Ok(Some(OidcRole {
            provider_arn: provider.text.clone(),
            role_arn: role.text.clone(),
            token_file: file.text.clone().into(),
        }))
    }

    fn ecs_role(&self) -> Result<Option<EcsRole>, WrongSetting> {
        let metadata_address = self.metadata_address()?;
        Ok(self.role_name("alibaba_ecs_role")?.map(|role_name| EcsRole { role_name, metadata_address }))
    }

    /// The instance's own network answers there without TLS, so http is allowed.
    fn metadata_address(&self) -> Result<String, WrongSetting> {
        let Some(given) = self.get("alibaba_ecs_metadata_address") else {
            return Ok("http://100.100.100.200".to_owned());
        };
        match origin_only(&given.text) {
            Some(url) => Ok(origin_text(&url)),
            None => wrong(given, "an http or https address without path"),
        }
    }
}
