"""The cloud's official SDKs for Python against the stand-in cloud, with nothing set but endpoint and key.

    run.py

Starts the stand-in, then does with the SDKs what provisioning does: a SAML provider, a role and its policies in a
member account that is reached through AssumeRole, and a temporary key that may do some things and not others. Ends
with 0 only when every answer was understood and every refusal arrived as the SDKs' exception with the right code.
"""

import base64
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as Ecs
from alibabacloud_ims20190815 import models as ims
from alibabacloud_ims20190815.client import Client as Ims
from alibabacloud_ram20150501 import models as ram
from alibabacloud_ram20150501.client import Client as Ram
from alibabacloud_resourcemanager20200331 import models as directory
from alibabacloud_resourcemanager20200331.client import Client as ResourceManager
from alibabacloud_sts20150401 import models as sts
from alibabacloud_sts20150401.client import Client as Sts
from alibabacloud_tea_openapi.models import Config
from darabonba.exceptions import DaraException
from darabonba.runtime import RuntimeOptions

PROVIDER = "AliyunReservedSSO-d-python"
ROLE = "AliyunReservedSSO-operator"
POLICY = f"{ROLE}-InlinePolicy"
STOP_TESTS = {
    "Version": "1",
    "Statement": [
        {"Effect": "Allow", "Action": ["ecs:Describe*"], "Resource": ["*"]},
        {"Effect": "Allow", "Action": ["ecs:StartInstance", "ecs:StopInstance"], "Resource": ["*"],
         "Condition": {"StringEquals": {"ecs:tag/stage": ["test"]}}},
    ],
}
# No proxy of the machine between the SDKs and the loopback address.
RUNTIME = RuntimeOptions(no_proxy="127.0.0.1")
checks = 0


def main():
    with stand_in() as cloud:
        manager = key(cloud["access_key_id"], cloud["access_key_secret"])
        for algorithm in (None, "v2"):
            whole_life_of_a_role(cloud, manager, algorithm)
        whole_life_of_a_user(cloud, manager)
        resource_directory(cloud, manager)
        refusals(cloud, manager)
    print(f"The official SDKs for Python and the stand-in cloud understand each other: {checks} checks.")


@contextmanager
def stand_in():
    e2e = Path(__file__).resolve().parent.parent
    command = ["node", "--import", "tsx", "stand_ins/cloud/start.ts"]
    with subprocess.Popen(command, cwd=e2e, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        if not line:
            sys.exit("The stand-in cloud did not start.")
        try:
            yield json.loads(line)
        finally:
            process.stdin.close()


def key(access_key_id, access_key_secret, security_token=None):
    return {"access_key_id": access_key_id, "access_key_secret": access_key_secret, "security_token": security_token}


def config(cloud, credential, algorithm=None):
    return Config(**credential, endpoint=urlsplit(cloud["origin"]).netloc, protocol="http", signature_algorithm=algorithm)


def equal(found, wanted):
    global checks
    checks += 1
    if found != wanted:
        raise AssertionError(f"{found!r} is not {wanted!r}")


def refused(code, status, call, request):
    global checks
    checks += 1
    try:
        call(request, RUNTIME)
    except DaraException as error:
        if (error.code, getattr(error, "status_code", getattr(error, "statusCode", None))) != (code, status):
            raise AssertionError(f"refused with {error.code}, not {code}: {error}") from error
        return
    raise AssertionError(f"not refused with {code}")


def assume(cloud, credential, role_arn, algorithm=None):
    request = sts.AssumeRoleRequest(role_arn=role_arn, role_session_name="python-sdk", duration_seconds=900)
    found = Sts(config(cloud, credential, algorithm)).assume_role_with_options(request, RUNTIME).body.credentials
    return key(found.access_key_id, found.access_key_secret, found.security_token)


def whole_life_of_a_role(cloud, manager, algorithm):
    credential = assume(cloud, manager, cloud["member_role"], algorithm)
    roles, providers = Ram(config(cloud, credential, algorithm)), Ims(config(cloud, credential, algorithm))
    provider = make_provider(cloud, providers)
    trust = json.dumps({"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Federated": [provider]}},
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": [f"acs:ram::{cloud['management']}:root"]}},
    ]})
    made = roles.create_role_with_options(ram.CreateRoleRequest(
        role_name=ROLE, assume_role_policy_document=trust, max_session_duration=43200, description="Bedient Server & Speicher, 100 %"), RUNTIME)
    equal(made.body.role.arn, f"acs:ram::{cloud['member']}:role/{ROLE}")
    roles.create_policy_with_options(ram.CreatePolicyRequest(policy_name=POLICY, policy_document=json.dumps(STOP_TESTS)), RUNTIME)
    for name, kind in ((POLICY, "Custom"), ("AliyunOSSReadOnlyAccess", "System")):
        roles.attach_policy_to_role_with_options(ram.AttachPolicyToRoleRequest(role_name=ROLE, policy_name=name, policy_type=kind), RUNTIME)
    got = roles.get_role_with_options(ram.GetRoleRequest(role_name=ROLE), RUNTIME).body.role
    equal((got.assume_role_policy_document, got.max_session_duration, got.description), (trust, 43200, "Bedient Server & Speicher, 100 %"))
    attached = roles.list_policies_for_role_with_options(ram.ListPoliciesForRoleRequest(role_name=ROLE), RUNTIME).body.policies.policy
    equal([(one.policy_name, one.policy_type) for one in attached], [(POLICY, "Custom"), ("AliyunOSSReadOnlyAccess", "System")])
    equal(ROLE in [one.role_name for one in roles.list_roles_with_options(ram.ListRolesRequest(max_items=50), RUNTIME).body.roles.role], True)

    act(cloud, assume(cloud, manager, made.body.role.arn, algorithm))

    version = roles.create_policy_version_with_options(ram.CreatePolicyVersionRequest(
        policy_name=POLICY, policy_document=json.dumps({**STOP_TESTS, "Statement": STOP_TESTS["Statement"][:1]}), set_as_default=True), RUNTIME)
    equal(version.body.policy_version.version_id, "v2")
    refused("Forbidden.RAM", 403, Ecs(config(cloud, assume(cloud, manager, made.body.role.arn))).start_instance_with_options, ecs.StartInstanceRequest(instance_id=job_of(cloud)))
    updated = roles.update_role_with_options(ram.UpdateRoleRequest(role_name=ROLE, new_max_session_duration=3600), RUNTIME)
    equal(updated.body.role.max_session_duration, 3600)
    remove(roles, providers)


