//! Why a sign-in or a log-on was refused, in one plain sentence, and who can do something about it.

use shared::session::{ProblemKind, WhoCanFix};

use super::names;

names! {
    /// The reason.
    problem_kind(ProblemKind) {
        ResponseRefused: "Your identity provider's answer did not pass our checks, so you were not signed in.", "身份提供商返回的信息未通过校验，因此没有登录。";
        IdentityProviderSaidNo: "Your identity provider did not sign you in.", "身份提供商拒绝了本次登录。";
        Expired: "The sign-in took too long, or its answer was used already.", "登录超时，或者登录信息已被使用过。";
        NotStartedHere: "The answer does not belong to a sign-in that was started in this browser.", "返回的登录信息与此浏览器中发起的登录不匹配。";
        UnknownUser: "Your identity provider knows you, but you have no enabled user in this directory.", "身份提供商已确认您的身份，但您在此目录中没有可用的用户。";
        InvalidSubject: "The name that your identity provider sent cannot be a user name here.", "身份提供商返回的名称不能作为此目录的用户名。";
        SsoLogonOff: "SSO Logon is off in this directory. Sign in with user name and password.", "此目录未启用 SSO 登录，请使用用户名和密码登录。";
        IdpInitiatedOff: "This directory does not accept a sign-in that begins at the identity provider. Begin at the user logon URL.", "此目录不接受由身份提供商发起的登录，请从用户登录地址开始登录。";
        Encrypted: "Your identity provider sent an encrypted answer, which this directory did not ask for.", "身份提供商返回了加密的断言，而此目录并未要求加密。";
        NotAssigned: "This access configuration is not, or no longer, given to you on this account.", "您在此账号上没有（或不再拥有）该访问配置的权限。";
        NotProvisioned: "The role for this access configuration does not stand in this account at the moment.", "该账号中目前没有与此访问配置对应的角色。";
        NoRamUser: "You have no RAM user in this account, or not any more, or it does not stand there yet.", "您在此账号中没有（或不再拥有）RAM 用户，或者该 RAM 用户尚未创建。";
        NotFromPortal: "The log-on did not come from the portal's own page. Open the portal and try again.", "本次登录不是从用户门户页面发起的，请打开用户门户后重试。";
        CloudWouldRefuse: "The cloud would not accept this log-on the way it is configured here.", "按照当前配置，云平台不会接受本次登录。";
    }
}

names! {
    /// Who can fix it.
    who_can_fix(WhoCanFix) {
        Person: "Try again. If it happens again, pass the code on to your administrator.", "请重试。如果问题仍然存在，请将编号提供给管理员。";
        DirectoryAdministrator: "Ask the administrator of CloudSSO in your company and pass on the code; the audit log holds the details.", "请联系贵公司的 CloudSSO 管理员并提供编号，审计日志中有详细信息。";
        IdentityProviderAdministrator: "Ask the administrator of your company's identity provider, such as Microsoft Entra ID, and pass on the code.", "请联系贵公司身份提供商（例如 Microsoft Entra ID）的管理员并提供编号。";
    }
}
