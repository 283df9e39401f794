//! Texts of the builder of direct access links, which both programs have.

use super::texts;

texts! {
    /// Texts of the builder of direct access links.
    DirectAccessTexts {
        title: "Direct Access Link", "直达链接";
        lead: "Whoever opens the link signs in where needed and goes straight on to the account. It gives nobody access: people get what is assigned to them, and everybody else is told whom to ask.", "打开该链接的用户在必要时先登录，然后直接进入账号。链接本身不授予任何权限：用户只能使用已授予的权限，其他人会看到联系方式。";
        account: "Account", "账号";
        choose_account: "Choose an account", "请选择账号";
        access_configuration: "Access Configuration", "访问配置";
        whichever: "Whichever the person has", "由用户的权限决定";
        landing_page: "Landing Page", "落地页";
        landing_page_hint: "A page of the cloud's own console, such as https://ecs.console.aliyun.com/. Empty for the page that belongs to the access configuration.", "云平台自己的控制台页面，例如 https://ecs.console.aliyun.com/。留空则使用访问配置的初始访问页面。";
        link: "Link", "链接";
        not_yet: "The link appears here once every field is right.", "各项填写正确后，此处将显示链接。";
    }
}
