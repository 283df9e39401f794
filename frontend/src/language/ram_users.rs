//! Texts of RAM user provisioning, and of what holds for all logons as RAM users.

use shared::ram_users::{
    ConflictPolicy, DeletionPolicy, RamUserEventKind, RamUserEventStatus, RamUserStatus,
};

use super::{names, texts};

texts! {
    /// Texts of RAM user provisioning, and of what holds for all logons as RAM users.
    RamUserTexts {
        tab: "RAM User Provisioning", "RAM 用户同步";
        lead: "A RAM user is for services that cannot be used through a role. It starts without permissions: attach policies to it in the account's RAM console.", "RAM 用户适用于不支持通过角色访问的云服务。RAM 用户初始没有任何权限，请在账号的 RAM 控制台中为其授权。";
        of_management: "The management account gets no RAM users", "管理账号不支持 RAM 用户同步";
        of_management_text: "RAM users are provisioned in member accounts only.", "仅可在成员账号中同步 RAM 用户。";
        create: "Create RAM User Provisioning", "创建 RAM 用户同步";
        edit: "Edit", "编辑";
        edit_title: "Edit the RAM user provisioning of {name} in {account}", "编辑 {name} 在 {account} 中的 RAM 用户同步";
        edit_hint: "RAM users that stand keep their names. Where several provisionings reach a user in an account, the oldest one decides.", "已存在的 RAM 用户名称保持不变。同一用户在同一账号中对应多个同步时，以最早创建的为准。";

        provisionings: "Provisionings", "同步列表";
        none: "No RAM user provisioning", "暂无 RAM 用户同步";
        none_text: "Create one, and every user it reaches gets a RAM user.", "创建后，涉及的每个用户都会获得一个 RAM 用户。";
        conflict: "If the name is taken", "名称冲突时";
        deletion: "When it ends", "同步终止时";
        ram_users: "RAM users", "RAM 用户";
        failed: "{n} failed", "{n} 个失败";
        edit_of: "Edit: {name} in {account}", "编辑：{account} 中的 {name}";
        delete_of: "Delete: {name} in {account}", "删除：{account} 中的 {name}";
        saved: "The RAM user provisioning was changed.", "已修改 RAM 用户同步。";
        created: "{n} RAM user provisionings were made.", "已创建 {n} 个 RAM 用户同步。";
        created_and_existing: "{n} RAM user provisionings were made; {there} were there already and stay as they are.", "已创建 {n} 个 RAM 用户同步；{there} 个已存在，保持不变。";
        delete_title: "Delete the RAM user provisioning of {name} in {account}?", "删除 {name} 在 {account} 中的 RAM 用户同步？";
        delete_text: "RAM users that only this brings are deleted in the account, with all that was attached to them. {n} stand through it now.", "仅由此同步产生的 RAM 用户将从账号中删除，其授权一并失效。目前共有 {n} 个。";
        keep_text: "RAM users that only this brings stay in the account, but nobody can log on as them from here any more. {n} stand through it now.", "仅由此同步产生的 RAM 用户将保留在账号中，但无法再从这里登录。目前共有 {n} 个。";
        deleted: "The RAM user provisioning was deleted.", "已删除 RAM 用户同步。";

        consequences: "What this does in the accounts", "对账号的影响";
        consequence_sso: "User-based SSO is turned on. Nobody can log on to the account as a RAM user with a password any more, whoever it is.", "将启用用户 SSO。此后，该账号的所有 RAM 用户都无法再使用密码登录。";
        consequence_off: "It is turned off again when the last RAM user provisioned from here is gone.", "从这里同步的最后一个 RAM 用户移除后，用户 SSO 会自动关闭。";
        consequence_other: "An account whose user-based SSO trusts another identity provider stays as it is, and its events fail.", "如果账号的用户 SSO 已信任其他身份提供商，则不做修改，相应的同步事件会失败。";
        consequence_empty: "A new RAM user has no permissions until somebody attaches policies to it in the account.", "新建的 RAM 用户没有任何权限，需要在账号中另行授权。";
        accept: "User-based SSO may be turned on in these accounts, which ends password logon of all their RAM users.", "同意在这些账号中启用用户 SSO，其所有 RAM 用户将无法再使用密码登录。";
        need: "Choose at least one, and accept what happens to password logon.", "请至少选择一项，并确认对密码登录的影响。";

        stand: "RAM users", "RAM 用户";
        no_ram_users: "No RAM users", "暂无 RAM 用户";
        no_ram_users_text: "Those that provisionings bring appear here, also what comes through groups.", "通过同步产生的 RAM 用户会显示在这里，包括来自用户组的 RAM 用户。";
        principal_name: "RAM User", "RAM 用户";
        why: "Through", "来源";
        own: "Provisioned directly", "直接同步";

        events: "Events", "同步事件";
        no_events: "No events", "暂无事件";
        no_events_text: "Nothing that matches has come up.", "没有匹配的事件。";
        retry_all: "Retry All ({n})", "全部重试（{n}）";
        retry_of: "Retry: {user} in {account}", "重试：{account} 中的 {user}";
        retried: "{n} events are tried again.", "正在重试 {n} 个事件。";
        ended: "ended {at}", "结束于 {at}";

        by_hand: "Do by hand", "手动操作";
        by_hand_of: "Do by hand: {user} in {account}", "手动操作：{account} 中的 {user}";
        make_title: "Make the RAM user of {user} in {account}", "在 {account} 中为 {user} 创建 RAM 用户";
        remove_title: "Remove the RAM user of {user} from {account}", "从 {account} 中移除 {user} 的 RAM 用户";
        by_hand_lead: "No cloud credential is configured, so do this in the account, then press Done.", "尚未配置云凭证，请在账号中完成以下操作，然后点击“完成”。";
        done_name: "Logon name of the RAM user", "RAM 用户登录名称";
        done_name_hint: "As RAM shows it, with what follows the @. It is what we tell the cloud when the person logs on.", "请填写 RAM 中显示的完整登录名称（包含 @ 之后的部分），用户登录时将以此名称通知云平台。";
        done_said: "The event is done.", "事件已完成。";

        settings: "RAM user logon", "RAM 用户登录";
        settings_lead: "What holds whenever somebody logs on as a RAM user.", "适用于所有以RAM用户身份进行的登录。";
        session_hours: "Session Duration (hours)", "会话时长（小时）";
        session_hours_hint: "1 to 24. A shorter limit in the account's RAM settings wins.", "1 到 24。如果账号的 RAM 设置中限制更短，则以较短者为准。";
        landing_page: "Landing Page", "落地页";
        landing_page_hint: "Where people land: an address of the cloud's own domains.", "登录后进入的页面，须为云平台官方域名的地址。";
    }
}

