//! The words of the audit log.

use shared::events::{ActorKind, EventKind};

use super::{names, pick};

names! {
    /// What happened.
    event_kind(EventKind) {
        SsoSignIn: "SSO sign-in", "SSO 登录成功";
        SsoSignInRefused: "SSO sign-in refused", "SSO 登录被拒绝";
        PasswordSignIn: "Password sign-in", "密码登录成功";
        PasswordSignInRefused: "Password sign-in refused", "密码登录被拒绝";
        SignOut: "Sign-out", "退出登录";
        AdministratorSignIn: "Administrator sign-in", "管理员登录成功";
        AdministratorSignInRefused: "Administrator sign-in refused", "管理员登录被拒绝";
        AdministratorSignOut: "Administrator sign-out", "管理员退出登录";
        RoleLogOn: "Log-on as RAM role", "以 RAM 角色登录";
        RoleLogOnRefused: "Log-on as RAM role refused", "以 RAM 角色登录被拒绝";
        DirectoryCreated: "Directory created", "创建目录";
        DirectoryRenamed: "Directory renamed", "修改目录名称";
        IdentityProviderConfigured: "Identity provider configured", "配置身份提供商";
        IdentityProviderCleared: "Identity provider cleared", "清除身份提供商";
        SsoLogonEnabled: "SSO Logon turned on", "启用 SSO 登录";
        SsoLogonDisabled: "SSO Logon turned off", "关闭 SSO 登录";
        SsoRulesUpdated: "SSO rules changed", "修改 SSO 规则";
        AdministratorCreated: "Administrator created", "创建管理员";
        AdministratorReset: "Administrator reset", "重置管理员";
        UserCreated: "User created", "创建用户";
        UserEnabled: "User enabled", "启用用户";
        UserDisabled: "User disabled", "禁用用户";
        UserPasswordReset: "User's password reset", "重置用户密码";
        UserDeleted: "User deleted", "删除用户";
        FolderCreated: "Folder created", "创建资源夹";
        FolderDeleted: "Folder deleted", "删除资源夹";
        AccountCreated: "Account added", "添加账号";
        AccountDeleted: "Account removed", "移除账号";
        AccessConfigurationCreated: "Access configuration created", "创建访问配置";
        AccessConfigurationDeleted: "Access configuration deleted", "删除访问配置";
        AccessGranted: "Access granted", "授权";
        AccessRevoked: "Access revoked", "移除授权";
    }
}

names! {
    /// Who did it, as a kind.
    actor_kind(ActorKind) {
        User: "User", "用户";
        Administrator: "Administrator", "管理员";
        Server: "Server", "服务器";
        Unknown: "Not signed in", "未登录";
    }
}

/// Names of the values that an event may hold.
pub const DETAILS: [(&str, &str, &str); 13] = [
    ("check", "Check", "校验项"),
    ("expected", "Expected", "期望值"),
    ("received", "Received", "实际值"),
    ("reason", "Reason", "原因"),
    ("account_id", "Account ID", "账号 ID"),
    ("account", "Account", "账号"),
    ("access_configuration", "Access configuration", "访问配置"),
    ("role", "Role", "角色"),
    ("user", "User", "用户"),
    ("who_can_fix", "Who can fix it", "处理人"),
    ("before", "Before", "修改前"),
    ("after", "After", "修改后"),
    ("entity_id", "Entity ID", "Entity ID"),
];

/// The name of a value; one that has none here keeps its own.
pub fn detail(key: &str) -> String {
    let known = DETAILS.iter().find(|(name, _, _)| *name == key);
    known.map_or_else(|| key.replace('_', " "), |(_, english, chinese)| pick(english, chinese).to_owned())
}
