//! Texts of where access configurations stand in accounts, and of rolling changes out.

use shared::provisioning::ProvisioningStatus;

use super::{names, texts};

texts! {
    /// Texts of where access configurations stand in accounts, and of rolling changes out.
    RollOutTexts {
        provisioning: "Provisioning", "部署";
        outdated_notice: "Accounts that still have the previous policies: {n}. People get the new policies there after the roll-out.", "{n} 个账号仍在使用之前的策略，更新部署后新策略才会在这些账号中生效。";
        roll_out: "Roll Out", "更新部署";
        roll_out_title: "Roll out {name}", "更新部署 {name}";
        roll_out_lead: "What changes in the accounts, compared with what was provisioned there last.", "与各账号中上次部署的内容相比的变化。";
        nothing_to_roll_out: "Every account is up to date", "所有账号均为最新";
        nothing_to_roll_out_text: "The policies in the accounts are those of this access configuration.", "各账号中的策略与该访问配置一致。";
        roll_out_to: "Roll out to {n} accounts", "更新部署到 {n} 个账号";
        later: "Later", "稍后";
        changes_in: "Changes in accounts: {n}", "以下变化涉及 {n} 个账号";
        policies_added: "System policies added", "新增的系统策略";
        policies_removed: "System policies removed", "移除的系统策略";
        inline_changes: "Inline policy, line by line", "内置策略逐行对比";
        line_added: "added", "新增";
        line_removed: "removed", "移除";
        no_change_of_policies: "The policies are the same again; the accounts only have to be marked so.", "策略内容已恢复一致，只需更新账号的部署状态。";
        assignments: "Assignments", "授权数";
        roll_out_progress: "Progress of the roll-out", "部署进度";
        progress_of: "{over} of {total} accounts are done.", "已完成 {over} 个账号，共 {total} 个。";
        progress_failed: "Failed: {n}. The tasks say why.", "失败 {n} 个，原因请查看任务。";
        progress_waits: "Waiting for an administrator's hand: {n}. The tasks show what to do in the account.", "{n} 个等待管理员手动操作，请在任务中查看操作步骤。";
        progress_done: "The roll-out is over.", "部署已结束。";
        to_tasks: "Show the tasks", "查看任务";

        provisioned_at: "Last Provisioned", "最近部署时间";
        not_provisioned: "Not provisioned anywhere", "尚未部署到任何账号";
        not_provisioned_text: "The role is made in an account when somebody is assigned there.", "在某个账号中授权后，会在该账号中创建角色。";
        provision_again: "Provision Again", "重新部署";
        provision_again_on: "Provision again on {account}", "在 {account} 上重新部署";
        provision_all: "Provision Again on All", "全部重新部署";
        provision_all_title: "Provision {name} again on every account?", "在所有账号上重新部署 {name}？";
        provision_all_text: "The role is brought to the present policies in {n} accounts, also where nothing has changed.", "将在 {n} 个账号中按当前策略更新角色，包括内容没有变化的账号。";
        deprovision: "Deprovision", "解除部署";
        deprovision_from: "Deprovision from {account}", "从 {account} 解除部署";
        deprovision_title: "Deprovision {name} from {account}?", "从 {account} 解除部署 {name}？";
        deprovision_text: "The RAM role and its inline policy are removed from the account.", "将从该账号中移除 RAM 角色及其内置策略。";
        deprovision_blocked: "Still assigned there", "仍有授权";
        started: "Tasks started: {n}.", "已启动 {n} 个任务。";
        nothing_started: "There was nothing to do.", "没有需要执行的操作。";
    }
}

names! {
    /// How the role in an account stands.
    provisioning_status(ProvisioningStatus) {
        Provisioned: "Provisioned", "已部署";
        ReprovisionRequired: "Reprovision required", "需重新部署";
        Deprovisioning: "Being deprovisioned", "正在解除部署";
        DeprovisionFailed: "Deprovision failed", "解除部署失败";
    }
}