names! {
    /// What happens when the name is taken, in words.
    conflict_policy(ConflictPolicy) {
        KeepBoth: "Keep both", "两者保留";
        TakeOver: "Take over", "接管";
    }
}

names! {
    /// The same with what it means.
    conflict_policy_text(ConflictPolicy) {
        KeepBoth: "Keep both: the other stays as it is, ours gets the suffix _sso.", "两者保留：原 RAM 用户保持不变，新 RAM 用户名称添加后缀 _sso。";
        TakeOver: "Take over: the other becomes ours with all its permissions, and its password logon stops.", "接管：原 RAM 用户及其全部权限归同步管理，其密码登录失效。";
    }
}

names! {
    /// What happens when it ends, in words.
    deletion_policy(DeletionPolicy) {
        Delete: "Delete", "删除";
        Keep: "Keep", "保留";
    }
}

names! {
    /// The same with what it means.
    deletion_policy_text(DeletionPolicy) {
        Delete: "Delete: the RAM user is deleted from the account.", "删除：从账号中删除 RAM 用户。";
        Keep: "Keep: the RAM user stays in the account and is ours no longer.", "保留：RAM 用户保留在账号中，不再由同步管理。";
    }
}

names! {
    /// How far a RAM user is, in words.
    ram_user_status(RamUserStatus) {
        Pending: "To be made", "待创建";
        Provisioned: "Provisioned", "已同步";
        Removing: "To be removed", "待移除";
    }
}

names! {
    /// Why something is to be done, in words.
    ram_user_event_kind(RamUserEventKind) {
        Start: "Provisioning started", "开始同步";
        Delete: "Provisioning deleted", "删除同步";
        AddToGroup: "Added to group", "加入用户组";
        RemoveFromGroup: "Removed from group", "移出用户组";
        Clearing: "User or group deleted", "清理";
    }
}

names! {
    /// How far an event is, in words.
    ram_user_event_status(RamUserEventStatus) {
        Waiting: "Waiting", "等待中";
        InProgress: "In progress", "执行中";
        AwaitingAdministrator: "Awaiting administrator", "等待管理员操作";
        Success: "Success", "成功";
        Failed: "Failed", "失败";
    }
}
