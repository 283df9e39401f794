"""Two judges of SCIM servers, scim2-tester and scim-sanity, before the real server on an empty directory.

    run.py --binary PATH [--database URL]

Starts the server in a folder of its own, makes a credential as an administrator does, through the console's API, and
lets both judge. Ends with 0 only when neither found a fault. Without a URL the database is SQLite.
"""

import argparse
import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

PATIENCE = 30
FAULTS = {Status.ERROR, Status.CRITICAL}

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True, type=Path)
    parser.add_argument("--database")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cloudsso-scim-") as folder:
        port = free_port()
        environment = settings(port, arguments.database)
        password = secrets.token_urlsafe(24)
        subprocess.run(
            [arguments.binary.resolve(), "administrator", "create", "tester"],
            cwd=folder, env=environment, input=f"{password}\n", text=True, stdout=subprocess.DEVNULL, check=True,
        )
        with server(arguments.binary.resolve(), folder, environment, port):
            token = credential(port, password)
            base = f"http://127.0.0.1:{port}/scim/v2"
            sound = [scim2_tester(base, token), scim_sanity(base, token)]
    sys.exit(0 if all(sound) else 1)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def settings(port, database):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLOUDSSO_")}
    environment |= {
        "CLOUDSSO_LISTEN": f"127.0.0.1:{port}",
        "CLOUDSSO_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "CLOUDSSO_LOG": "warn",
        "CLOUDSSO_SCIM_REQUESTS_PER_SECOND": "10000",
    }
    if database:
        environment["CLOUDSSO_DATABASE_URL"] = database
    return environment


@contextmanager
def server(binary, folder, environment, port):
    process = subprocess.Popen([binary, "serve"], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(process, port)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_until_ready(process, port):
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        if process.poll() is not None:
            sys.exit(f"the server ended with {process.returncode}")
        try:
            if ask(port, "GET", "/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    sys.exit("the server did not become ready")


def credential(port, password):
    """The value of a fresh credential, with SCIM Synchronization switched on."""
    session = {"user_name": "tester", "password": password}
    cookies = expect(ask(port, "POST", "/api/administrator/session", session))[2]
    cookie = "; ".join(line.split(";")[0] for line in cookies)
    expect(ask(port, "PUT", "/api/settings/scim/synchronization", {"enabled": True}, cookie))
    made = expect(ask(port, "POST", "/api/settings/scim/credentials", {"days": 30}, cookie))
    return json.loads(made[1])["value"]


def ask(port, method, path, body=None, cookie=""):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        headers = {"Content-Type": "application/json", "X-CloudSSO-Request": "1", "Cookie": cookie}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers.get_all("Set-Cookie") or []
    finally:
        connection.close()


def expect(answer):
    if answer[0] >= 300:
        sys.exit(f"the console's API refuses: {answer[0]} {answer[1].decode()}")
    return answer


def scim2_tester(base, token):
    with Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE) as client:
        results = check_server(SyncSCIMClient(client))
    shown = [result for result in results if result.status in FAULTS or result.status == Status.DEVIATION]
    for result in shown:
        print(f"  {result.status.name}: {result.resource_type or ''} {result.title}: {result.reason}")
    counts = Counter(result.status for result in results)
    print("scim2-tester:", ", ".join(f"{count} {status.name.lower()}" for status, count in counts.items()))
    judged = {result.resource_type for result in results if result.status == Status.SUCCESS}
    if not {"User", "Group"} <= judged:
        print("  users and groups were not judged")
        return False
    return not FAULTS & counts.keys()


def scim_sanity(base, token):
    program = Path(sys.executable).with_name("scim-sanity")
    done = subprocess.run(
        [program, "probe", base, "--token", token, "--i-accept-side-effects", "--json-output"],
        stdout=subprocess.PIPE, text=True,
    )
    results = json.loads(done.stdout)["results"]
    faults = [result for result in results if result["status"] not in {"pass", "skip"}]
    for result in faults:
        print(f"  {result['status'].upper()}: {result['name']}: {result.get('message')}")
    passed = sum(result["status"] == "pass" for result in results)
    print(f"scim-sanity: {passed} success, {len(faults)} found fault with")
    return passed > 0 and not faults


if __name__ == "__main__":
    main()
