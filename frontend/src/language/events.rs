//! The words of the audit log.

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;
use shared::events::{ActorKind, EventKind};

use super::{names, pick, problem_kind, task_kind};

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
        RamUserLogOn: "Log-on as RAM user", "以 RAM 用户登录";
        RamUserLogOnRefused: "Log-on as RAM user refused", "以 RAM 用户登录被拒绝";
        CredentialsIssued: "Temporary credentials issued", "签发临时凭证";
        CredentialsRefused: "Temporary credentials refused", "拒绝签发临时凭证";
        ClientConfirmed: "Command-line client confirmed", "确认命令行工具登录";
        ClientDenied: "Command-line client denied", "拒绝命令行工具登录";
        ClientSignIn: "Command-line client signed in", "命令行工具登录成功";
        ClientSignInRefused: "Command-line client refused", "命令行工具登录被拒绝";
        DirectoryCreated: "Directory created", "创建目录";
        AccessContactUpdated: "Contact for access changed", "修改权限申请联系方式";
        DirectoryRenamed: "Directory renamed", "修改目录名称";
        IdentityProviderConfigured: "Identity provider configured", "配置身份提供商";
        IdentityProviderCleared: "Identity provider cleared", "清除身份提供商";
        SsoLogonEnabled: "SSO Logon turned on", "启用 SSO 登录";
        SsoLogonDisabled: "SSO Logon turned off", "关闭 SSO 登录";
        SsoRulesUpdated: "SSO rules changed", "修改 SSO 规则";
        LogonPreferencesUpdated: "Logon preferences changed", "修改登录偏好";
        AdministratorCreated: "Administrator created", "创建管理员";
        AdministratorReset: "Administrator reset", "重置管理员";
        UserCreated: "User created", "创建用户";
        UserUpdated: "User changed", "修改用户";
        UserSynchronized: "User taken over by SCIM", "SCIM 接管用户";
        UserEnabled: "User enabled", "启用用户";
        UserDisabled: "User disabled", "禁用用户";
        UserPasswordReset: "User's password reset", "重置用户密码";
        UserPasswordChanged: "User chose a new password", "用户修改密码";
        UserDeleted: "User deleted", "删除用户";
        GroupCreated: "Group created", "创建用户组";
        GroupUpdated: "Group changed", "修改用户组";
        GroupMembersAdded: "Group members added", "添加用户组成员";
        GroupMembersRemoved: "Group members removed", "移除用户组成员";
        GroupMembersUnknown: "Unknown group members left out", "忽略不存在的用户组成员";
        GroupDeleted: "Group deleted", "删除用户组";
        ScimSynchronizationEnabled: "SCIM Synchronization turned on", "启用 SCIM 同步";
        ScimSynchronizationDisabled: "SCIM Synchronization turned off", "关闭 SCIM 同步";
        ScimCredentialCreated: "SCIM credential created", "创建 SCIM 密钥";
        ScimCredentialEnabled: "SCIM credential enabled", "启用 SCIM 密钥";
        ScimCredentialDisabled: "SCIM credential disabled", "禁用 SCIM 密钥";
        ScimCredentialDeleted: "SCIM credential deleted", "删除 SCIM 密钥";
        ScimRequestRefused: "SCIM request refused", "SCIM 请求被拒绝";
        CloudCredentialConfigured: "Cloud credential configured", "配置云凭证";
        CloudCredentialDeleted: "Cloud credential deleted", "删除云凭证";
        KeyRotationStarted: "Signing key rotation started", "开始轮换签名密钥";
        SamlMetadataPut: "SAML metadata put into account", "更新账号的 SAML 元数据";
        SigningKeySwitched: "Signing key switched", "切换签名密钥";
        OldSigningKeyRemoved: "Old signing key removed", "移除旧签名密钥";
        KeyRotationCanceled: "Signing key rotation taken back", "撤回签名密钥轮换";
        KeyRotationFinished: "Signing key rotation finished", "完成签名密钥轮换";
        FolderCreated: "Folder created", "创建资源夹";
        FolderUpdated: "Folder changed", "修改资源夹";
        FolderDeleted: "Folder deleted", "删除资源夹";
        AccountCreated: "Account added", "添加账号";
        AccountUpdated: "Account changed", "修改账号";
        AccountDeleted: "Account removed", "移除账号";
        AccessConfigurationCreated: "Access configuration created", "创建访问配置";
        AccessConfigurationUpdated: "Access configuration changed", "修改访问配置";
        AccessConfigurationDeleted: "Access configuration deleted", "删除访问配置";
        AccessGranted: "Access granted", "授权";
        AccessRevoked: "Access revoked", "移除授权";
        AccessConfigurationProvisioned: "Access configuration provisioned", "部署访问配置";
        AccessConfigurationDeprovisioned: "Access configuration deprovisioned", "解除部署访问配置";
        ProvisioningForgotten: "Role in an account forgotten", "不再记录账号中的角色";
        TasksStarted: "Tasks started", "启动任务";
        TaskFailed: "Task failed", "任务失败";
        TaskCanceled: "Task canceled", "取消任务";
        TasksRetried: "Failed tasks tried again", "重试失败的任务";
        RamUserProvisioningCreated: "RAM user provisioning created", "创建 RAM 用户同步";
        RamUserProvisioningUpdated: "RAM user provisioning changed", "修改 RAM 用户同步";
        RamUserProvisioningDeleted: "RAM user provisioning deleted", "删除 RAM 用户同步";
        RamUserProvisioned: "RAM user created in an account", "在账号中创建 RAM 用户";
        RamUserTakenOver: "RAM user taken over", "接管 RAM 用户";
        RamUserRemoved: "RAM user removed", "移除 RAM 用户";
        RamUserFailed: "RAM user event failed", "RAM 用户同步事件失败";
        RamUsersRetried: "Failed RAM user events tried again", "重试失败的 RAM 用户同步事件";
        RamUserSettingsUpdated: "RAM user settings changed", "修改 RAM 用户设置";
    }
}

