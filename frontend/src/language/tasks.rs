//! Texts of tasks, and of work that waits for an administrator's hand.

use shared::provisioning::ManualAction;
use shared::tasks::{TaskKind, TaskStatus};

use super::{names, texts};

texts! {
    /// Texts of tasks, and of work that waits for an administrator's hand.
    TaskTexts {
        tasks: "Tasks", "任务";
        lead: "What was started to make roles and assignments, and how it went.", "角色部署与授权任务及其执行结果。";
        tabs: "Tasks and manual work", "任务与手动操作";
        task: "Task", "任务";
        by: "by {name}", "由 {name} 发起";
        started: "Started", "开始时间";
        ended: "ended after {after}", "历时 {after}";
        filter_account: "Account (name or number)", "账号（名称或 ID）";
        no_such_account: "No account, or more than one, is called so.", "没有匹配的账号，或匹配到多个账号。";
        none: "No tasks", "暂无任务";
        none_text: "Nothing that matches was started. Tasks come about when permissions are configured or access configurations are provisioned.", "没有匹配的任务。配置权限或部署访问配置时会产生任务。";
        select: "Select the task {task} for {name} on {account}", "选择任务：{task}，{name}，{account}";
        select_role: "Select the task {task} of {name} on {account}", "选择任务：{task}，{name}，{account}";
        cancel: "Cancel selected", "取消所选";
        retry: "Retry selected", "重试所选";
        retry_one: "Retry", "重试";
        next_attempt: "tried {n} times, again at {at}", "已尝试 {n} 次，将于 {at} 再次尝试";
        request_id: "Request ID {id}", "请求 ID {id}";
        canceled: "{n} tasks were canceled.", "已取消 {n} 个任务。";
        retried: "{n} tasks are tried again.", "正在重试 {n} 个任务。";
        show_batch: "Started together", "查看同批任务";

        batch: "Configuring permissions", "权限配置进度";
        batch_lead: "What was started together. The page follows by itself; you may leave it.", "同一批启动的任务。页面会自动更新，您可以离开此页面。";
        to_permissions: "Multi-account Permissions", "多账号权限配置";
        progress: "Progress", "进度";
        progress_words: "{over} of {total} are over: {success} succeeded, {failed} failed.", "已结束 {over} 个，共 {total} 个：成功 {success} 个，失败 {failed} 个。";
        all_over: "All {total} are over: {success} succeeded, {failed} failed, {canceled} were canceled.", "全部 {total} 个已结束：成功 {success} 个，失败 {failed} 个，取消 {canceled} 个。";
        retry_failed: "Retry all failed", "重试全部失败任务";
        cancel_rest: "Cancel what has not started", "取消未开始的任务";
        cancel_title: "Cancel what has not started?", "取消未开始的任务？";
        cancel_text: "{n} tasks have not started and are called off. What is done already stays.", "将取消 {n} 个未开始的任务，已完成的部分保持不变。";
        awaiting_words: "{n} tasks wait for roles that you make by hand.", "{n} 个任务正在等待您手动创建角色。";
        to_manual_work: "Go to the manual work", "前往手动操作";
        batch_gone: "These tasks do not exist", "任务不存在";
        to_tasks: "All tasks", "全部任务";

        manual_work: "Manual work", "手动操作";
        manual_lead: "No cloud credential is configured, so an administrator does this in the account by hand and then presses Done. Assignments that wait for a role are made at that moment.", "尚未配置云凭证，因此需要管理员在账号中手动完成以下操作，然后点击“完成”。等待该角色的授权会随即生效。";
        nothing_manual: "Nothing waits for you", "没有待处理的手动操作";
        nothing_manual_text: "Roles that are to be made, changed or removed by hand appear here.", "需要手动创建、修改或移除的角色会显示在这里。";
        make_role: "Make or change {configuration} on {account}", "在 {account} 中创建或更新 {configuration}";
        remove_role: "Remove {configuration} from {account}", "从 {account} 中移除 {configuration}";
        ways: "Ways to do it", "操作方式";
        steps: "Steps", "操作步骤";
        command_line: "Command line", "命令行";
        terraform: "Terraform", "Terraform";
        no_terraform: "Remove it from your Terraform configuration, or follow the steps.", "请从您的 Terraform 配置中移除，或按照操作步骤执行。";
        show_steps: "Show how", "查看方法";
        hide_steps: "Hide", "收起";
        done: "Done", "完成";
        done_for: "Done: {what}", "完成：{what}";
        done_selected: "Done for selected ({n})", "所选已完成（{n}）";
        said_done: "{n} tasks went on.", "{n} 个任务已继续执行。";
        select_work: "Select: {what}", "选择：{what}";
    }
}

