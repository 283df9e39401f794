//! A sentence for every rule that a field can break.

use shared::error::{Allowed, Rule};
use shared::policy::PolicyFault;

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
        not_a_policy: "Line {line}, column {column}: {fault}", "第 {line} 行第 {column} 列：{fault}";
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
        Rule::NotAPolicy { line, column, fault, word } => fill(
            texts.not_a_policy,
            &[
                ("line", &line.to_string()),
                ("column", &column.to_string()),
                ("fault", &fill(policy_fault(*fault), &[("word", word)])),
            ],
        ),
        Rule::TooMany { max } => fill(texts.too_many, &[("max", &max.to_string())]),
        Rule::NotRepeated => texts.not_repeated.to_owned(),
        Rule::Unknown => texts.unknown.to_owned(),
        Rule::InItself => texts.in_itself.to_owned(),
        Rule::HoldsUserName => texts.holds_user_name.to_owned(),
        Rule::SameAsBefore => texts.same_as_before.to_owned(),
    }
}

names! {
    /// What is wrong at a place of a policy.
    policy_fault(PolicyFault) {
        EndsTooSoon: "the text ends before the JSON is complete.", "文本在 JSON 结束之前中断。";
        ValueExpected: "a value is expected here.", "此处应为一个值。";
        NameExpected: "a name in double quotes is expected here.", "此处应为双引号括起的名称。";
        ColonExpected: "a colon is expected after the name.", "名称之后应为冒号。";
        CommaExpected: "a comma or a closing bracket is expected here.", "此处应为逗号或右括号。";
        CommaTooMany: "this comma is one too many: a closing bracket follows.", "此处多了一个逗号：后面是右括号。";
        QuoteMissing: "this text has no closing quotation mark on its line.", "此文本在本行内缺少右引号。";
        ControlCharacter: "a text cannot hold a tab or another control character.", "文本中不能包含制表符或其他控制字符。";
        BadEscape: "this backslash is not allowed here.", "此处不允许使用该反斜杠转义。";
        UnknownWord: "{word} is no value of JSON. Texts stand in double quotes.", "{word} 不是有效的 JSON 值，文本须用双引号括起。";
        MoreAfterEnd: "nothing may follow the policy.", "策略结束后不能再有内容。";
        TooDeep: "there are too many brackets within each other.", "括号嵌套过深。";
        RepeatedName: "{word} stands here a second time.", "{word} 重复出现。";
        PolicyNotObject: "a policy is an object in curly brackets, with Version and Statement.", "权限策略必须是花括号括起的对象，包含 Version 和 Statement。";
        UnknownPolicyElement: "a policy has no element {word}, only Version and Statement.", "权限策略没有元素 {word}，只有 Version 和 Statement。";
        VersionMissing: "Version is missing from this policy.", "该权限策略缺少 Version。";
        VersionWrong: "Version must be \"1\".", "Version 必须为 \"1\"。";
        StatementMissing: "Statement is missing from this policy.", "该权限策略缺少 Statement。";
        StatementNotList: "Statement must be a list of at least one statement, in square brackets.", "Statement 必须是方括号括起的列表，且至少包含一条语句。";
        StatementNotObject: "a statement is an object in curly brackets.", "语句必须是花括号括起的对象。";
        UnknownStatementElement: "a statement has no element {word}.", "语句没有元素 {word}。";
        EffectMissing: "Effect is missing from this statement.", "该语句缺少 Effect。";
        EffectWrong: "Effect must be \"Allow\" or \"Deny\".", "Effect 必须为 \"Allow\" 或 \"Deny\"。";
        ActionMissing: "Action is missing from this statement.", "该语句缺少 Action。";
        ActionTwice: "a statement has Action or NotAction, not both.", "Action 与 NotAction 不能同时出现。";
        ResourceMissing: "Resource is missing from this statement.", "该语句缺少 Resource。";
        ResourceTwice: "a statement has Resource or NotResource, not both.", "Resource 与 NotResource 不能同时出现。";
        NotTexts: "{word} must be a text or a list of texts, none of them empty.", "{word} 必须是文本或文本列表，且不能为空。";
        ConditionNotObject: "Condition must be an object in curly brackets.", "Condition 必须是花括号括起的对象。";
        OperatorUnknown: "there is no condition operator {word}.", "没有条件运算符 {word}。";
        OperatorNotObject: "condition keys with their values are expected for {word}, in curly brackets.", "{word} 之后应为花括号括起的条件键及其值。";
        ConditionValueWrong: "the value of {word} must be a text, a number, true or false, or a list of these.", "{word} 的值必须是文本、数字、true 或 false，或者由它们组成的列表。";
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
        RamPrincipalName: "A RAM user's name, @ and a domain of this account, as in ada@1234567890123456.onaliyun.com.", "应为 RAM 用户名、@ 和该账号的域名，例如 ada@1234567890123456.onaliyun.com。";
        Visible: "Only letters, digits and signs of ASCII, no spaces.", "只能包含 ASCII 字母、数字和符号，不能有空格。";
        Printable: "No control characters or invisible characters.", "不能包含控制字符或不可见字符。";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_a_rule_are_in_its_sentence() {
        let broken = Rule::NotAPolicy {
            line: 3,
            column: 14,
            fault: PolicyFault::RepeatedName,
            word: "Effect".to_owned(),
        };
        assert_eq!(rule(&broken), "Line 3, column 14: Effect stands here a second time.");
        assert_eq!(rule(&Rule::OutOfRange { min: 900, max: 43_200 }), "A whole number from 900 to 43200.");
        assert_eq!(rule(&Rule::TooLong { max: 64 }), "At most 64 characters.");
    }
}
