//! Temporary credentials as shells, programs and the command line take them.

use shared::credentials::Credentials;

/// The names under which Alibaba Cloud's SDKs and command line look for them.
const NAMES: [&str; 3] =
    ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"];

fn values(of: &Credentials) -> [&str; 3] {
    [&of.access_key_id, &of.access_key_secret, &of.security_token]
}

fn lines(of: &Credentials, line: impl Fn(&str, &str) -> String) -> String {
    let lines: Vec<String> = NAMES.iter().zip(values(of)).map(|(name, value)| line(name, value)).collect();
    lines.join("\n")
}

/// For bash and zsh (POSIX, Shell Command Language, section 2.2.2).
pub fn shell(of: &Credentials) -> String {
    lines(of, |name, value| format!("export {name}='{}'", value.replace('\'', "'\\''")))
}

/// For PowerShell.
pub fn power_shell(of: &Credentials) -> String {
    lines(of, |name, value| format!("$env:{name} = '{}'", value.replace('\'', "''")))
}

/// For Windows' Command Prompt.
pub fn command_prompt(of: &Credentials) -> String {
    lines(of, |name, value| format!("set \"{name}={value}\""))
}

/// As `~/.aliyun/config.json` holds them, under this name.
pub fn cli_profile(of: &Credentials, name: &str) -> String {
    let [id, secret, token] = values(of).map(text);
    let name = text(name);
    format!(
        "{{\n  \"current\": {name},\n  \"profiles\": [\n    {{\n      \"name\": {name},\n      \
         \"mode\": \"StsToken\",\n      \"access_key_id\": {id},\n      \"access_key_secret\": {secret},\n      \
         \"sts_token\": {token},\n      \"region_id\": \"cn-hangzhou\",\n      \"output_format\": \"json\",\n      \
         \"language\": \"en\"\n    }}\n  ]\n}}"
    )
}

/// As JSON, in the cloud's own names; `expiration` as in RFC 3339.
pub fn json(of: &Credentials, expiration: &str) -> String {
    let [id, secret, token] = values(of).map(text);
    let expiration = text(expiration);
    format!(
        "{{\n  \"AccessKeyId\": {id},\n  \"AccessKeySecret\": {secret},\n  \"SecurityToken\": {token},\n  \
         \"Expiration\": {expiration}\n}}"
    )
}

/// A text in JSON.
fn text(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::time::UnixMillis;

    fn odd() -> Credentials {
        Credentials {
            access_key_id: "STS.a".to_owned(),
            access_key_secret: "it's".to_owned(),
            security_token: "a\"b\\c+/=".to_owned(),
            expires_at: UnixMillis(0),
        }
    }

    #[test]
    fn shells_read_back_what_was_given() {
        assert_eq!(
            shell(&odd()),
            "export ALIBABA_CLOUD_ACCESS_KEY_ID='STS.a'\nexport ALIBABA_CLOUD_ACCESS_KEY_SECRET='it'\\''s'\nexport \
             ALIBABA_CLOUD_SECURITY_TOKEN='a\"b\\c+/='"
        );
        assert!(power_shell(&odd()).contains("$env:ALIBABA_CLOUD_ACCESS_KEY_SECRET = 'it''s'"));
        assert!(command_prompt(&odd()).contains("set \"ALIBABA_CLOUD_ACCESS_KEY_ID=STS.a\""));
    }

    #[test]
    fn documents_are_json_with_the_same_values() {
        let profile: serde_json::Value = serde_json::from_str(&cli_profile(&odd(), "Read-Only")).unwrap();
        assert_eq!(profile["current"], "Read-Only");
        assert_eq!(profile["profiles"][0]["mode"], "StsToken");
        assert_eq!(profile["profiles"][0]["sts_token"], odd().security_token);
        let json: serde_json::Value = serde_json::from_str(&json(&odd(), "1970-01-01T00:00:00Z")).unwrap();
        assert_eq!(json["AccessKeySecret"], odd().access_key_secret);
        assert_eq!(json["Expiration"], "1970-01-01T00:00:00Z");
    }
}
