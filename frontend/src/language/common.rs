//! Texts of both programs.

use super::texts;

texts! {
    /// Texts of both programs.
    CommonTexts {
        language: "Language", "语言";
        sign_out: "Sign Out", "退出登录";
        username: "Username", "用户名";
        password: "Password", "密码";
        log_on: "Log On", "登录";
        copy: "Copy", "复制";
        copied: "Copied", "已复制";
        copy_failed: "The browser did not allow copying. Select the text and copy it yourself.", "浏览器不允许复制，请选中文本后手动复制。";
        close: "Close", "关闭";
        cancel: "Cancel", "取消";
        ok: "OK", "确定";
        retry: "Retry", "重试";
        loading: "Loading", "加载中";
        load_failed: "This could not be loaded", "加载失败";
        load_more: "Load more", "加载更多";
        shown_of: "{shown} of {total}", "已显示 {shown} 条，共 {total} 条";
        unreachable: "The server cannot be reached. Check your connection, then try again.", "无法连接服务器，请检查网络后重试。";
        unreadable: "The server gave an answer that this page does not understand. Reload the page.", "无法识别服务器的响应，请刷新页面。";
        reference: "Details: {message}", "详细信息：{message}";
        optional: "optional", "选填";
        hours: "{n} h", "{n} 小时";
        minutes: "{n} min", "{n} 分钟";
        seconds: "{n} s", "{n} 秒";
        not_found_title: "Page not found", "页面不存在";
        not_found: "There is nothing at this address. It may have been mistyped, or what it showed was removed.", "该地址没有对应的页面，可能是地址输入有误，或者相关内容已被删除。";
        signed_in_as: "Signed in as {name}", "当前登录：{name}";
        new_password: "New Password", "新密码";
        new_password_hint: "{min} to {max} characters of any kind.", "{min} 到 {max} 个字符，不限字符类型。";
        repeat_password: "Repeat New Password", "确认新密码";
        selected: "{n} selected", "已选 {n} 项";
        deselect: "Deselect {name}", "取消选择 {name}";
        nothing_found: "Nothing matches", "没有匹配的结果";
        skip_to_content: "Skip to content", "跳转到主要内容";
    }
}
