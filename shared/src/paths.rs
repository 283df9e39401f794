//! Every path that the pages call, once. `{…}` is a place for an id, as axum writes it.

/// GET [`crate::session::SignInOptions`]; `{name}` is the directory's name.
pub const SIGN_IN_OPTIONS: &str = "/api/sign-in/{name}";
/// POST [`crate::session::PasswordSignIn`].
pub const PASSWORD_SIGN_IN: &str = "/api/password-sign-in";
/// GET [`crate::session::Problem`].
pub const PROBLEM: &str = "/api/problems/{id}";
/// GET [`crate::session::PortalSession`]; DELETE signs out.
pub const SESSION: &str = "/api/session";
/// GET [`crate::session::AdministratorSession`]; POST [`crate::session::PasswordSignIn`] signs in; DELETE signs out.
pub const ADMINISTRATOR_SESSION: &str = "/api/administrator/session";

/// GET page of [`crate::portal::PortalAccount`], query [`crate::portal::PortalAccountQuery`]: the person's favourites,
/// then what was used last, then the others by name.
pub const PORTAL_ACCOUNTS: &str = "/api/portal/accounts";
/// GET list of [`crate::portal::PortalAccessConfiguration`].
pub const PORTAL_ACCESS_CONFIGURATIONS: &str = "/api/portal/accounts/{id}/access-configurations";
/// PUT marks the account as a favourite of the person's; DELETE takes the mark away.
pub const PORTAL_FAVOURITE: &str = "/api/portal/accounts/{id}/favourite";
/// GET list of [`crate::portal::RecentLogOn`], newest first.
pub const PORTAL_RECENT: &str = "/api/portal/recent";
/// GET [`crate::portal::DirectAccess`], query [`crate::portal::DirectAccessQuery`].
pub const PORTAL_DIRECT_ACCESS: &str = "/api/portal/direct-access";
/// POST [`crate::credentials::GetCredentials`], answers [`crate::credentials::Credentials`].
pub const PORTAL_CREDENTIALS: &str = "/api/portal/credentials";
/// GET [`crate::clients::DeviceRequest`], query `user_code`; POST [`crate::clients::DecideDevice`].
pub const DEVICE_REQUEST: &str = "/api/portal/device-request";
/// GET [`crate::portal::DirectAccessLink`], query [`crate::portal::DirectAccessQuery`]: of what the person may use.
pub const PORTAL_DIRECT_ACCESS_LINK: &str = "/api/portal/direct-access-link";
/// GET [`crate::portal::DirectAccessLink`], query [`crate::portal::DirectAccessQuery`]: of anything there is.
pub const DIRECT_ACCESS_LINK: &str = "/api/direct-access-link";

/// GET [`crate::overview::Overview`].
pub const OVERVIEW: &str = "/api/overview";

/// GET page of [`crate::users::User`], query [`crate::users::UserQuery`]; POST [`crate::users::CreateUser`].
pub const USERS: &str = "/api/users";
/// GET [`crate::users::User`]; PUT [`crate::users::UpdateUser`]; DELETE.
pub const USER: &str = "/api/users/{id}";
/// PUT [`crate::users::UpdateUserStatus`].
pub const USER_STATUS: &str = "/api/users/{id}/status";
/// PUT [`crate::users::SetPassword`], answers [`crate::users::NewPassword`].
pub const USER_PASSWORD: &str = "/api/users/{id}/password";
/// GET page of [`crate::groups::Group`], query `after`: the groups that the user is a member of, by name.
pub const USER_GROUPS: &str = "/api/users/{id}/groups";
/// POST [`crate::users::ImportUsers`], answers [`crate::users::Imported`]. Beside and not below the users' path.
pub const USER_IMPORT: &str = "/api/user-import";
/// POST [`crate::users::ImportUsers`], answers [`crate::users::ImportPreview`], writes nothing.
pub const USER_IMPORT_PREVIEW: &str = "/api/user-import/preview";

