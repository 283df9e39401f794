//! Texts of granting and removing access, and of who can reach what.

use super::texts;

texts! {
    /// Texts of granting and removing access, and of who can reach what.
    PermissionsTexts {
        lead: "Choose accounts, then configure who may do what there. A folder stands for every account below it.", "选择账号，然后配置谁可以在这些账号中做什么。选择资源夹即选择其下的全部账号。";
        choose_accounts: "Accounts", "账号";
        configure: "Configure Permissions", "配置权限";
        steps: "Steps", "步骤";
        step_of: "Step {n} of {total}: {name}", "第 {n} 步，共 {total} 步：{name}";
        review: "Review", "确认";
        next: "Next", "下一步";
        back: "Back", "上一步";
        start: "Start", "开始配置";
        need_accounts: "Choose at least one account.", "请至少选择一个账号。";
        need_principals: "Choose at least one user or group.", "请至少选择一个用户或用户组。";
        need_configurations: "Choose at least one access configuration.", "请至少选择一个访问配置。";
        too_many: "That makes {total} assignments; at most {max} can be made at once. Choose fewer.", "将产生 {total} 条授权，一次最多 {max} 条，请减少选择。";
        product: "{accounts} accounts × {principals} users and groups × {configurations} access configurations", "{accounts} 个账号 × {principals} 个用户和用户组 × {configurations} 个访问配置";
        new_and_existing: "{new} assignments are new, {existing} exist already and stay as they are.", "新增 {new} 条授权，{existing} 条已存在，保持不变。";
        roles_first: "{n} roles do not stand in their account yet and are made first.", "其中 {n} 个角色尚未部署到账号，将先行创建。";
        nothing_new: "Everything exists already. There is nothing to start.", "全部授权均已存在，无需执行。";
        planned: "Planned assignments", "授权明细";
        effect: "Effect", "结果";
        is_new: "New", "新增";
        exists: "Exists already", "已存在";
        started_nothing: "Everything existed already.", "全部授权均已存在。";
        select_row: "Select {name}, {configuration} on {account}", "选择 {name} 在 {account} 上的 {configuration}";
        select_all_shown: "Select all shown", "选择当前显示的全部";
        remove_permissions: "Remove Permissions", "移除权限";
        remove_lead: "{n} assignments are removed. Console sessions that are open already run until they end by themselves.", "将移除 {n} 条授权。已打开的控制台会话在到期前仍然有效。";
        remove_one: "{name}: {configuration} on {account}", "{name}：{account} 上的 {configuration}";
        and_more: "and {n} more", "以及另外 {n} 条";
        when_last: "If it was the last assignment of the access configuration on the account", "如果这是该访问配置在账号上的最后一条授权";
        deprovision: "Deprovision: remove the role from the account", "解除部署：从账号中移除角色";
        keep_role: "Keep the role in the account", "保留账号中的角色";
        removed: "The assignments were removed.", "已移除授权。";
        removed_tasks: "Show the tasks", "查看任务";
        too_many_chosen: "At most {max} at once.", "一次最多 {max} 条。";

        access: "Access", "访问权限";
        who_reaches: "Who can reach what", "谁可以访问什么";
        path: "Path", "授权途径";
        direct: "Direct", "直接授权";
        through_group: "Through", "通过用户组";
        cannot_sign_in: "Disabled: cannot get there now", "已禁用：当前无法访问";
        search_people: "Search users", "搜索用户";
        search_reach: "Search account, access configuration or group", "搜索账号、访问配置或用户组";
        export_csv: "Export CSV", "导出 CSV";
        export_json: "Export JSON", "导出 JSON";
        rows_of_users: "{shown} rows shown; {total} users in all", "已显示 {shown} 行，共 {total} 个用户";
        nobody: "Nobody", "暂无用户";
        nobody_text: "Nobody can get there, neither directly nor through a group.", "没有任何用户可以访问，无论直接授权还是通过用户组。";
        nothing: "Nothing", "暂无权限";
        nothing_text: "This user can reach no account, neither directly nor through a group.", "此用户无法访问任何账号，无论直接授权还是通过用户组。";
    }
}
