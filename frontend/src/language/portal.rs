//! Texts of the sign-in pages and of the user portal.

use super::texts;

texts! {
    /// Texts of the sign-in pages and of the user portal.
    PortalTexts {
        sso_title: "SSO Sign-in", "SSO 登录";
        sso_lead: "You sign in at your company's identity provider. Check the address, then go on.", "您将前往贵公司的身份提供商进行登录，请确认地址后继续。";
        corporate_sign_in_url: "Corporate Account Sign-in URL", "企业账号登录地址";
        go: "Go", "前往";
        password_title: "Sign in", "用户登录";
        password_lead: "Sign in with the user name and password that your administrator gave you.", "请使用管理员提供的用户名和密码登录。";
        new_password_title: "Choose a new password", "设置新密码";
        new_password_lead: "Your administrator wants you to replace the password you signed in with. The old one stops working.", "管理员要求您更换密码。设置新密码后，原密码立即失效。";
        directory: "Directory {name}", "目录 {name}";
        unknown_directory: "Unknown directory", "目录不存在";
        unknown_directory_text: "There is no directory named {name} here. Check the address, or ask your administrator for the user logon URL.", "这里没有名为 {name} 的目录。请检查地址，或向管理员索取用户登录地址。";
        going_on: "You are signed in. Going on…", "您已登录，正在跳转…";

        problem_title: "You were not signed in", "登录失败";
        log_on_problem_title: "You were not logged on to the account", "未能登录账号";
        problem_code: "Code", "编号";
        problem_time: "Time", "时间";
        problem_next: "What to do", "处理方法";
        try_again: "Try again", "重新登录";
        back_to_portal: "Back to the portal", "返回用户门户";
        problem_gone: "There is no record with this code", "记录不存在";
        problem_gone_text: "It may have been mistyped, or it is too old. Begin again at the user logon URL.", "编号可能有误，或者记录已过期。请从用户登录地址重新开始。";

        portal_title: "User portal", "用户门户";
        ways: "Ways to log on", "登录方式";
        ram_role: "Log on as RAM Role", "以RAM角色登录";
        ram_user: "Log on as RAM User", "以RAM用户登录";
        accounts: "Accounts", "账号列表";
        account_name: "Account Name", "账号名称";
        account_id: "Account ID", "账号 ID";
        permissions: "Permissions", "权限";
        show_details: "Show Details", "显示详情";
        favourite: "Favorite", "收藏";
        favourite_of: "Favorite: {name}", "收藏：{name}";
        recent: "Used last", "最近使用";
        search_accounts: "Search by account, ID or permissions", "按账号名称、ID 或权限搜索";
        keys: "/ to search, arrow keys to move, Enter to open", "按 / 搜索，方向键移动，Enter 打开";
        accounts_found: "Accounts found: {n}", "找到 {n} 个账号";
        no_account_found: "No account matches", "没有匹配的账号";
        no_account_found_text: "None of your accounts has {text} in its name, its ID or the names of your permissions there.", "您的账号中，没有名称、ID 或权限名称包含“{text}”的账号。";
        no_accounts: "No account has been assigned to you yet", "您还没有可访问的账号";
        no_accounts_text: "You are signed in, but nobody has given you access to an account. Ask your administrator of CloudSSO to assign you an access configuration on the accounts you need.", "您已成功登录，但尚未获得任何账号的访问权限。请联系 CloudSSO 管理员，为您在所需账号上授予访问配置。";
        no_ram_users: "No RAM user has been provisioned for you", "没有为您同步的 RAM 用户";
        no_ram_users_text: "In none of the accounts is there a RAM user of yours. Use the tab Log on as RAM Role, or ask your administrator of CloudSSO whether you should have one.", "所有账号中都没有为您同步的 RAM 用户。请使用“以RAM角色登录”，或联系 CloudSSO 管理员确认。";
        ram_users: "RAM users", "RAM 用户";
        ram_user_name: "RAM User", "RAM 用户";
        search_ram_users: "Search by account, ID or RAM user", "按账号名称、ID 或 RAM 用户搜索";
        ram_users_found: "RAM users found: {n}", "找到 {n} 个 RAM 用户";
        no_ram_user_found_text: "None of your RAM users has {text} in its name, its account's name or its account's ID.", "您的 RAM 用户中，没有名称、账号名称或账号 ID 包含“{text}”的 RAM 用户。";
        roles_lead: "Choose the permissions to work with. The account's console opens in a new tab.", "请选择要使用的权限，账号的控制台将在新标签页中打开。";
        access_configurations: "Access configurations", "访问配置";
        access_configuration: "Access Configuration", "访问配置";
        description: "Description", "描述";
        session_duration: "Session Duration", "会话时长";
        action: "Action", "操作";
        no_roles: "Nothing is assigned to you on this account any more", "您在此账号上已没有任何权限";
        no_roles_text: "Ask your administrator of CloudSSO if you still need it.", "如仍需要，请联系 CloudSSO 管理员。";

        direct_title: "Log on to the account", "登录账号";
        direct_lead: "You are being logged on. If nothing happens, press the button.", "正在为您登录，如果没有自动跳转，请点击按钮。";
        account: "Account", "账号";
        no_permission: "You have no permission for this", "您没有相应的权限";
        no_permission_text: "The link leads to permissions on an account that are not assigned to you. Ask your administrator of CloudSSO for them and send along this link.", "该链接指向的账号权限尚未授予您。请将此链接提供给 CloudSSO 管理员并申请权限。";
        direct_lead_waiting: "A link led you here. Check what you are about to open, then press the button.", "您通过链接来到此处，请确认要访问的内容后点击按钮。";
        landing_page: "Landing page", "落地页";
        landing_page_ignored: "The page that the link names is not one of the cloud's own. You will land on the page that belongs to the permissions instead.", "链接指定的页面不属于云平台，登录后将进入该权限对应的默认页面。";
        choose_title: "Log on to {name}", "登录 {name}";
        choose_lead: "The link leaves open with which permissions. Choose one.", "该链接未指定权限，请选择一项。";
        copy_link: "Your link:", "您的链接：";
        whom_to_ask: "Whom to ask", "联系方式";
        to_portal: "Go to the portal", "前往用户门户";
    }
}