/// GET page of [`crate::groups::Group`], query [`crate::groups::GroupQuery`]; POST [`crate::groups::WriteGroup`].
pub const GROUPS: &str = "/api/groups";
/// GET [`crate::groups::Group`]; PUT [`crate::groups::WriteGroup`]; DELETE.
pub const GROUP: &str = "/api/groups/{id}";
/// GET page of [`crate::users::User`], query `search` and `after`; POST and DELETE
/// [`crate::groups::ChangeMembers`], each of which answers the [`crate::groups::Group`].
pub const GROUP_MEMBERS: &str = "/api/groups/{id}/members";

/// GET [`crate::accounts::ResourceDirectory`].
pub const RESOURCE_DIRECTORY: &str = "/api/resource-directory";
/// GET [`crate::account_import::ImportDifference`], asks the cloud and writes nothing; POST
/// [`crate::account_import::ApplyImport`], answers [`crate::account_import::ImportApplied`].
pub const RESOURCE_DIRECTORY_IMPORT: &str = "/api/resource-directory/import";
/// POST [`crate::accounts::CreateFolder`].
pub const FOLDERS: &str = "/api/resource-directory/folders";
/// PUT [`crate::accounts::UpdateFolder`]; DELETE.
pub const FOLDER: &str = "/api/resource-directory/folders/{id}";
/// POST [`crate::accounts::CreateAccount`].
pub const ACCOUNTS: &str = "/api/resource-directory/accounts";
/// GET [`crate::accounts::AccountDetail`]; PUT [`crate::accounts::UpdateAccount`]; DELETE, query
/// [`crate::accounts::DeleteAccount`].
pub const ACCOUNT: &str = "/api/resource-directory/accounts/{id}";

/// GET list of [`crate::access_configurations::AccessConfiguration`]; POST
/// [`crate::access_configurations::CreateAccessConfiguration`].
pub const ACCESS_CONFIGURATIONS: &str = "/api/access-configurations";
/// GET [`crate::access_configurations::AccessConfiguration`]; PUT
/// [`crate::access_configurations::UpdateAccessConfiguration`]; DELETE.
pub const ACCESS_CONFIGURATION: &str = "/api/access-configurations/{id}";
/// GET page of [`crate::access_configurations::SystemPolicy`], query
/// [`crate::access_configurations::SystemPolicyQuery`].
pub const SYSTEM_POLICIES: &str = "/api/system-policies";

/// GET page of [`crate::access_assignments::AccessAssignment`], query `user_id` or `group_id`, `account_id`,
/// `access_configuration_id`, `after`, and with `user_id` also `through_groups=true` for what the user has
/// through groups; POST [`crate::access_assignments::GrantAccess`] and DELETE with body
/// [`crate::access_assignments::RevokeAccess`], each of which answers [`crate::tasks::Started`].
pub const ACCESS_ASSIGNMENTS: &str = "/api/access-assignments";
/// POST [`crate::access_assignments::PreviewGrant`], answers [`crate::access_assignments::GrantPreview`], grants
/// nothing.
pub const ACCESS_ASSIGNMENT_PREVIEW: &str = "/api/access-assignments/preview";

/// GET page of [`crate::reach::Reach`], query [`crate::reach::ReachQuery`].
pub const REACH: &str = "/api/reach";
/// GET a file of all of it, query [`crate::reach::ExportQuery`].
pub const REACH_EXPORT: &str = "/api/reach/export";
/// POST [`crate::access_assignments::RevokeMuch`], answers [`crate::tasks::Started`].
pub const ACCESS_ASSIGNMENTS_REVOKE: &str = "/api/access-assignments/revoke";

/// GET page of [`crate::provisioning::Provisioning`], query [`crate::provisioning::ProvisioningQuery`]; POST
/// [`crate::provisioning::Provision`] and DELETE [`crate::provisioning::RoleInAccount`], each of which answers
/// [`crate::tasks::Started`].
pub const PROVISIONINGS: &str = "/api/provisionings";
/// POST [`crate::provisioning::RoleInAccount`], answers [`crate::provisioning::Comparison`].
pub const PROVISIONING_COMPARISON: &str = "/api/provisionings/comparison";
/// GET [`crate::provisioning::RollOutPreview`] of an access configuration.
pub const ROLL_OUT_PREVIEW: &str = "/api/access-configurations/{id}/roll-out-preview";

