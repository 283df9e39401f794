//! Texts of SCIM Synchronization and of the provisioning log.

use super::texts;

texts! {
    /// Texts of SCIM Synchronization and of the provisioning log.
    ScimTexts {
        scim_synchronization: "SCIM Synchronization", "SCIM 同步";
        lead: "The identity provider pushes users and groups here and keeps them up to date.", "由身份提供商推送用户和用户组，并保持同步。";
        base_url: "SCIM Base URL", "SCIM 地址";
        switch_hint: "When on, the identity provider keeps its users and groups, and they are read-only here except for status and password.", "启用后，由身份提供商维护已同步的用户和用户组，除状态和密码外在此处只读。";
        kept: "Kept by SCIM now: {users} users, {groups} groups.", "当前由 SCIM 同步：{users} 个用户、{groups} 个用户组。";
        on_title: "Turn on SCIM Synchronization?", "启用 SCIM 同步？";
        on_text: "Whoever shows a SCIM credential can create, change, disable and delete users and groups here. A user made by hand whose user name the identity provider sends too is taken over: access assignments stay, sessions end.", "启用后，持有 SCIM 密钥的一方可以在此创建、修改、禁用和删除用户及用户组。如果身份提供商推送的用户与手动创建的用户同名，该用户将被接管：授权保留，当前会话失效。";
        off_title: "Turn off SCIM Synchronization?", "关闭 SCIM 同步？";
        off_text: "The identity provider is refused from now on. Users, groups, memberships, access assignments and credentials stay; what was synchronized can then be changed here. When it is turned on again, the identity provider may undo such changes.", "关闭后将拒绝身份提供商的推送。用户、用户组、成员关系、授权和密钥均保留，已同步的内容可以在此处修改。再次启用后，这些修改可能被身份提供商覆盖。";
        turned_on: "SCIM Synchronization is on.", "SCIM 同步已启用。";
        turned_off: "SCIM Synchronization is off.", "SCIM 同步已关闭。";

        credentials: "SCIM Credentials", "SCIM 密钥";
        credentials_lead: "The identity provider shows one with every request. Two may exist, so that a new one can be put in place before the old one ends.", "身份提供商的每次请求都须携带密钥。最多可以有两个密钥，便于在旧密钥到期前完成轮换。";
        credential_id: "Credential ID", "密钥 ID";
        expires: "Expires", "到期时间";
        last_used: "Last Used", "最近使用";
        never_used: "Never", "从未使用";
        used_from: "from {address}", "来自 {address}";
        days_left: "{days} days left", "剩余 {days} 天";
        expired: "Expired", "已过期";
        no_credentials: "No credentials yet", "暂无密钥";
        no_credentials_text: "Create one and enter it in the identity provider as its secret token.", "请创建密钥，并作为机密令牌填写到身份提供商中。";
        create_credential: "Create Credential", "创建密钥";
        create_blocked: "There are two already. Delete one first.", "已有两个密钥，请先删除其中一个。";
        validity: "Valid For", "有效期";
        days: "{days} days", "{days} 天";
        validity_hint: "After that the identity provider is refused until it shows another credential.", "到期后身份提供商的请求将被拒绝，直至更换密钥。";
        create: "Create", "创建";
        new_credential: "Credential created", "已创建密钥";
        new_credential_text: "Copy the value now and enter it in the identity provider as Secret Token. It is not shown again; here only its hash is kept.", "请立即复制此值，并在身份提供商中填写为 Secret Token（机密令牌）。此值不会再次显示，系统仅保存其哈希。";
        value: "Secret Token", "密钥值（Secret Token）";
        disable_title: "Disable the credential {id}?", "禁用密钥 {id}？";
        disable_text: "Requests that show it are refused from now on. It can be enabled again.", "携带此密钥的请求将立即被拒绝，之后可以重新启用。";
        delete_title: "Delete the credential {id}?", "删除密钥 {id}？";
        delete_text: "Requests that show it are refused from now on. This cannot be undone.", "携带此密钥的请求将立即被拒绝。此操作不可恢复。";
        credential_enabled: "The credential was enabled.", "已启用密钥。";
        credential_disabled: "The credential was disabled.", "已禁用密钥。";
        credential_deleted: "The credential was deleted.", "已删除密钥。";

        guide: "Set Up Microsoft Entra ID", "配置 Microsoft Entra ID";
        guide_application: "In the Entra admin center, open the enterprise application that SSO Logon uses. One application serves both SAML and SCIM.", "在 Entra 管理中心打开 SSO 登录所用的企业应用程序，SAML 和 SCIM 共用同一个应用程序。";
        guide_connect: "Open Provisioning and set Provisioning Mode to Automatic. Under Admin Credentials enter these two, choose Test Connection, then Save.", "打开“预配”，将预配模式设为“自动”。在“管理员凭据”中填写以下两项，选择“测试连接”，然后保存。";
        tenant_url: "Tenant URL", "租户 URL";
        secret_token: "Secret Token: the value of a credential from above.", "机密令牌：上方创建的密钥值。";
        guide_mapping: "Under Mappings, open the mapping of users and set these rows; the others may stay as they are.", "在“映射”中打开用户映射，按下表设置，其余行可保持不变。";
        mapping: "Attribute mapping", "属性映射";
        target_attribute: "Attribute here", "目标属性";
        source_attribute: "Attribute in Entra", "Entra 属性";
        same_as_name_id: "the same as for NameID, such as {attribute}", "与 NameID 的来源相同，例如 {attribute}";
        guide_groups: "In the mapping of groups, displayName comes from displayName, externalId from objectId and members from members.", "在用户组映射中，displayName 对应 displayName，externalId 对应 objectId，members 对应 members。";
        guide_name_id: "userName and the NameID of SSO Logon must come from the same field: the claim Unique User Identifier (Name ID) under Single sign-on. Otherwise nobody who was synchronized can sign in.", "userName 与 SSO 登录的 NameID 必须来自同一字段，即“单一登录”中的声明“唯一用户标识符（名称 ID）”，否则已同步的用户无法登录。";
        guide_characters: "A user name may hold letters, digits and @ _ - . only. Where names hold others, such as # in those of guests, use a mapping of type Expression, and the same transformation for the NameID:", "用户名只能包含字母、数字和 @ _ - . 字符。如果包含其他字符（例如来宾用户名中的 #），请将映射类型改为“表达式”，并对 NameID 使用相同的转换：";
        guide_scope: "Under Settings set Scope to “Sync only assigned users and groups”, and assign the users and groups that shall be here under Users and groups. Members of nested groups are not included.", "在“设置”中将范围设为“仅同步已分配的用户和组”，并在“用户和组”中分配需要同步的用户和用户组。嵌套组的成员不会被同步。";
        guide_start: "Try one user with Provision on demand, then choose Start provisioning. Entra repeats a cycle about every 40 minutes; what it changed and what was refused is in the {log}.", "先用“按需预配”试一个用户，然后选择“开始预配”。Entra 约每 40 分钟执行一个周期，变更和被拒绝的请求见{log}。";
        guide_removal: "A user who is unassigned or deleted in Entra is disabled here and signed out at once. Entra deletes the user about 30 days after it was deleted there. A user whom an administrator disabled here is not enabled by Entra.", "在 Entra 中取消分配或删除用户后，该用户在此立即被禁用并退出登录；在 Entra 中删除约 30 天后，Entra 会在此删除该用户。由管理员在此禁用的用户不会被 Entra 启用。";

        mismatch_title: "NameID and userName seem to come from different fields", "NameID 与 userName 似乎来自不同字段";
        mismatch_text: "A sign-in was refused because nobody here has its NameID as user name, while this synchronized user has never signed in:", "有登录因 NameID 与任何用户名都不匹配而被拒绝，同时以下已同步的用户从未登录：";
        mismatch_name_id: "NameID at sign-in", "登录时的 NameID";
        mismatch_user_name: "userName from SCIM", "SCIM 推送的 userName";
        mismatch_advice: "In Entra, give both the same source: the claim Unique User Identifier (Name ID) under Single sign-on, and the row userName under Provisioning, Attribute mapping.", "请在 Entra 中为两者设置相同的来源：“单一登录”中的声明“唯一用户标识符（名称 ID）”，以及“预配”属性映射中的 userName。";

        provisioning_log: "Provisioning Log", "同步日志";
        log_lead: "What the identity provider changed through SCIM, and what it was refused, newest first.", "身份提供商通过 SCIM 进行的变更以及被拒绝的请求，按时间倒序排列。";
        log_filter: "Name, by the beginning", "名称（按开头匹配）";
        what: "What", "内容";
        no_records_text: "Nothing was pushed through SCIM yet. Turn SCIM Synchronization on and set up the identity provider.", "尚未收到 SCIM 推送。请启用 SCIM 同步并配置身份提供商。";
        to_scim_settings: "SCIM Synchronization settings", "SCIM 同步设置";
        changes: "Changes", "变更内容";
        attribute: "Attribute", "属性";
        before: "Before", "变更前";
        after: "After", "变更后";
        nothing: "(empty)", "（空）";
    }
}
