//! Texts of temporary credentials, of the code page and of the logon preferences.

use super::texts;

texts! {
    /// Texts of temporary credentials, of the code page and of the logon preferences.
    ClientTexts {
        temporary_credentials: "Temporary Credentials", "临时凭证";
        credentials_of: "Temporary credentials: {name}", "临时凭证：{name}";
        credentials_lead: "For programs and command lines. Whoever has them acts as you in this account until they end. Keep them out of files that others read.", "供程序和命令行使用。在到期之前，持有此凭证的任何人都能以您的身份操作该账号，请勿保存到他人可读取的文件中。";
        ends: "Expires", "到期时间";
        show: "Show", "显示";
        hide: "Hide", "隐藏";
        formats: "Formats", "格式";
        json: "JSON", "JSON 格式";
        shell: "bash, zsh", "bash、zsh 终端";
        power_shell: "PowerShell", "PowerShell 终端";
        command_prompt: "Command Prompt", "命令提示符";
        cli_profile: "aliyun CLI profile", "aliyun CLI 配置";
        cli_profile_text: "Put it into ~/.aliyun/config.json and choose your region.", "写入 ~/.aliyun/config.json，并选择所需的地域。";

        device_title: "Confirm a command-line program", "确认命令行登录";
        device_enter: "Type the code that the program shows.", "请输入程序中显示的用户码。";
        user_code: "User Code", "用户码";
        go_on: "Continue", "继续";
        device_lead: "A program wants to work in your accounts on your behalf. Confirm only if you have just started it yourself and it shows this very code.", "有程序请求代表您访问账号。仅当程序由您本人刚刚启动，且显示的用户码与此处一致时，才能确认。";
        device_warning: "Did somebody send you this code or this link? Then deny. Whoever sent it would act in your accounts.", "如果此用户码或链接是他人发给您的，请拒绝。否则对方将能够操作您的账号。";
        signed_in_as: "You are signed in as", "当前登录用户";
        public_client: "aliyun CLI or acs-sso ({id})", "aliyun CLI 或 acs-sso（{id}）";
        client_id: "Program (as it says itself)", "程序标识（程序自称）";
        user_agent: "User-Agent (as it says itself)", "User-Agent（程序自称）";
        client_address: "Asked from", "请求来源地址";
        asked_at: "Asked at", "请求时间";
        confirm: "Confirm", "确认";
        deny: "Deny", "拒绝";
        other_code: "Use another code", "使用其他用户码";
        confirmed: "The program is signed in", "已确认登录";
        confirmed_text: "Go back to it; it goes on within a few seconds. You may close this page.", "请返回命令行，程序将在几秒内继续。您可以关闭此页面。";
        denied: "The program was denied", "已拒绝";
        denied_text: "It gets nothing. If you did not start it, tell your administrator of CloudSSO.", "该程序不会获得任何权限。如果不是您本人启动的程序，请告知 CloudSSO 管理员。";

        logon_preferences: "Logon Preferences", "登录偏好";
        logon_preferences_lead: "What users may do besides opening the console of an account.", "除打开账号控制台外，用户还可以执行的操作。";
        may_get: "Users may retrieve temporary credentials", "允许用户获取临时凭证";
        may_get_hint: "In the portal, and with aliyun CLI, acs-sso and the SDKs. They last as long as the access configuration's session and cannot be called back before.", "适用于用户门户以及 aliyun CLI、acs-sso 和 SDK。凭证的有效期等于访问配置的会话时长，到期前无法收回。";
        allow_title: "Let users retrieve temporary credentials?", "允许用户获取临时凭证？";
        allow_text: "Every user can then take out keys for the roles that are assigned, into programs and files. Each issue is in the audit log.", "启用后，所有用户都可以获取已授权角色的密钥，并用于程序或保存到文件中。每次签发均记录在审计日志中。";
        forbid_title: "Stop users from retrieving temporary credentials?", "禁止用户获取临时凭证？";
        forbid_text: "Command-line programs get nothing from now on. Credentials that were given out work until they end.", "命令行工具将无法再获取凭证。已签发的凭证在到期前仍然有效。";
    }
}
