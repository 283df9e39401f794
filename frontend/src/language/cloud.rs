//! Texts of the cloud credential and of the rotation of the signing key.

use shared::cloud_credential::CloudCheck;
use shared::key_rotation::RotationPhase;

use super::{names, texts};

texts! {
    /// Texts of the cloud credential and of the rotation of the signing key.
    CloudTexts {
        credential: "Cloud Credential", "云凭证";
        credential_lead: "With it the server makes roles in the accounts and keeps them up to date. It belongs to the management account and gets into members through their role {role}.", "服务器使用该凭证在各账号中创建并更新角色。凭证属于管理账号，通过成员账号中的角色 {role} 访问成员账号。";
        none: "No credential is configured: roles are provisioned by hand. The page Tasks says what is to be done in each account.", "尚未配置凭证，角色需要手动部署。“任务”页面会说明每个账号中需要执行的操作。";
        uses_oidc: "The server's settings name the role {role}, which is assumed with a token of its platform.", "服务器设置指定使用角色 {role}，通过平台令牌扮演该角色。";
        uses_ecs: "The server's settings name the role {role} of the ECS instance that it runs on.", "服务器设置指定使用所在 ECS 实例的角色 {role}。";
        not_used: "The access key below is not used while they do.", "在此期间不使用以下 AccessKey。";
        access_key_id: "AccessKey ID", "AccessKey ID";
        access_key_secret: "AccessKey Secret", "AccessKey Secret";
        secret_hint: "Kept sealed and never shown again.", "加密保存，不会再次显示。";
        entered: "Entered", "填写时间";
        enter: "Enter Access Key", "填写 AccessKey";
        replace: "Replace Access Key", "更换 AccessKey";
        save: "Save", "保存";
        saved: "The access key was saved.", "已保存 AccessKey。";
        delete: "Delete", "删除";
        delete_title: "Delete the access key {id}?", "删除 AccessKey {id}？";
        delete_text: "Roles are then provisioned by hand. What stands in the accounts stays there.", "删除后角色需要手动部署，账号中已有的内容保持不变。";
        deleted: "The access key was deleted.", "已删除 AccessKey。";
        test: "Test", "测试";
        test_title: "Does It Work?", "凭证测试";
        test_member: "Member to Try", "用于测试的成员账号";
        no_member: "None", "不测试";
        test_result: "Test Result", "测试结果";
        check: "Check", "检查项";
        outcome: "Outcome", "结果";
        answer: "The Cloud's Answer", "云端返回";
        works: "Works", "正常";
        fails: "Does not work", "异常";
        not_tried: "Not tried", "未测试";
        request_id: "Request ID {id}", "请求 ID {id}";

        rotation: "Signing Key Rotation", "签名密钥轮换";
        rotation_lead: "The key that signs role logons is followed by another without a moment in which an account refuses them. You can stop anywhere and go on later.", "更换用于签名角色登录的密钥，期间各账号始终接受登录。可以随时停下，之后继续。";
        start: "Start Rotation", "开始轮换";
        start_title: "Make a new signing key?", "创建新的签名密钥？";
        start_text: "The old key goes on signing. The metadata then carries the certificates of both, and has to get into every account.", "旧密钥继续用于签名。元数据将同时包含两个密钥的证书，并需要更新到每个账号。";
        switch: "Sign with the New Key", "使用新密钥签名";
        switch_title: "Sign role logons with the new key?", "使用新密钥签名角色登录？";
        switch_text: "Every account trusts both keys, so nobody notices. There is no way back after this.", "所有账号都信任这两个密钥，用户不会受影响。此后无法撤回。";
        switch_blocked: "Not every account has the metadata yet.", "仍有账号未更新元数据。";
        go_back: "Go Back", "撤回";
        go_back_title: "Remove the new key?", "移除新密钥？";
        go_back_text: "The old key goes on signing. Accounts that have the new certificate get the metadata without it.", "旧密钥继续用于签名。已包含新证书的账号将更新为不含新证书的元数据。";
        remove_old: "Remove the Old Key", "移除旧密钥";
        remove_old_title: "Remove the old key?", "移除旧密钥？";
        remove_old_text: "The old key is deleted, and every account gets the metadata with the new one alone.", "旧密钥将被删除，每个账号将更新为仅包含新密钥的元数据。";
        stepped: "The rotation is a step further.", "轮换已进入下一步。";
        keys: "Keys", "密钥";
        signs: "Signs", "用于签名";
        stands_by: "Does not sign", "不用于签名";
        accounts: "Accounts and Their Metadata", "账号元数据";
        progress: "{done} of {total} accounts have the metadata.", "{total} 个账号中的 {done} 个已更新元数据。";
        by_hand: "No cloud credential is configured: upload this metadata document to the SAML provider {name} of every account below, then press Done.", "尚未配置云凭证：请将此元数据文档上传到以下每个账号的 SAML 身份提供商 {name}，然后单击“完成”。";
        account: "Account", "账号";
        state: "State", "状态";
        in_place: "In place", "已更新";
        waiting: "Waiting", "等待中";
        failed: "Failed", "失败";
        tried_again: "Tried again at {time}", "将于 {time} 重试";
        done: "Done", "完成";
        done_in: "Done in {name}", "{name} 已完成";
        retry: "Retry", "重试";
        retry_in: "Retry in {name}", "重试 {name}";
    }
}

names! {
    /// What was tried of the credential.
    cloud_check(CloudCheck) {
        CallerIdentity: "The cloud knows it", "云端识别凭证";
        ManagementAccount: "Its account owns the resource directory", "所属账号拥有资源目录";
        MemberRole: "It gets into the member", "可以访问成员账号";
    }
}

names! {
    /// Where the rotation is.
    rotation_phase(RotationPhase) {
        None: "No rotation is under way.", "当前没有进行中的轮换。";
        Spreading: "Step 1 of 3: the metadata with both certificates goes into every account. The old key signs.", "第 1 步（共 3 步）：将包含两个证书的元数据更新到每个账号，旧密钥用于签名。";
        Switched: "Step 2 of 3: the new key signs. Every account trusts both keys.", "第 2 步（共 3 步）：新密钥用于签名，所有账号信任两个密钥。";
        Removing: "Step 3 of 3: one key is left. The metadata with its certificate alone goes into every account.", "第 3 步（共 3 步）：仅保留一个密钥，将只包含其证书的元数据更新到每个账号。";
    }
}
