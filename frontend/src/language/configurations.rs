//! Texts of the console's pages for access configurations.

use super::texts;

texts! {
    /// Texts of the console's pages for access configurations.
    ConfigurationTexts {
        lead: "Named sets of permissions. Each stands for one RAM role in an account.", "一组命名的权限，每个访问配置对应账号中的一个 RAM 角色。";
        create: "Create Access Configuration", "创建访问配置";
        search: "Search access configurations", "搜索访问配置";
        provisioned_accounts: "Accounts Provisioned", "已部署账号数";
        outdated_accounts: "To Be Rolled Out", "待更新账号数";
        none_yet: "No access configurations yet", "暂无访问配置";
        none_yet_text: "An access configuration says what a person may do on an account. Create the first one, such as a read-only one.", "访问配置决定用户在账号中可以执行的操作。请先创建一个，例如只读访问配置。";

        create_lead: "Three steps and a last look. Nothing is made before the last button.", "三个步骤加最后确认，点击最后的按钮之前不会创建任何内容。";
        duplicate_title: "Duplicate {name}", "复制访问配置 {name}";
        steps: "Steps", "步骤";
        step_of: "Step {n} of {all}: {name}", "第 {n} 步，共 {all} 步：{name}";
        basic: "Basic Information", "基本信息";
        review: "Review", "确认";
        next: "Next", "下一步";
        back: "Back", "上一步";
        create_now: "Create", "创建";
        change: "Change", "修改";
        change_part: "Change: {part}", "修改：{part}";
        created: "Access configuration {name} was created.", "已创建访问配置 {name}。";

        name_hint: "Part of the RAM role's name. Cannot be changed.", "将作为 RAM 角色名称的一部分，创建后不可修改。";
        session_duration_hint: "How long a console session in an account lasts: 15 minutes to 12 hours.", "账号控制台会话的最长时间：15 分钟到 12 小时。";
        unit: "Unit", "单位";
        in_hours: "hours", "小时";
        in_minutes: "minutes", "分钟";
        in_seconds: "seconds", "秒";
        initial_page: "Initial Page", "初始访问页面";
        initial_page_hint: "Page of the cloud's console where people land. Empty: the console's home.", "登录后打开的云控制台页面，留空则打开控制台首页。";
        console_home: "The console's home", "控制台首页";

        policies_lead: "Policies that the cloud keeps. A role gets the permissions of all of them.", "由云平台维护的权限策略，角色拥有所选全部策略的权限。";
        search_policies: "Search system policies", "搜索系统策略";
        chosen_policies: "Chosen system policies", "已选系统策略";
        chosen_of: "{n} of {max}", "已选 {n} 个，最多 {max} 个";
        none_chosen: "None is chosen. A role without policies may do nothing but what the inline policy allows.", "尚未选择。没有系统策略的角色只拥有内置策略所允许的权限。";
        remove_policy: "Remove {name}", "移除 {name}";
        policies_full: "No more than {max} system policies. Remove one before choosing another.", "最多 {max} 个系统策略，请先移除一个再选择。";
        other_policy: "Policy not in the list", "列表以外的策略";
        other_policy_hint: "The cloud's own list grows. Write the exact name, such as AliyunECSReadOnlyAccess.", "云平台的策略列表会不断增加，请输入准确的策略名称，例如 AliyunECSReadOnlyAccess。";
        add: "Add", "添加";
        no_policy_found: "No policy of the list matches. If the cloud has it, enter its name below.", "列表中没有匹配的策略。如果云平台有该策略，请在下方输入其名称。";

        inline_lead: "A policy of your own, written in the RAM policy language. It stands in the accounts beside the system policies.", "使用 RAM 权限策略语言编写的自定义策略，与系统策略一起授予账号中的角色。";
        inline_choice: "Inline policy", "是否使用内置策略";
        inline_none: "None", "不使用";
        inline_write: "Write one", "编写内置策略";
        policy_document: "Policy Document", "策略内容";
        format: "Format", "格式化";
        template: "Insert Template", "插入模板";
        show_place: "Show the place", "定位错误";
        characters: "{n} of {max} characters", "{n} / {max} 个字符";

        gone: "This access configuration does not exist", "访问配置不存在";
        to_list: "All access configurations", "全部访问配置";
        tabs: "The access configuration", "访问配置";
        id: "Access Configuration ID", "访问配置 ID";
        edit: "Edit", "编辑";
        edit_part: "Edit: {part}", "编辑：{part}";
        duplicate: "Duplicate", "复制";
        saved: "Access configuration {name} was changed.", "已修改访问配置 {name}。";
        no_policies: "No system policies", "暂无系统策略";
        no_policies_text: "The role has no policy that the cloud keeps.", "该角色没有系统策略。";
        no_inline: "No inline policy", "暂无内置策略";
        no_inline_text: "The role has no policy of its own.", "该角色没有内置策略。";
        changed_meanwhile: "Somebody else has changed {name} in the meantime. What you wrote is still here. Compare it with what is there now; if you save again, yours takes its place.", "{name} 已被其他人修改。您填写的内容仍然保留，请与当前内容对照；再次保存将以您的内容为准。";
        there_now: "What is there now", "当前内容";

        role_name: "RAM Role", "RAM 角色";
        saml_provider_name: "SAML Provider", "SAML 身份提供商";
        in_accounts: "In the accounts", "在账号中";
        role_hint: "Stands under these names in every account where it is provisioned.", "在每个已部署的账号中以下列名称存在。";

        delete_title: "Delete the access configuration {name}?", "删除访问配置 {name}？";
        delete_text: "Only one that is neither assigned nor provisioned can be deleted. This cannot be undone.", "只能删除既没有授权也没有部署的访问配置。此操作不可恢复。";
        deleted: "Access configuration {name} was deleted.", "已删除访问配置 {name}。";
    }
}
