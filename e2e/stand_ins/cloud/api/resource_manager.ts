// Resource Management 2020-03-31: the resource directory, as its management account may look at it.

import { Refusal } from "../../loopback.ts";
import type { Folder, Member, Organization } from "../organization.ts";
import { instant, type Operation, type Question } from "./operation.ts";
import type { Parameters } from "./request.ts";

/** The directory, if the caller's account manages it. */
function directory({ estate, account, demand }: Question, action: string): Organization {
  demand(`resourcemanager:${action}`, "*");
  const { organization } = estate;
  if (!organization) throw new Refusal(404, "ResourceDirectoryNotInUse", "You have not enabled a resource directory. Please enable one first.");
  if (organization.management.id !== account.id) throw new Refusal(403, "NoPermission.ResourceDirectory.MemberAccount", "Only the management account may do this.");
  return organization;
}

function folderOf(organization: Organization, parameters: Parameters): Folder {
  const id = parameters.text("ParentFolderId") || organization.root.id;
  const folder = organization.folders.get(id);
  if (!folder) throw new Refusal(404, "EntityNotExists.ResourceDirectory.Folder", `The folder ${id} does not exist.`);
  return folder;
}

/** One page, with what is said beside it. */
function numberedPage<T>(items: readonly T[], parameters: Parameters): { readonly page: readonly T[]; readonly counts: object } {
  const number = parameters.number("PageNumber", 1, 1_000_000) ?? 1;
  const size = parameters.number("PageSize", 1, 100) ?? 10;
  return { page: items.slice((number - 1) * size, number * size), counts: { PageNumber: number, PageSize: size, TotalCount: items.length } };
}

function folderBody({ id, name, parent, created }: Folder): object {
  return { FolderId: id, FolderName: name, CreateTime: instant(created), ...(parent === undefined ? {} : { ParentFolderId: parent }) };
}

function memberBody(organization: Organization, { account, folder, joined }: Member): object {
  return {
    AccountId: account.id,
    DisplayName: account.name,
    FolderId: folder,
    ResourceDirectoryId: organization.id,
    JoinMethod: "created",
    JoinTime: instant(joined),
    ModifyTime: instant(joined),
    Status: "CreateSuccess",
    Type: "ResourceAccount",
  };
}

function contains(text: string, parameters: Parameters): boolean {
  return text.toLowerCase().includes(parameters.text("QueryKeyword").toLowerCase());
}

export const RESOURCE_MANAGER: Readonly<Record<string, Operation>> = {
  GetResourceDirectory: (question) => {
    const { id, root, management, created } = directory(question, "GetResourceDirectory");
    return { ResourceDirectory: { ResourceDirectoryId: id, RootFolderId: root.id, MasterAccountId: management.id, MasterAccountName: management.name, CreateTime: instant(created), ControlPolicyStatus: "Disabled", MemberDeletionStatus: "Disabled" } };
  },
  ListFoldersForParent: (question) => {
    const { parameters } = question;
    const organization = directory(question, "ListFoldersForParent");
    const folders = organization.foldersIn(folderOf(organization, parameters).id).filter(({ name }) => contains(name, parameters));
    const { page, counts } = numberedPage(folders, parameters);
    return { Folders: { Folder: page.map(folderBody) }, ...counts };
  },
  ListAccountsForParent: (question) => {
    const { parameters } = question;
    const organization = directory(question, "ListAccountsForParent");
    const members = organization.membersIn(folderOf(organization, parameters).id).filter(({ account }) => contains(account.name, parameters) || contains(account.id, parameters));
    const { page, counts } = numberedPage(members, parameters);
    return { Accounts: { Account: page.map((member) => memberBody(organization, member)) }, ...counts };
  },
  ListAccounts: (question) => {
    const organization = directory(question, "ListAccounts");
    const { page, counts } = numberedPage([...organization.members.values()], question.parameters);
    return { Accounts: { Account: page.map((member) => ({ ...memberBody(organization, member), ResourceDirectoryPath: `${organization.path(member.folder)}/${member.account.id}` })) }, ...counts };
  },
  GetFolder: (question) => {
    const organization = directory(question, "GetFolder");
    const folder = organization.folders.get(question.parameters.required("FolderId"));
    if (!folder) throw new Refusal(404, "EntityNotExists.ResourceDirectory.Folder", "The folder does not exist.");
    return { Folder: { ...folderBody(folder), ResourceDirectoryPath: organization.path(folder.id) } };
  },
  GetAccount: (question) => {
    const organization = directory(question, "GetAccount");
    const member = organization.members.get(question.parameters.required("AccountId"));
    if (!member) throw new Refusal(404, "EntityNotExists.ResourceDirectory.Account", "The account does not exist.");
    return { Account: { ...memberBody(organization, member), ResourceDirectoryPath: `${organization.path(member.folder)}/${member.account.id}` } };
  },
};
