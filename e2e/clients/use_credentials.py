"""Alibaba Cloud's own SDKs for Python, unchanged: gets credentials in the mode CloudSSO and works with them.

    use_credentials.py

Reads lines of JSON, each a wish: the `profile_file` that `aliyun configure --mode CloudSSO` writes, the `way` in which the
SDK is told of it (`profile`, `provider` or `asynchronous`), the `cloud` to work in and an `instance` there. Writes a line
for each: what came of every call, or the words in which the SDK refused.
"""

import asyncio
import json
import logging
import sys

from alibabacloud_credentials.client import Client as Credentials
from alibabacloud_credentials.exceptions import CredentialException
from alibabacloud_credentials.provider import CLIProfileCredentialsProvider, CloudSSOCredentialsProvider
from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as Ecs
from alibabacloud_ram20150501 import models as ram
from alibabacloud_ram20150501.client import Client as Ram
from alibabacloud_sts20150401.client import Client as Sts
from alibabacloud_tea_openapi.models import Config
from darabonba.exceptions import DaraException
from darabonba.runtime import RuntimeOptions

# What the SDKs refuse is part of the answer; their log repeats it with every stack.
logging.disable(logging.CRITICAL)
# No proxy of the machine between the SDKs and the loopback address.
RUNTIME = RuntimeOptions(no_proxy="127.0.0.1")


def credentials_of(wish):
    if wish["way"] == "profile":
        return Credentials(provider=CLIProfileCredentialsProvider(profile_file=wish["profile_file"]))
    with open(wish["profile_file"], encoding="utf-8") as file:
        profile = json.load(file)["profiles"][0]
    provider = CloudSSOCredentialsProvider(
        sign_in_url=profile["cloud_sso_sign_in_url"],
        account_id=profile["cloud_sso_account_id"],
        access_config=profile["cloud_sso_access_config"],
        access_token=profile["access_token"],
        access_token_expire=profile["cloud_sso_access_token_expire"],
    )
    if wish["way"] == "asynchronous":
        asyncio.run(provider.get_credentials_async())
    return Credentials(provider=provider)


def outcome(call):
    """What a call brought, or the code with which the cloud refused it."""
    try:
        return call()
    except DaraException as error:
        return error.code


def use(wish):
    credentials = credentials_of(wish)
    try:
        credentials.get_credential()
    except CredentialException as error:
        return {"refused": str(error)}
    config = Config(credential=credentials, endpoint=wish["cloud"], protocol="http")
    servers, roles, identity = Ecs(config), Ram(config), Sts(config)

    def describe():
        request = ecs.DescribeInstancesRequest(region_id=wish["region"])
        return [one.instance_name for one in servers.describe_instances_with_options(request, RUNTIME).body.instances.instance]

    def start():
        servers.start_instance_with_options(ecs.StartInstanceRequest(instance_id=wish["instance"]), RUNTIME)
        return "done"

    def stop():
        servers.stop_instance_with_options(ecs.StopInstanceRequest(instance_id=wish["instance"]), RUNTIME)
        return "done"

    return {
        "identity": identity.get_caller_identity_with_options(RUNTIME).body.arn,
        "DescribeInstances": outcome(describe),
        "StartInstance": outcome(start),
        "StopInstance": outcome(stop),
        "ListRoles": outcome(lambda: roles.list_roles_with_options(ram.ListRolesRequest(), RUNTIME) and "done"),
    }


def main():
    for line in sys.stdin:
        print(json.dumps(use(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
