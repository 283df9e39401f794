//! Resource Management, version 2020-03-31.

use serde_json::{Value, json};

use super::state::State;
use super::{OWNER, Outcome, Parameters, Refusal, required};

/// Id of the root folder.
const ROOT: &str = "r-root01";

pub(super) fn carry_out(state: &State, account: &str, action: &str, parameters: &Parameters) -> Outcome {
    if account != OWNER {
        return Err(Refusal::new(404, "ResourceDirectoryNotInUse", "The resource directory is not in use."));
    }
    if action == "GetResourceDirectory" {
        let owner = &state.accounts[OWNER];
        return Ok(json!({ "ResourceDirectory": {
            "ResourceDirectoryId": "rd-000001", "RootFolderId": ROOT,
            "MasterAccountId": OWNER, "MasterAccountName": owner.name,
        } }));
    }
    let parent = parameters.get("ParentFolderId").map_or(ROOT, String::as_str);
    let parent = (parent != ROOT).then_some(parent);
    if parent.is_some_and(|id| !state.folders.iter().any(|folder| folder.id == id)) {
        return Err(Refusal::new(404, "EntityNotExists.Folder", "The folder does not exist."));
    }
    match action {
        "ListFoldersForParent" => {
            let folders = state.folders.iter().filter(|folder| folder.parent.as_deref() == parent);
            let all: Vec<Value> =
                folders.map(|folder| json!({ "FolderId": folder.id, "FolderName": folder.name })).collect();
            page(&all, "Folders", "Folder", parameters)
        }
        "ListAccountsForParent" => {
            let members = state.accounts.iter().filter(|(id, _)| *id != OWNER);
            let here = members.filter(|(_, account)| account.folder.as_deref() == parent);
            let all: Vec<Value> =
                here.map(|(id, account)| json!({ "AccountId": id, "DisplayName": account.name })).collect();
            page(&all, "Accounts", "Account", parameters)
        }
        _ => Err(Refusal::new(404, "InvalidAction.NotFound", "Specified api is not found.")),
    }
}

fn page(all: &[Value], list: &str, entry: &str, parameters: &Parameters) -> Outcome {
    let number: usize = required(parameters, "PageNumber")?.parse().unwrap();
    let size: usize = required(parameters, "PageSize")?.parse().unwrap();
    if !(1..=100).contains(&size) {
        return Err(Refusal::new(400, "InvalidParameter.PageSize", "It is out of range."));
    }
    let here: Vec<&Value> = all.iter().skip((number - 1) * size).take(size).collect();
    Ok(json!({ list: { entry: here }, "PageNumber": number, "PageSize": size, "TotalCount": all.len() }))
}
