import asyncio
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from kubespaces.kube import Access, KubeconfigError
from kubespaces.kube.auth import FileToken, PluginToken, authentication

REQUEST = httpx.Request("GET", "https://127.0.0.1/api")


def access(user: dict[str, Any]) -> Access:
    return Access("dev", "https://127.0.0.1", "default", {"server": "https://127.0.0.1"}, user, "me")


def header(auth: httpx.Auth | None) -> str:
    assert auth is not None
    return str(next(auth.sync_auth_flow(REQUEST)).headers["Authorization"])


@pytest.fixture
def plugin(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Return an exec section whose program prints what it is told and counts its runs."""

    def make(prints: str, code: int = 0, **fields: Any) -> dict[str, Any]:
        script = tmp_path / "login.py"
        script.write_text(
            "import os, sys\n"
            f"open({str(tmp_path / 'runs')!r}, 'a').write(os.environ['KUBERNETES_EXEC_INFO'] + '\\n')\n"
            f"print({prints!r})\n"
            f"print('a hint\\nlast words', file=sys.stderr)\nsys.exit({code})\n"
        )
        return {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": sys.executable,
            "args": [str(script)],
            **fields,
        }

    return make


def credential(token: str, expires: datetime | None = None) -> str:
    status = {"token": token} | ({"expirationTimestamp": expires.isoformat()} if expires else {})
    return json.dumps({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": status})


def runs(tmp_path: Path) -> list[str]:
    return (tmp_path / "runs").read_text().splitlines()


def test_a_token_is_sent_as_it_is() -> None:
    assert header(authentication(access({"token": "abc"}))) == "Bearer abc"


def test_a_name_and_password_are_sent_as_basic_authentication() -> None:
    assert header(authentication(access({"username": "u", "password": "p"}))).startswith("Basic ")


def test_a_client_certificate_needs_no_header() -> None:
    assert authentication(access({"client-certificate-data": "x"})) is None


def test_a_login_method_of_the_past_is_refused_with_the_way_out() -> None:
    with pytest.raises(KubeconfigError, match=r"'me'.*auth-provider 'gcp'.*exec plugin"):
        authentication(access({"auth-provider": {"name": "gcp"}}))


def test_a_token_file_is_read_again_after_the_server_refused_its_token(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("old\n")
    flow = FileToken(path).sync_auth_flow(REQUEST)
    assert next(flow).headers["Authorization"] == "Bearer old"
    path.write_text("new\n")
    assert flow.send(httpx.Response(401)).headers["Authorization"] == "Bearer new"


def test_a_missing_token_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KubeconfigError, match=str(tmp_path / "gone")):
        header(FileToken(tmp_path / "gone"))


def test_a_plugin_runs_once_and_is_told_about_the_cluster(plugin: Any, tmp_path: Path) -> None:
    auth = authentication(access({"exec": plugin(credential("abc"), provideClusterInfo=True)}))
    assert header(auth) == header(auth) == "Bearer abc"
    (info,) = runs(tmp_path)
    assert json.loads(info)["spec"] == {"interactive": False, "cluster": {"server": "https://127.0.0.1"}}


def test_a_plugin_runs_again_when_its_token_has_expired(plugin: Any, tmp_path: Path) -> None:
    auth = authentication(access({"exec": plugin(credential("abc", datetime.now(UTC) - timedelta(hours=1)))}))
    header(auth)
    header(auth)
    assert len(runs(tmp_path)) == 2


def test_a_plugin_does_not_run_again_before_its_token_expires(plugin: Any, tmp_path: Path) -> None:
    auth = authentication(access({"exec": plugin(credential("abc", datetime.now(UTC) + timedelta(hours=1)))}))
    header(auth)
    header(auth)
    assert len(runs(tmp_path)) == 1


def test_many_requests_at_once_run_a_plugin_once(plugin: Any, tmp_path: Path) -> None:
    auth = PluginToken(access({"exec": plugin(credential("abc"))}))

    async def one() -> str:
        request = httpx.Request("GET", "https://127.0.0.1/api")
        return str((await anext(auth.async_auth_flow(request))).headers["Authorization"])

    async def many() -> list[str]:
        return await asyncio.gather(*(one() for _ in range(20)))

    assert set(asyncio.run(many())) == {"Bearer abc"}
    assert len(runs(tmp_path)) == 1


def test_a_missing_plugin_gives_its_name_and_its_hint() -> None:
    section = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "no-such-login",
        "installHint": "Install it from\nexample.com.",
    }
    with pytest.raises(KubeconfigError, match=r"'me'.*'no-such-login'.*Install it from example\.com\."):
        header(authentication(access({"exec": section})))


@pytest.mark.parametrize(
    ("prints", "code", "fields", "words"),
    [
        ("token-abc", 3, {}, "failed with exit code 3: last words"),
        ("token-abc", 0, {}, "did not print an ExecCredential"),
        (credential(""), 0, {}, "gave no token"),
        ("", 0, {"apiVersion": "client.authentication.k8s.io/v1alpha1"}, "v1alpha1' is not one of"),
        ("", 0, {"interactiveMode": "Always"}, "insists on a terminal"),
    ],
)
def test_what_is_wrong_with_a_plugin_is_said_without_its_output(
    plugin: Any, prints: str, code: int, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(KubeconfigError) as caught:
        header(authentication(access({"exec": plugin(prints, code, **fields)})))
    assert words in str(caught.value)
    assert "token-abc" not in str(caught.value)