/// GET page of [`crate::tasks::Task`], query [`crate::tasks::TaskQuery`].
pub const TASKS: &str = "/api/tasks";
/// GET [`crate::tasks::BatchProgress`].
pub const TASK_BATCH: &str = "/api/task-batches/{id}";
/// POST [`crate::tasks::ChooseTasks`], answers [`crate::tasks::TasksChanged`].
pub const TASKS_CANCEL: &str = "/api/tasks/cancel";
/// POST [`crate::tasks::ChooseTasks`], answers [`crate::tasks::TasksChanged`].
pub const TASKS_RETRY: &str = "/api/tasks/retry";
/// GET page of [`crate::provisioning::ManualWork`], query `after`: what waits for an administrator's hand.
pub const MANUAL_WORK: &str = "/api/manual-work";
/// POST [`crate::provisioning::ManualWorkDone`]: **Done**; answers [`crate::tasks::TasksChanged`].
pub const MANUAL_WORK_DONE: &str = "/api/manual-work/done";

/// GET page of [`crate::ram_users::RamUserProvisioning`], query [`crate::ram_users::RamUserProvisioningQuery`]; POST
/// [`crate::ram_users::CreateRamUserProvisionings`], answers [`crate::ram_users::RamUserProvisioningsCreated`].
pub const RAM_USER_PROVISIONINGS: &str = "/api/ram-user-provisionings";
/// PUT [`crate::ram_users::UpdateRamUserProvisioning`], answers [`crate::ram_users::RamUserProvisioning`]; DELETE.
pub const RAM_USER_PROVISIONING: &str = "/api/ram-user-provisionings/{id}";
/// GET page of [`crate::ram_users::RamUser`], query [`crate::ram_users::RamUserProvisioningQuery`]: of a user, of a
/// group's members, or of an account.
pub const RAM_USERS: &str = "/api/ram-users";
/// GET page of [`crate::ram_users::RamUserEvent`], query [`crate::ram_users::RamUserEventQuery`].
pub const RAM_USER_EVENTS: &str = "/api/ram-user-events";
/// POST [`crate::ram_users::RetryRamUserEvents`], answers [`crate::ram_users::RamUserEventsChanged`].
pub const RAM_USER_EVENTS_RETRY: &str = "/api/ram-user-events/retry";
/// POST [`crate::ram_users::RamUserDone`]: **Done**; answers [`crate::ram_users::RamUserEventsChanged`].
pub const RAM_USER_DONE: &str = "/api/ram-user-events/done";
/// GET [`crate::ram_users::RamUserSettings`]; PUT the same.
pub const RAM_USER_SETTINGS: &str = "/api/settings/ram-users";
/// GET page of [`crate::ram_users::PortalRamUser`], query [`crate::ram_users::PortalRamUserQuery`].
pub const PORTAL_RAM_USERS: &str = "/api/portal/ram-users";

/// GET [`crate::settings::Settings`].
pub const SETTINGS: &str = "/api/settings";
/// PUT [`crate::settings::RenameDirectory`].
pub const DIRECTORY_NAME: &str = "/api/settings/directory-name";
/// PUT [`crate::settings::ConfigureIdentityProvider`]; DELETE clears.
pub const IDENTITY_PROVIDER: &str = "/api/settings/identity-provider";
/// POST [`crate::settings::ConfigureIdentityProvider`], answers [`crate::settings::Preview`], saves nothing.
pub const IDENTITY_PROVIDER_PREVIEW: &str = "/api/settings/identity-provider/preview";
/// PUT [`crate::settings::SetSsoLogon`].
pub const SSO_LOGON: &str = "/api/settings/sso-logon";
/// PUT [`crate::settings::SetAccessContact`].
pub const ACCESS_CONTACT: &str = "/api/settings/access-contact";
/// PUT [`crate::settings::UpdateSsoRules`].
pub const SSO_RULES: &str = "/api/settings/sso-rules";
/// PUT [`crate::settings::LogonPreferences`].
pub const LOGON_PREFERENCES: &str = "/api/settings/logon-preferences";