def whole_life_of_a_user(cloud, manager):
    """A RAM user as a directory provisions it, and the user-based SSO that lets it in."""
    credential = assume(cloud, manager, cloud["member_role"])
    users, policies = Ims(config(cloud, credential)), Ram(config(cloud, credential))
    equal(users.get_user_sso_settings_with_options(RUNTIME).body.user_sso_settings.sso_enabled, False)
    document = base64.b64encode(metadata_document().encode()).decode()
    for enabled in (True, False):
        set_sso = ims.SetUserSsoSettingsRequest(metadata_document=document, sso_enabled=enabled, sso_login_with_domain=True)
        found = users.set_user_sso_settings_with_options(set_sso, RUNTIME).body.user_sso_settings
        equal((found.sso_enabled, found.metadata_document, found.sso_login_with_domain), (enabled, document, True))

    name = f"ada@{users.get_default_domain_with_options(RUNTIME).body.default_domain_name}"
    create = ims.CreateUserRequest(user_principal_name=name, display_name="Ada", comments="CloudSSO d-1 u-1")
    equal(users.create_user_with_options(create, RUNTIME).body.user.user_principal_name, name)
    refused("EntityAlreadyExists.User", 409, users.create_user_with_options, create)
    users.update_user_with_options(ims.UpdateUserRequest(user_principal_name=name, new_comments="kept"), RUNTIME)
    equal(users.get_user_with_options(ims.GetUserRequest(user_principal_name=name), RUNTIME).body.user.comments, "kept")
    attachment = {"user_name": "ada", "policy_name": "ReadOnlyAccess", "policy_type": "System"}
    policies.attach_policy_to_user_with_options(ram.AttachPolicyToUserRequest(**attachment), RUNTIME)
    made = users.create_access_key_with_options(ims.CreateAccessKeyRequest(user_principal_name=name), RUNTIME).body.access_key
    listed = users.list_access_keys_with_options(ims.ListAccessKeysRequest(user_principal_name=name), RUNTIME).body.access_keys.access_key
    equal([one.access_key_id for one in listed], [made.access_key_id])
    refused("EntityNotExist.User.LoginProfile", 404, users.delete_login_profile_with_options, ims.DeleteLoginProfileRequest(user_principal_name=name))
    refused("EntityNotExist.User.MFADevice", 404, users.unbind_mfadevice_with_options, ims.UnbindMFADeviceRequest(user_principal_name=name))

    remove_user = ims.DeleteUserRequest(user_principal_name=name)
    refused("DeleteConflict.User.AccessKey", 409, users.delete_user_with_options, remove_user)
    users.delete_access_key_with_options(ims.DeleteAccessKeyRequest(user_principal_name=name, user_access_key_id=made.access_key_id), RUNTIME)
    refused("DeleteConflict.User.Policy", 409, users.delete_user_with_options, remove_user)
    policies.detach_policy_from_user_with_options(ram.DetachPolicyFromUserRequest(**attachment), RUNTIME)
    users.delete_user_with_options(remove_user, RUNTIME)
    refused("EntityNotExist.User", 404, users.get_user_with_options, ims.GetUserRequest(user_principal_name=name))


def metadata_document():
    certificate = base64.b64encode(b"a certificate that nobody verifies here").decode()
    return (
        '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="http://localhost/idp"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        f'<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>'
        "</IDPSSODescriptor></EntityDescriptor>"
    )


