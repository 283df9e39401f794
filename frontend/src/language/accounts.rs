//! Texts of the resource directory.

use shared::account_import::ImportKind;
use shared::accounts::AccountColour;
use shared::provisioning::RolePart;

use super::{names, texts};

names! {
    /// The name of a colour, which stands on a mark that has no words of its own.
    account_colour(AccountColour) {
        None: "None", "无";
        Red: "Red", "红色";
        Orange: "Orange", "橙色";
        Green: "Green", "绿色";
        Blue: "Blue", "蓝色";
        Purple: "Purple", "紫色";
        Grey: "Grey", "灰色";
    }
}

names! {
    /// What an import does with what is listed.
    import_kind(ImportKind) {
        New: "New in the cloud", "云端新增";
        Moved: "Moved in the cloud", "云端已移动";
        Renamed: "Renamed in the cloud", "云端已改名";
        Recognized: "Recognized folders", "识别出的资源夹";
        Gone: "Not in the cloud any more", "云端已不存在";
    }
}

names! {
    /// What choosing it means.
    import_kind_text(ImportKind) {
        New: "Added here, in the same folder as in the cloud.", "添加到此处，所在资源夹与云端一致。";
        Moved: "Moved here to where they are in the cloud.", "移动到与云端一致的位置。";
        Renamed: "Given the name here that they have in the cloud.", "改为云端的名称。";
        Recognized: "Folders here that have the name and place of a folder in the cloud. From now on they are known by the cloud's ID, also when they are renamed or moved there.", "此处的资源夹与云端某个资源夹名称和位置相同。记录云端 ID 后，即使云端改名或移动也能识别。";
        Gone: "Removed here. Where access is assigned, remove it first.", "从此处移除。仍有授权的账号须先移除授权。";
    }
}

names! {
    /// What stands in an account for an access configuration, part by part.
    role_part(RolePart) {
        SamlProvider: "SAML provider and its metadata", "SAML 身份提供商及其元数据";
        Role: "RAM role", "RAM 角色";
        TrustPolicy: "Trust policy", "信任策略";
        MaxSessionDuration: "Maximum session duration (seconds)", "最大会话时长（秒）";
        SystemPolicy: "System policy", "系统策略";
        CustomPolicy: "Custom policy", "自定义策略";
        InlinePolicy: "Inline policy", "内置策略";
    }
}

texts! {
    /// Texts of the resource directory.
    AccountTexts {
        id: "ID", "编号";
        edit: "Edit", "编辑";
        edit_title: "Edit {name}", "编辑 {name}";
        account_saved: "Account {name} was changed.", "已修改账号 {name}。";
        folder_saved: "Folder {name} was changed.", "已修改资源夹 {name}。";
        forget: "It is gone at the cloud: forget what was provisioned there", "该账号在云端已不存在，同时清除其中的部署记录";
        search_directory: "Search by name or ID", "按名称或编号搜索";
        found: "{n} found", "找到 {n} 项";
        colour: "Colour", "颜色";
        label: "Label", "标签";
        label_hint: "At most {max} characters, such as Production. Shown with the colour wherever the account is named; without a label, the colour's name is.", "最多 {max} 个字符，例如“生产环境”。标签与颜色一起显示在账号名称旁，未填写时显示颜色名称。";
        mark: "Mark", "标记";
        preview: "Preview", "预览";

        basic_info: "Basic Info", "基本信息";
        provisioned: "Provisioned Access Configurations", "已部署的访问配置";
        nothing_provisioned: "Nothing is provisioned here", "尚未部署访问配置";
        compare: "Compare", "比较";
        compare_title: "{name}: as it is in the account", "{name}：账号中的实际状态";
        compare_by_hand: "Only the cloud can say how the role is there. It is asked with the cloud credential, which is entered in the settings.", "角色的实际状态只能向云端查询，需要在设置中配置云凭证。";
        as_it_should_be: "As it should be", "与预期一致";
        as_it_should_be_text: "Nothing in the account differs from what was provisioned.", "账号中的内容与已部署的内容没有差异。";
        drift_text: "Somebody has changed this in the account. Provisioning again makes it as it should be.", "账号中的以下内容已被修改。重新部署可恢复为预期状态。";
        expected: "As it should be", "预期";
        found_there: "As it is in the account", "实际";
        not_there: "Not there", "不存在";
        account_tabs: "The account", "账号";
        to_directory: "Resource Directory", "资源目录";
        account_gone: "This account does not exist", "账号不存在";
        folder_path: "Folder", "所在资源夹";
        added_at: "Added", "添加时间";
        log_on_names: "Names for log-on", "登录使用的名称";
        log_on_names_text: "What stands for this directory in the account. Log-ons name them; they must be called exactly so.", "账号中代表本目录的对象。登录时会使用这些名称，名称必须完全一致。";
        saml_provider: "SAML provider", "SAML 身份提供商";
        ram_roles: "RAM roles", "RAM 角色";
        access_configuration_name: "access configuration", "访问配置名称";

        import: "Import from the Cloud", "从云端导入";
        import_title: "Import the resource directory", "导入资源目录";
        import_lead: "What differs between the folders and accounts here and those of the cloud's resource directory. Nothing is changed before you press Apply.", "此处的资源夹和账号与云端资源目录的差异。点击“应用”之前不会做任何修改。";
        no_credential: "No cloud credential is configured", "尚未配置云凭证";
        no_credential_text: "The cloud's resource directory is read with the cloud credential of the management account. Enter it in the settings, then come back.", "读取云端资源目录需要管理账号的云凭证。请先在设置中配置，然后返回此页。";
        to_credential: "Configure the cloud credential", "配置云凭证";
        no_difference: "No differences", "没有差异";
        no_difference_text: "Folders and accounts here are as they are in the cloud.", "此处的资源夹和账号与云端一致。";
        look_again: "Look Again", "重新比较";
        here: "Here", "此处";
        in_cloud: "In the Cloud", "云端";
        choose_all: "Choose all ({n})", "全选（{n}）";
        held: "Access assignments: {n}. Remove them first.", "授权：{n} 项，请先移除。";
        held_inside: "Access is assigned on what is in it.", "其中的内容仍有授权。";
        forgotten: "What was provisioned there is forgotten: {n}.", "其中已部署的访问配置记录将一并清除：{n} 项。";
        see_account: "See the account", "查看账号";
        apply: "Apply", "应用";
        applied: "Changes made: {n}.", "已应用 {n} 项变更。";
        nothing_chosen: "Choose what to take over.", "请选择要应用的变更。";
        remove_title: "Remove {n} from the resource directory here?", "从此处的资源目录移除 {n} 项？";
        remove_text: "{names}. All chosen changes are made together.", "{names}。所选变更将一并生效。";
        apply_and_remove: "Apply and Remove", "应用并移除";
    }
}