names! {
    /// Who did it, as a kind.
    actor_kind(ActorKind) {
        User: "User", "用户";
        Administrator: "Administrator", "管理员";
        ScimCredential: "SCIM credential", "SCIM 密钥";
        Server: "Server", "服务器";
        Unknown: "Not signed in", "未登录";
    }
}

/// Names of the values that an event may hold.
pub const DETAILS: &[(&str, &str, &str)] = &[
    ("access_assignments", "Access assignments that went with it", "一并移除的授权数"),
    ("access_configuration", "Access configuration", "访问配置"),
    ("access_contact", "Contact for access", "权限申请联系方式"),
    ("access_key_id", "AccessKey ID", "AccessKey ID"),
    ("account", "Account", "账号"),
    ("account_id", "Account ID", "账号 ID"),
    ("account_type", "Account type", "账号类型"),
    ("assertion", "Assertion", "断言"),
    ("assertion_id", "Assertion ID", "断言 ID"),
    ("batch_id", "ID of what was started together", "批次 ID"),
    ("blocked", "Disabled by an administrator", "由管理员禁用"),
    ("by_hand", "Done by hand", "手动完成"),
    ("called_off_tasks", "Tasks called off", "已取消的任务数"),
    ("cause", "Cause", "具体原因"),
    ("certificate", "Certificate", "证书"),
    ("certificates", "Certificates", "证书"),
    ("certificates before", "Certificates before", "修改前的证书"),
    ("check", "Check", "校验项"),
    ("client", "Program", "程序"),
    ("client_address", "Address of the program", "程序所在地址"),
    ("clock skew", "Allowed clock difference", "允许的时钟偏差"),
    ("clock skew before", "Allowed clock difference before", "修改前允许的时钟偏差"),
    ("cloud_id", "ID in the cloud", "云端 ID"),
    ("cloud_request_id", "Request ID in the cloud", "云端请求 ID"),
    ("code", "Error code", "错误码"),
    ("colour", "Colour", "颜色"),
    ("count", "How many", "数量"),
    ("conflict_policy", "When the name is taken", "冲突策略"),
    ("deletion_policy", "When it ends", "删除策略"),
    ("description", "Description", "描述"),
    ("detail", "Reason, as the identity provider was told", "原因（已返回给身份提供商）"),
    ("display_name", "Display name", "显示名称"),
    ("email", "E-mail", "邮箱"),
    ("ended_ram_user_provisionings", "RAM user provisionings ended", "已结束的 RAM 用户同步数"),
    ("ended_sessions", "Sessions ended", "已结束的会话数"),
    ("entity ID", "Entity ID", "Entity ID"),
    ("entity ID before", "Entity ID before", "修改前的 Entity ID"),
    ("expected", "Expected", "期望值"),
    ("expires_at", "Ends at", "到期时间"),
    ("externalId", "External ID (externalId)", "外部 ID（externalId）"),
    ("first_name", "First name", "名"),
    ("folder_id", "Folder ID", "资源夹 ID"),
    ("forgotten_provisionings", "RAM user provisionings forgotten", "不再记录的 RAM 用户同步数"),
    ("forgotten_ram_users", "RAM users forgotten", "不再记录的 RAM 用户数"),
    ("groups", "Groups", "用户组"),
    ("id", "ID", "对象 ID"),
    ("IdP-initiated", "Sign-in from the identity provider's side", "由身份提供商发起的登录"),
    (
        "IdP-initiated before",
        "Sign-in from the identity provider's side before",
        "修改前由身份提供商发起的登录",
    ),
    ("ignored_landing_page", "Landing page that was ignored", "被忽略的目标页面"),
    ("initiated by", "Begun by", "发起方"),
    ("inline_policy", "Inline policy", "内置策略"),
    ("label", "Label", "标签"),
    ("landing_page", "Landing page", "目标页面"),
    ("last_name", "Last name", "姓"),
    ("logon URL", "Logon URL", "登录地址"),
    ("logon URL before", "Logon URL before", "修改前的登录地址"),
    ("members", "Members that it had", "原有成员数"),
    ("message", "Message", "错误信息"),
    ("method", "Method", "请求方法"),
    ("must_reset", "Must be changed at the next sign-in", "下次登录时必须修改"),
    ("name", "Name", "名称"),
    ("name before", "Name before", "修改前的名称"),
    ("NameID", "NameID", "用户标识（NameID）"),
    ("parent_id", "In folder", "所属资源夹 ID"),
    ("password_removed", "Password removed", "已移除密码"),
    ("path", "Path", "路径"),
    ("principal_id", "ID of the user or group", "用户或用户组 ID"),
    ("principal_type", "Kind: user or group", "对象类型"),
    ("provision_type", "Provision type", "创建方式"),
    ("ram_user", "RAM user", "RAM 用户"),
    ("reason", "Reason, as the person was told", "原因（向用户展示的说明）"),
    ("received", "Received", "实际值"),
    ("relay_state", "Relay state", "初始访问页面"),
    ("removed_access_assignments", "Access assignments removed", "已移除的授权数"),
    ("removed_memberships", "Memberships removed", "已移除的成员关系数"),
    ("request_id", "Request ID", "请求 ID"),
    ("role", "Role", "角色"),
    ("roles", "Roles", "角色数"),
    ("scimType", "Kind of refusal (scimType)", "拒绝类型（scimType）"),
    ("session", "Session", "会话"),
    ("session_hours", "Session, in hours", "会话时长（小时）"),
    ("session_duration", "Session duration", "会话时长"),
    ("status", "Status", "状态"),
    ("system_policies", "System policies", "系统策略"),
    ("task_id", "Task ID", "任务 ID"),
    ("task_kind", "What the task does", "任务类型"),
    ("tasks", "Tasks", "任务数"),
    ("through_group", "Through the group", "来自用户组"),
    ("user", "User", "用户"),
    ("user_agent", "User-Agent of the program", "程序的 User-Agent"),
    ("users", "Users", "用户"),
    ("users_may_get_credentials", "Users may retrieve temporary credentials", "允许用户获取临时凭证"),
    ("Current key", "Key that signs", "用于签名的密钥"),
    ("Next key", "Key that will sign", "即将用于签名的密钥"),
    ("Previous key", "Key that signed before", "此前用于签名的密钥"),
];

