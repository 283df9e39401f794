//! A sentence for every rule that a field can break.

use shared::error::{Allowed, Rule};

use super::{fill, names, texts};

texts! {
    /// The sentences, with places for the numbers.
    RuleTexts {
        required: "Fill this in.", "请填写此项。";
        too_long: "At most {max} characters.", "最多 {max} 个字符。";
        too_short: "At least {min} characters.", "至少 {min} 个字符。";
        out_of_range: "A whole number from {min} to {max}.", "请输入 {min} 到 {max} 之间的整数。";
        taken: "This is taken already.", "该值已被占用。";
        not_an_email: "This is not an e-mail address.", "不是有效的邮箱地址。";
        not_an_https_url: "This must be an address that begins with https://.", "必须是以 https:// 开头的地址。";
        not_a_console_url: "This must be an https address of the cloud's own console.", "必须是云控制台内的 https 地址。";
        not_a_certificate: "This is no X.509 certificate in PEM form, or its key is too weak.", "不是 PEM 格式的 X.509 证书，或证书密钥强度不足。";
        not_json: "This is not valid JSON: line {line}, column {column}.", "不是有效的 JSON：第 {line} 行第 {column} 列。";
        not_a_policy: "A policy is a JSON object with Version and Statement.", "权限策略必须是包含 Version 和 Statement 的 JSON 对象。";
        too_many: "At most {max} entries.", "最多 {max} 项。";
        not_repeated: "The two are not the same.", "两次输入不一致。";
        unknown: "There is no such thing (any more).", "所指内容不存在或已被删除。";
        in_itself: "A folder cannot be in itself or in a folder below it.", "资源夹不能移动到自身或其下级资源夹中。";
        holds_user_name: "The user name must not be in the password.", "密码不能包含用户名。";
        same_as_before: "Choose another one than before.", "不能与原来的相同。";
    }
}

/// The sentence under the field.
pub fn rule(rule: &Rule) -> String {
    let texts = RuleTexts::current();
    match rule {
        Rule::Required => texts.required.to_owned(),
        Rule::TooLong { max } => fill(texts.too_long, &[("max", &max.to_string())]),
        Rule::TooShort { min } => fill(texts.too_short, &[("min", &min.to_string())]),
        Rule::Characters { allowed } => set_of_characters(*allowed).to_owned(),
        Rule::OutOfRange { min, max } => {
            fill(texts.out_of_range, &[("min", &min.to_string()), ("max", &max.to_string())])
        }
        Rule::Taken => texts.taken.to_owned(),
        Rule::NotAnEmail => texts.not_an_email.to_owned(),
        Rule::NotAnHttpsUrl => texts.not_an_https_url.to_owned(),
        Rule::NotAConsoleUrl => texts.not_a_console_url.to_owned(),
        Rule::NotACertificate => texts.not_a_certificate.to_owned(),
        Rule::NotJson { line, column } => {
            fill(texts.not_json, &[("line", &line.to_string()), ("column", &column.to_string())])
        }
        Rule::NotAPolicy => texts.not_a_policy.to_owned(),
        Rule::TooMany { max } => fill(texts.too_many, &[("max", &max.to_string())]),
        Rule::NotRepeated => texts.not_repeated.to_owned(),
        Rule::Unknown => texts.unknown.to_owned(),
        Rule::InItself => texts.in_itself.to_owned(),
        Rule::HoldsUserName => texts.holds_user_name.to_owned(),
        Rule::SameAsBefore => texts.same_as_before.to_owned(),
    }
}

names! {
    /// What may be written.
    set_of_characters(Allowed) {
        UserName: "Only letters A-Z and a-z, digits and @ _ - .", "只能包含英文字母、数字以及 @ _ - .";
        AccessConfigurationName: "Only letters A-Z and a-z, digits and hyphens.", "只能包含英文字母、数字和短划线（-）。";
        DirectoryName: "Only lower-case letters, digits and hyphens; no hyphen first, last or twice in a row; not beginning with d-.", "只能包含小写字母、数字和短划线（-）；不能以短划线开头或结尾，不能有连续的短划线，不能以 d- 开头。";
        PolicyName: "Only letters A-Z and a-z, digits and hyphens, as in AliyunECSReadOnlyAccess.", "只能包含英文字母、数字和短划线（-），例如 AliyunECSReadOnlyAccess。";
        AccountId: "8 to 20 digits and nothing else.", "必须是 8 到 20 位数字。";
        Printable: "No control characters or invisible characters.", "不能包含控制字符或不可见字符。";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_a_rule_are_in_its_sentence() {
        assert_eq!(
            rule(&Rule::NotJson { line: 3, column: 14 }),
            "This is not valid JSON: line 3, column 14."
        );
        assert_eq!(rule(&Rule::OutOfRange { min: 900, max: 43_200 }), "A whole number from 900 to 43200.");
        assert_eq!(rule(&Rule::TooLong { max: 64 }), "At most 64 characters.");
    }
}