/// GET [`crate::cloud_credential::CloudCredential`]; PUT [`crate::cloud_credential::PutCloudCredential`]; DELETE.
pub const CLOUD_CREDENTIAL: &str = "/api/settings/cloud-credential";
/// POST [`crate::cloud_credential::TestCloudCredential`], answers [`crate::cloud_credential::CloudCredentialTest`];
/// changes nothing.
pub const CLOUD_CREDENTIAL_TEST: &str = "/api/settings/cloud-credential/test";

/// GET [`crate::key_rotation::KeyRotation`]; POST [`crate::key_rotation::StepKeyRotation`], answers the same.
pub const KEY_ROTATION: &str = "/api/settings/key-rotation";
/// POST [`crate::key_rotation::MarkRotationAccount`], answers [`crate::key_rotation::KeyRotation`].
pub const KEY_ROTATION_ACCOUNT: &str = "/api/settings/key-rotation/account";

/// GET [`crate::scim::ScimSettings`].
pub const SCIM_SETTINGS: &str = "/api/settings/scim";
/// PUT [`crate::scim::SetScimSynchronization`], answers [`crate::scim::ScimSettings`].
pub const SCIM_SYNCHRONIZATION: &str = "/api/settings/scim/synchronization";
/// POST [`crate::scim::CreateScimCredential`], answers [`crate::scim::NewScimCredential`].
pub const SCIM_CREDENTIALS: &str = "/api/settings/scim/credentials";
/// DELETE.
pub const SCIM_CREDENTIAL: &str = "/api/settings/scim/credentials/{id}";
/// PUT [`crate::scim::UpdateScimCredentialStatus`].
pub const SCIM_CREDENTIAL_STATUS: &str = "/api/settings/scim/credentials/{id}/status";

/// GET page of [`crate::events::Event`], query [`crate::events::EventQuery`].
pub const EVENTS: &str = "/api/events";

/// GET: starts SP-initiated SSO; query `target`, a path of this site to land on.
pub const SAML_SIGN_IN: &str = "/saml/sign-in";
/// POST form [`crate::portal::LogOn`]; with a SAMLRequest of the cloud's, by GET or POST, it leads to the portal.
pub const LOG_ON: &str = "/saml/log-on";
/// POST form [`crate::ram_users::RamUserLogOn`].
pub const RAM_USER_LOG_ON: &str = "/saml/ram-user-log-on";
/// GET: the SP metadata document; add `?download` to save it as a file.
pub const SP_METADATA: &str = "/saml/sp/{id}";
/// GET: the IdP metadata document to register at the cloud; add `?download` to save it as a file.
pub const IDP_METADATA: &str = "/saml/idp/{id}";
/// POST: where the identity provider posts its responses.
pub const ACS: &str = "/saml/acs/{id}";

/// POST: a command-line client asks for a device code.
pub const DEVICE_AUTHORIZATION: &str = "/device-authorization";
/// POST: a command-line client exchanges its device code for an access token.
pub const TOKEN: &str = "/token";
/// GET with an access token: the accounts of the person behind it.
pub const CLIENT_ACCOUNTS: &str = "/access-assignments/accounts";
/// GET with an access token: the access configurations of that person on one account.
pub const CLIENT_ACCESS_CONFIGURATIONS: &str = "/access-assignments/access-configurations";
/// POST with an access token: temporary credentials.
pub const CLOUD_CREDENTIALS: &str = "/cloud-credentials";
/// The page where people confirm a command-line client; query `user_code`.
pub const DEVICE_CODE_PAGE: &str = "/device/code";

/// The SCIM base path (RFC 7644, section 3.2).
pub const SCIM: &str = "/scim/v2";

/// Header that every write of our own pages carries; another site cannot set it.
pub const WRITE_HEADER: &str = "x-cloudsso-request";

/// The path with its one place filled in.
pub fn with_id(path: &str, id: &str) -> String {
    match (path.find('{'), path.find('}')) {
        (Some(from), Some(to)) if from < to => format!("{}{id}{}", &path[..from], &path[to + 1..]),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_in_a_path_is_filled_in() {
        assert_eq!(with_id(USER_STATUS, "u-1"), "/api/users/u-1/status");
        assert_eq!(with_id(USERS, "u-1"), "/api/users");
    }
}