def make_provider(cloud, providers):
    document = base64.b64encode(metadata_document().encode()).decode()
    made = providers.create_samlprovider_with_options(ims.CreateSAMLProviderRequest(samlprovider_name=PROVIDER, encoded_samlmetadata_document=document), RUNTIME)
    read = providers.get_samlprovider_with_options(ims.GetSAMLProviderRequest(samlprovider_name=PROVIDER), RUNTIME)
    equal(read.body.samlprovider.encoded_samlmetadata_document, document)
    changed = providers.update_samlprovider_with_options(ims.UpdateSAMLProviderRequest(samlprovider_name=PROVIDER, new_description="changed"), RUNTIME)
    equal(changed.body.samlprovider.description, "changed")
    equal(made.body.samlprovider.arn, f"acs:ram::{cloud['member']}:saml-provider/{PROVIDER}")
    return made.body.samlprovider.arn


def job_of(cloud):
    return f"i-gw8job0{cloud['member'][-4:]}"


def act(cloud, credential):
    """What the role allows, and what it does not."""
    instances = Ecs(config(cloud, credential))
    seen = instances.describe_instances_with_options(ecs.DescribeInstancesRequest(region_id="eu-central-1"), RUNTIME).body.instances.instance
    equal([one.instance_name for one in seen], ["nightly-jobs"])
    instances.start_instance_with_options(ecs.StartInstanceRequest(instance_id=job_of(cloud)), RUNTIME)
    instances.stop_instance_with_options(ecs.StopInstanceRequest(instance_id=job_of(cloud)), RUNTIME)
    refused("Forbidden.RAM", 403, instances.stop_instance_with_options, ecs.StopInstanceRequest(instance_id=f"i-bp1web0{cloud['member'][-4:]}"))
    refused("NoPermission", 403, Ram(config(cloud, credential)).delete_role_with_options, ram.DeleteRoleRequest(role_name=ROLE))


def remove(roles, providers):
    refused("DeleteConflict.Role.Policy", 409, roles.delete_role_with_options, ram.DeleteRoleRequest(role_name=ROLE))
    for name, kind in ((POLICY, "Custom"), ("AliyunOSSReadOnlyAccess", "System")):
        roles.detach_policy_from_role_with_options(ram.DetachPolicyFromRoleRequest(role_name=ROLE, policy_name=name, policy_type=kind), RUNTIME)
    refused("DeleteConflict.Policy.Version", 409, roles.delete_policy_with_options, ram.DeletePolicyRequest(policy_name=POLICY))
    roles.delete_policy_version_with_options(ram.DeletePolicyVersionRequest(policy_name=POLICY, version_id="v1"), RUNTIME)
    roles.delete_policy_with_options(ram.DeletePolicyRequest(policy_name=POLICY), RUNTIME)
    roles.delete_role_with_options(ram.DeleteRoleRequest(role_name=ROLE), RUNTIME)
    providers.delete_samlprovider_with_options(ims.DeleteSAMLProviderRequest(samlprovider_name=PROVIDER), RUNTIME)
    refused("EntityNotExist.Role", 404, roles.get_role_with_options, ram.GetRoleRequest(role_name=ROLE))
    refused("EntityNotExist.Policy", 404, roles.get_policy_with_options, ram.GetPolicyRequest(policy_name=POLICY, policy_type="Custom"))
    refused("EntityNotExist.SAMLProvider", 404, providers.get_samlprovider_with_options, ims.GetSAMLProviderRequest(samlprovider_name=PROVIDER))


def resource_directory(cloud, manager):
    client = ResourceManager(config(cloud, manager))
    equal(client.get_resource_directory_with_options(RUNTIME).body.resource_directory.master_account_id, cloud["management"])
    folders = client.list_folders_for_parent_with_options(directory.ListFoldersForParentRequest(page_size=100), RUNTIME).body
    equal([(one.folder_id, one.folder_name) for one in folders.folders.folder], [(cloud["folder"], "Shop")])
    accounts = client.list_accounts_for_parent_with_options(directory.ListAccountsForParentRequest(parent_folder_id=cloud["folder"]), RUNTIME).body
    equal([one.account_id for one in accounts.accounts.account], [cloud["member"]])


def refusals(cloud, manager):
    ask = sts.AssumeRoleRequest(role_arn=cloud["member_role"], role_session_name="python-sdk")
    refused("InvalidAccessKeyId.NotFound", 404, Sts(config(cloud, key("LTAInobody", "x"))).assume_role_with_options, ask)
    refused("SignatureDoesNotMatch", 400, Sts(config(cloud, key(manager["access_key_id"], "x"))).assume_role_with_options, ask)
    refused("InvalidParameter.DurationSeconds", 400, Sts(config(cloud, manager)).assume_role_with_options, sts.AssumeRoleRequest(role_arn=cloud["member_role"], role_session_name="python-sdk", duration_seconds=3601))
    member = assume(cloud, manager, cloud["member_role"])
    refused("InvalidSecurityToken.MismatchWithAccessKey", 400, Ram(config(cloud, {**member, "security_token": "CAISother"})).list_roles_with_options, ram.ListRolesRequest())
    refused("MalformedPolicyDocument", 400, Ram(config(cloud, member)).create_role_with_options, ram.CreateRoleRequest(role_name="odd", assume_role_policy_document="{"))


if __name__ == "__main__":
    main()
