//! A sentence for every refusal of the server.

use shared::error::{ApiError, ErrorCode};

use super::{CommonTexts, Language, current, fill, names};

/// What the person reads: the server's own English sentence, which knows the case; in Chinese the sentence
/// for the code, followed by the server's where only that says why.
pub fn refusal(error: &ApiError) -> String {
    if current() == Language::English && !error.message.trim().is_empty() {
        return error.message.clone();
    }
    let sentence = of_code(error.code);
    let says_why = matches!(
        error.code,
        ErrorCode::MetadataRefused
            | ErrorCode::ImportRefused
            | ErrorCode::CloudRefused
            | ErrorCode::OtherManagementAccount
            | ErrorCode::ChangesDoNotFit
            | ErrorCode::LimitExceeded
    );
    if says_why && !error.message.trim().is_empty() {
        format!("{sentence} {}", fill(CommonTexts::current().reference, &[("message", &error.message)]))
    } else {
        sentence.to_owned()
    }
}

/// The sentence for a code alone.
pub fn refusal_of(code: ErrorCode) -> &'static str {
    of_code(code)
}

names! {
    /// The sentence for a code.
    of_code(ErrorCode) {
        InvalidParameter: "Something in the form is not as it must be.", "提交的内容不符合要求，请检查后重试。";
        SignInNeeded: "Your session is over. Sign in again.", "登录已失效，请重新登录。";
        WrongPassword: "The user name or the password is wrong.", "用户名或密码错误。";
        TooManyAttempts: "There were too many attempts. Wait a few minutes, then try again.", "尝试次数过多，请几分钟后再试。";
        CrossSiteRequest: "The request did not come from this page. Reload the page, then try again.", "请求并非来自本页面，请刷新页面后重试。";
        Forbidden: "You are not allowed to do this.", "您没有权限执行此操作。";
        PasswordLogonOff: "Username-password logon is off because SSO Logon is on. Sign in through your identity provider.", "SSO 登录已启用，用户名密码登录已关闭，请通过企业身份提供商登录。";
        IdentityProviderMissing: "Configure the identity provider first.", "请先配置身份提供商。";
        SsoLogonOn: "Turn SSO Logon off first.", "请先关闭 SSO 登录。";
        MetadataRefused: "The metadata document cannot be used.", "无法使用该元数据文档。";
        ImportRefused: "This table cannot be imported.", "无法导入该表格。";
        CloudRefused: "The cloud did not do it.", "云端未能完成操作。";
        OtherManagementAccount: "The cloud credential belongs to another resource directory.", "云凭证属于另一个资源目录。";
        DifferenceChanged: "The resource directory or the cloud has changed since. Look at the differences again.", "资源目录或云端在此期间发生了变化，请重新查看差异。";
        ChangesDoNotFit: "These changes do not go together.", "所选变更无法同时生效。";
        CredentialsNotAllowed: "Users of this directory may not retrieve temporary credentials. An administrator can allow it under Settings, Logon Preferences.", "本目录不允许用户获取临时凭证。管理员可在“设置”的“登录偏好”中开启。";
        DeviceCodeNotExists: "No program waits with this code. It may be mistyped, over, or answered already: begin again in the program.", "没有等待该用户码的程序。用户码可能输入有误、已过期或已处理，请在程序中重新发起登录。";
        PathNotExists: "There is nothing at this address.", "该地址不存在。";
        DirectoryNotExists: "There is no directory of this name.", "该名称的目录不存在。";
        UserNotExists: "This user does not exist (any more).", "该用户不存在或已被删除。";
        GroupNotExists: "This group does not exist (any more).", "该用户组不存在或已被删除。";
        ScimCredentialNotExists: "This SCIM credential does not exist (any more).", "该 SCIM 密钥不存在或已被删除。";
        FolderNotExists: "This folder does not exist (any more).", "该资源夹不存在或已被删除。";
        AccountNotExists: "This account does not exist (any more).", "该账号不存在或已被移除。";
        AccessConfigurationNotExists: "This access configuration does not exist (any more).", "该访问配置不存在或已被删除。";
        AccessAssignmentNotExists: "This access assignment does not exist (any more).", "该授权不存在或已被移除。";
        CloudCredentialNotExists: "No access key of the cloud is configured. Enter one first.", "尚未配置云凭证，请先填写 AccessKey。";
        CloudCredentialBySettings: "The server's settings name the role that is used. Remove them to use an access key.", "服务器设置已指定要使用的角色。如需使用 AccessKey，请先移除这些设置。";
        KeyRotationConflict: "The rotation is at another step, or not every account is ready. Reload the page.", "轮换处于其他步骤，或仍有账号未就绪，请刷新页面。";
        ProvisioningNotExists: "The access configuration is not provisioned on this account.", "该访问配置未部署到此账号。";
        RamUserProvisioningNotExists: "This RAM user provisioning does not exist (any more).", "该 RAM 用户同步不存在或已被删除。";
        RamUserEventNotExists: "This RAM user event does not exist.", "该 RAM 用户同步事件不存在。";
        TaskBatchNotExists: "There are no tasks that were started under this number.", "没有以该编号启动的任务。";
        ProblemNotExists: "There is no record with this code.", "没有与该编号对应的记录。";
        EntityAlreadyExists: "That name or number is taken.", "该名称或编号已被占用。";
        UserHasAssignments: "The user still has access assignments. Remove them first.", "该用户仍有授权，请先移除授权。";
        UserHasGroups: "The user is still a member of groups. Remove the user from them first.", "该用户仍属于用户组，请先将其移出用户组。";
        GroupHasMembers: "The group still has members. Remove them first.", "该用户组仍有成员，请先移除成员。";
        GroupHasAssignments: "The group still has access assignments. Remove them first.", "该用户组仍有授权，请先移除授权。";
        Synchronized: "This is kept by SCIM Synchronization. Change it in the identity provider.", "该对象由 SCIM 同步维护，请在身份提供商处修改。";
        PasswordChangeNeeded: "Choose a new password.", "请设置新密码。";
        AccessConfigurationHasAssignments: "The access configuration is still assigned. Remove its assignments first.", "该访问配置仍在授权中使用，请先移除相关授权。";
        AccessConfigurationProvisioned: "The access configuration is still provisioned in accounts. Deprovision it first.", "该访问配置仍部署在账号中，请先解除部署。";
        AccessConfigurationHasTasks: "Tasks of the access configuration have not ended. Wait for them, or cancel them.", "该访问配置仍有未完成的任务，请等待任务完成或取消任务。";
        ChangedMeanwhile: "Somebody else has changed this in the meantime.", "内容已被其他人修改。";
        ProvisioningHasAssignments: "Access assignments still use the role. Remove them first.", "仍有授权使用该角色，请先移除授权。";
        AccountProvisioned: "Access configurations are still provisioned on the account. Deprovision them first.", "该账号中仍部署有访问配置，请先解除部署。";
        AccountHasTasks: "Tasks of the account are not over. Wait for them or cancel them.", "该账号仍有未完成的任务，请等待其完成或取消任务。";
        AccountHasRamUsers: "The account still has RAM user provisionings or RAM users. Delete the provisionings first.", "该账号仍有 RAM 用户同步或 RAM 用户，请先删除 RAM 用户同步。";
        TaskConflict: "Another task of the same role is not over. Wait for it or cancel it.", "同一角色仍有未完成的任务，请等待其完成或取消任务。";
        ManualWorkChanged: "What is to be done has changed. Look again.", "需要执行的操作已发生变化，请重新查看。";
        AccountHasAssignments: "The account still has access assignments. Remove them first.", "该账号仍有授权，请先移除授权。";
        FolderNotEmpty: "The folder still holds folders or accounts. Delete or remove them first.", "该资源夹不为空，请先删除其中的资源夹并移除其中的账号。";
        ManagementAccountNeeded: "The management account cannot be removed while there are member accounts.", "存在成员账号时不能移除管理账号。";
        LimitExceeded: "A limit of the directory is reached.", "已达到目录的使用限制。";
        BodyTooLarge: "What was sent is too large.", "提交的内容过大。";
        Unavailable: "The server is busy or cannot reach its database. Try again in a moment.", "服务器繁忙或数据库暂时不可用，请稍后重试。";
        InternalError: "Something went wrong on the server. It is in the server's log; try again or tell your administrator.", "服务器内部错误，已记入服务器日志，请重试或联系管理员。";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_own_sentence_is_preferred_and_an_empty_one_replaced() {
        let error = |message: &str| ApiError {
            code: ErrorCode::Forbidden,
            message: message.to_owned(),
            fields: Vec::new(),
        };
        assert_eq!(refusal(&error("Not yours.")), "Not yours.");
        assert_eq!(refusal(&error(" ")), "You are not allowed to do this.");
    }
}