/// The value as a person reads it: a reason that has a sentence gets it, followed by its own name; a kind of
/// principal its word.
pub fn detail_value(key: &str, value: String) -> String {
    match (key, value.as_str()) {
        ("reason", _) => match kind_of(&value) {
            Some(kind) => format!("{} ({value})", problem_kind(kind)),
            None => value,
        },
        ("task_kind", _) => kind_of(&value).map_or(value, |kind| task_kind(kind).to_owned()),
        ("principal_type", "User") => pick("User", "用户").to_owned(),
        ("principal_type", "Group") => pick("Group", "用户组").to_owned(),
        _ => value,
    }
}

/// The kind that has this name on the wire.
fn kind_of<T: for<'de> Deserialize<'de>>(name: &str) -> Option<T> {
    let text = IntoDeserializer::<Error>::into_deserializer(name);
    T::deserialize(text).ok()
}

/// The name of a value; one that has none here keeps its own.
pub fn detail(key: &str) -> String {
    let known = DETAILS.iter().find(|(name, _, _)| *name == key);
    known.map_or_else(|| key.replace('_', " "), |(_, english, chinese)| pick(english, chinese).to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn a_reason_is_told_in_a_sentence_and_by_its_name() {
        let told = detail_value("reason", "NotAssigned".to_owned());
        assert!(told.ends_with(" (NotAssigned)") && told.len() > 20, "{told}");
        assert_eq!(detail_value("reason", "something else".to_owned()), "something else");
        assert_eq!(detail_value("received", "NotAssigned".to_owned()), "NotAssigned");
    }

    #[test]
    fn a_kind_of_task_is_told_in_words() {
        assert_eq!(
            detail_value("task_kind", "CreateAccessAssignment".to_owned()),
            "Create access assignment"
        );
        assert_eq!(detail_value("task_kind", "something else".to_owned()), "something else");
    }

    /// Every name of a value that is written out in this text of the server's.
    fn names_in(source: &str) -> BTreeSet<String> {
        let calls = source.split(".detail(").skip(1);
        let written = calls.filter_map(|call| call.trim_start().strip_prefix('"')?.split('"').next());
        let bare = |name: &str| {
            let changed = name.strip_prefix("before.").or_else(|| name.strip_prefix("after."));
            changed.unwrap_or(name).to_owned()
        };
        written.map(bare).collect()
    }

    fn names_below(folder: &Path) -> BTreeSet<String> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries
            .flat_map(|path| match path.extension() {
                _ if path.is_dir() => names_below(&path),
                Some(rust) if rust == "rs" => names_in(&std::fs::read_to_string(&path).unwrap()),
                _ => BTreeSet::new(),
            })
            .collect()
    }

    #[test]
    fn every_value_that_the_server_records_has_a_name_here() {
        let recorded = names_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../backend/src"));
        assert!(recorded.contains("account_id") && recorded.contains("access_key_id"), "{recorded:?}");
        let named = |name: &String| DETAILS.iter().any(|(known, _, _)| known == name);
        let nameless: Vec<_> = recorded.iter().filter(|name| !named(name)).collect();
        assert!(nameless.is_empty(), "{nameless:?}");
    }

    #[test]
    fn no_value_has_two_names() {
        let names: BTreeSet<_> = DETAILS.iter().map(|(name, _, _)| name).collect();
        assert_eq!(names.len(), DETAILS.len());
    }

    #[test]
    fn a_value_without_a_name_keeps_its_own() {
        assert_eq!(detail("access_configuration"), "Access configuration");
        assert_eq!(detail("some_thing"), "some thing");
    }
}