names! {
    /// What a task does, in words.
    task_kind(TaskKind) {
        CreateAccessAssignment: "Create access assignment", "创建授权";
        DeleteAccessAssignment: "Delete access assignment", "删除授权";
        ProvisionAccessConfiguration: "Provision access configuration", "部署访问配置";
        DeprovisionAccessConfiguration: "Deprovision access configuration", "解除部署访问配置";
    }
}

names! {
    /// How far a task is, in words.
    task_status(TaskStatus) {
        Waiting: "Waiting", "等待中";
        InProgress: "In progress", "执行中";
        AwaitingAdministrator: "Awaiting administrator", "等待管理员操作";
        Success: "Success", "成功";
        Failed: "Failed", "失败";
        Canceled: "Canceled", "已取消";
    }
}

names! {
    /// A step of manual work, in words; `{name}` is what it is about.
    manual_action(ManualAction) {
        CreateSamlProvider: "Create the SAML provider {name} with this metadata document, if it does not exist.", "如果不存在，使用以下元数据文档创建 SAML 身份提供商 {name}。";
        CreateRole: "Create the RAM role {name} with this trust policy and a maximum session duration of 43200 seconds, if it does not exist.", "如果不存在，使用以下信任策略创建 RAM 角色 {name}，最大会话时长为 43200 秒。";
        PutPolicy: "Create the custom policy {name} with this document, or replace its document.", "使用以下文档创建自定义策略 {name}，或替换其文档。";
        AttachSystemPolicy: "Attach the system policy {name} to the role.", "为角色授予系统策略 {name}。";
        AttachPolicy: "Attach the custom policy {name} to the role.", "为角色授予自定义策略 {name}。";
        DetachSystemPolicy: "Detach the system policy {name} from the role.", "从角色移除系统策略 {name}。";
        DetachPolicy: "Detach the custom policy {name} from the role.", "从角色移除自定义策略 {name}。";
        DeletePolicy: "Delete the custom policy {name}.", "删除自定义策略 {name}。";
        DeleteRole: "Delete the RAM role {name}.", "删除 RAM 角色 {name}。";
        DeleteSamlProvider: "Delete the SAML provider {name}.", "删除 SAML 身份提供商 {name}。";
        TurnUserSsoOn: "In account {name}, turn on user-based SSO with this metadata document, unless it is on with it already.", "在账号 {name} 中使用以下元数据文档开启用户 SSO（如已开启则跳过）。";
        CreateRamUser: "Create the RAM user {name} with this text as comments and without console logon, if it does not exist.", "如果不存在，创建 RAM 用户 {name}，备注填写以下内容，不启用控制台登录。";
        DeleteRamUser: "Delete the RAM user {name}.", "删除 RAM 用户 {name}。";
        ReleaseRamUser: "Replace the comments of the RAM user {name} by this text. The RAM user stays.", "将 RAM 用户 {name} 的备注改为以下内容，该用户保留。";
        DeleteMarkedRamUser: "Find the RAM user whose comments begin with {name} and delete it. Leave every other RAM user as it is; if there is none, nothing is to be deleted.", "查找备注以 {name} 开头的 RAM 用户并将其删除。请勿改动其他 RAM 用户；如不存在，则无需删除。";
        ReleaseMarkedRamUser: "Find the RAM user whose comments begin with {name} and replace them by this text. Leave every other RAM user as it is; if there is none, nothing is to be replaced.", "查找备注以 {name} 开头的 RAM 用户，将其备注改为以下内容。请勿改动其他 RAM 用户；如不存在，则无需修改。";
        TurnUserSsoOff: "In account {name}, turn off user-based SSO.", "在账号 {name} 中关闭用户 SSO。";
    }
}
