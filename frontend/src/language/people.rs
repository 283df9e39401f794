//! Texts of the console's pages for people: users and groups.

use super::texts;

texts! {
    /// Texts of the console's pages for people.
    PeopleTexts {
        user_id: "User ID", "用户 ID";
        display_name: "Display Name", "显示名称";
        first_name: "First Name", "名";
        last_name: "Last Name", "姓";
        email: "E-mail", "邮箱";
        provision_type: "Provision Type", "来源";
        manual: "Manual", "手动创建";
        synchronized: "SCIM Synchronization", "SCIM 同步";
        last_sign_in: "Last Sign-in", "最近登录";
        never: "Never", "从未登录";
        updated_at: "Changed", "更新时间";
        external_id: "External ID", "外部 ID";
        edit: "Edit", "编辑";
        by_administrator: "by an administrator", "由管理员禁用";
        by_identity_provider: "by the identity provider", "由身份提供商禁用";
        blocked_text: "An administrator disabled this user: the identity provider cannot enable it. Enable it here. If the identity provider disabled it as well, it stays disabled until it is enabled there, or here once more.", "该用户由管理员禁用，身份提供商无法将其启用，请在此处启用。如果身份提供商也已将其禁用，则用户仍保持禁用状态，须再由身份提供商启用，或在此处再次启用。";
        deactivated_text: "The identity provider disabled this user. Enable it there, so that it stays enabled.", "该用户由身份提供商禁用，请在身份提供商处启用，以免再次被禁用。";

        users_lead: "People who sign in here. A user name never changes; it is what a sign-in is matched by.", "可登录此目录的人员。用户名创建后不可修改，登录时以用户名进行匹配。";
        create_user: "Create User", "创建用户";
        username_hint: "Must equal the NameID of the identity provider, such as the user principal name. Cannot be changed.", "必须与身份提供商的 NameID（例如 userPrincipalName）一致，创建后不可修改。";
        user_created: "User {name} was created.", "已创建用户 {name}。";
        edit_user_title: "Edit {name}", "编辑用户 {name}";
        user_saved: "User {name} was changed.", "已修改用户 {name}。";
        user_gone: "This user does not exist", "用户不存在";
        to_users: "All users", "全部用户";
        joined_groups: "Joined Groups", "加入的用户组";
        user_tabs: "The user", "用户";
        enable: "Enable", "启用";
        disable: "Disable", "禁用";
        disable_title: "Disable {name}?", "禁用用户 {name}？";
        disable_text: "The user can no longer sign in and is signed out at once. Access assignments and groups stay. Console sessions in accounts that are open already run until they end by themselves.", "该用户将无法登录，当前会话立即失效。授权和用户组保留不变；已打开的账号控制台会话在到期前仍然有效。";
        user_enabled: "User {name} was enabled.", "已启用用户 {name}。";
        block_lifted: "User {name} is no longer disabled by an administrator, but is by the identity provider.", "用户 {name} 已不再由管理员禁用，但仍由身份提供商禁用。";
        user_disabled: "User {name} was disabled.", "已禁用用户 {name}。";
        delete_user_title: "Delete the user {name}?", "删除用户 {name}？";
        delete_user_text: "The user is signed out at once and is gone for good. Access assignments must be removed and groups left first.", "该用户的会话立即失效，删除后不可恢复。删除前须先移除其授权，并将其移出用户组。";
        user_deleted: "User {name} was deleted.", "已删除用户 {name}。";
        user_read_only: "SCIM Synchronization keeps this user. Change it in your identity provider; the change arrives here by itself. Only status and password can be changed here.", "该用户由 SCIM 同步维护，请在身份提供商处修改，修改会自动同步到这里。此处只能更改状态和密码。";

        password: "Password", "密码";
        password_set: "Set", "已设置";
        password_not_set: "Not set", "未设置";
        password_to_be_reset: "Set; must be reset at next logon", "已设置，下次登录时须重置";
        set_password: "Set Password", "设置密码";
        set_password_title: "Set the password of {name}", "设置用户 {name} 的密码";
        set_password_first: "Without a password the user cannot sign in while SSO Logon is off.", "SSO 登录关闭时，没有密码的用户无法登录。";
        set_password_text: "The old password stops working and the user is signed out at once.", "原密码立即失效，该用户的会话立即结束。";
        set_password_off: "SSO Logon is on, so passwords are not used.", "SSO 登录已启用，不使用密码。";
        how_password: "Password", "密码设置方式";
        password_generated: "Have one made", "自动生成";
        password_entered: "Enter it", "手动输入";
        must_reset: "Password must be reset at next logon", "下次登录时必须重置密码";
        password_done: "The password of {name} was set.", "已设置用户 {name} 的密码。";
        made_password: "New password", "新密码";
        made_password_text: "Pass this password on to {name} by a safe way. It is not shown again.", "请通过安全的方式将密码交给 {name}。关闭后无法再次查看。";

        join_groups: "Add to Groups", "加入用户组";
        join_groups_title: "Add {name} to groups", "将用户 {name} 加入用户组";
        joined: "{name} is a member of the chosen groups now.", "用户 {name} 已加入所选用户组。";
        no_joined_groups: "In no group", "未加入任何用户组";
        no_joined_groups_text: "Access that a group has on accounts is its members' too.", "用户组在账号上获得的权限，组内成员同样拥有。";
        leave_title: "Remove {user} from {group}?", "将用户 {user} 移出用户组 {group}？";
        leave_text: "What access the user has through this group ends. Console sessions that are open already run until they end by themselves.", "用户通过该用户组获得的权限将失效。已打开的控制台会话在到期前仍然有效。";
        left: "{user} was removed from {group}.", "已将用户 {user} 移出用户组 {group}。";
        members_elsewhere: "Members of groups that SCIM Synchronization keeps are changed in your identity provider.", "由 SCIM 同步维护的用户组，请在身份提供商处修改成员。";
        kept_by_scim: "Kept by SCIM Synchronization", "由 SCIM 同步维护";

        groups: "Groups", "用户组";
        groups_lead: "Users who get the same access. What is granted to a group is granted to each of its members.", "具有相同访问权限的用户。授予用户组的权限，组内每个成员都会获得。";
        group_id: "Group ID", "用户组 ID";
        group_name: "Group Name", "用户组名称";
        members: "Members", "成员数";
        search_groups: "Search groups", "搜索用户组";
        create_group: "Create Group", "创建用户组";
        group_created: "Group {name} was created.", "已创建用户组 {name}。";
        no_groups: "No groups yet", "暂无用户组";
        no_groups_text: "Create a group for users who shall have the same access, or let your identity provider push its groups by SCIM Synchronization.", "请为需要相同权限的用户创建用户组，或者通过 SCIM 同步由身份提供商推送用户组。";
        edit_group_title: "Edit {name}", "编辑用户组 {name}";
        group_saved: "Group {name} was changed.", "已修改用户组 {name}。";
        group_gone: "This group does not exist", "用户组不存在";
        to_groups: "All groups", "全部用户组";
        group_tabs: "The group", "用户组";
        group_read_only: "SCIM Synchronization keeps this group and its members. Change them in your identity provider; the change arrives here by itself.", "该用户组及其成员由 SCIM 同步维护，请在身份提供商处修改，修改会自动同步到这里。";
        delete_group_title: "Delete the group {name}?", "删除用户组 {name}？";
        delete_group_text: "Its members and its access assignments must be removed first. This cannot be undone.", "删除前须先移除其成员和授权。此操作不可恢复。";
        group_deleted: "Group {name} was deleted.", "已删除用户组 {name}。";
        search_members: "Search members", "搜索成员";
        add_users: "Add Users", "添加用户";
        add_users_title: "Add users to {name}", "向用户组 {name} 添加用户";
        users_added: "Members of {name} now: {n}.", "用户组 {name} 现有 {n} 个成员。";
        no_members: "No members yet", "暂无成员";
        no_members_text: "Add the users who shall have the access of this group.", "请添加需要获得该用户组权限的用户。";
        select_user: "Select {name}", "选择 {name}";
        remove_selected: "Remove Selected ({n})", "移除所选（{n}）";
        remove_members_title: "Remove {n} users from {group}?", "将 {n} 个用户移出用户组 {group}？";
        remove_members_text: "What access they have through this group ends: {names}.", "他们通过该用户组获得的权限将失效：{names}。";
        members_removed: "{n} users were removed from {group}.", "已将 {n} 个用户移出用户组 {group}。";
        and_more: "and {n} more", "等，另有 {n} 个";

        import_users: "Import Users", "导入用户";
        import_lead: "Makes many users from a table. Nothing is written before you have seen what was understood and press Import.", "通过表格批量创建用户。确认识别结果并点击“导入”之前，不会写入任何数据。";
        import_file: "CSV file", "CSV 文件";
        import_hint: "UTF-8, at most {users} users and 1 MiB. The first line names the columns, in any order: user_name, and any of first_name, last_name, display_name, email, description.", "UTF-8 编码，不超过 {users} 个用户和 1 MiB。首行为列名，顺序不限：user_name 必填，first_name、last_name、display_name、email、description 选填。";
        import_drop: "Choose a file, or drop it here", "选择文件，或将文件拖放到此处";
        import_template: "Download Template", "下载模板";
        import_not_text: "This file is not text in UTF-8. In Excel, save it as “CSV UTF-8 (Comma delimited)”.", "该文件不是 UTF-8 编码的文本。请在 Excel 中另存为“CSV UTF-8（逗号分隔）”。";
        import_too_large: "The file is larger than 1 MiB. Split it.", "文件超过 1 MiB，请拆分后导入。";
        import_unreadable: "The browser cannot read this file.", "浏览器无法读取此文件。";
        import_understood: "What was understood of {file}", "{file} 的识别结果";
        import_good: "Users that can be made: {n}.", "可创建 {n} 个用户。";
        import_bad: "Lines with faults: {n}. Correct them in the file, then choose it again.", "{n} 行有误，请在文件中更正后重新选择。";
        import_bad_lines: "Lines with faults", "有误的行";
        import_first: "First users, as understood", "识别出的前几个用户";
        line: "Line", "行";
        columns: "Columns", "列数";
        faults: "What is wrong", "错误";
        show_more: "Show more ({n})", "显示更多（{n}）";
        import_act: "Import", "导入";
        import_blocked: "Nothing can be imported while a line is bad.", "存在有误的行时无法导入。";
        import_nothing: "The file holds no user.", "文件中没有用户。";
        imported: "Users made: {n}.", "已创建 {n} 个用户。";
        import_next: "They are enabled and have no password. While SSO Logon is on, they sign in through the identity provider.", "这些用户已启用，尚未设置密码。SSO 登录启用时，他们通过身份提供商登录。";
        import_again: "Import another file", "导入其他文件";
    }
}
