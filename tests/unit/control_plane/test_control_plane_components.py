import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from kubespaces_embedded.control_plane import Tools, components, kubeconfig, pki
from kubespaces_embedded.control_plane.components import Launch
from kubespaces_embedded.control_plane.layout import Layout
from kubespaces_embedded.toolbox import Tool


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout.of("one", tmp_path)
    layout.create()
    pki.ensure(layout.pki, layout.name)
    kubeconfig.write(layout, 4001)
    return layout


def tools(version: str = "1.34.2") -> Tools:
    return Tools(*(Tool(name, Path("/opt") / name, version, "path") for name in components.COMPONENTS))


def launches(layout: Layout, *, audit: bool = False) -> list[Launch]:
    return [
        components.etcd(layout, tools()),
        components.api_server(layout, tools(), 4001, audit=audit),
        components.controller_manager(layout, tools(), 4002),
    ]


def flags(launch: Launch) -> dict[str, str]:
    pairs = [argument.removeprefix("--").partition("=") for argument in launch.argv[1:]]
    found = {name: value for name, _, value in pairs}
    assert len(found) == len(pairs), "a flag is given twice"
    return found


def test_nothing_listens_beyond_this_machine(layout: Layout) -> None:
    etcd, *servers = (flags(launch) for launch in launches(layout))
    for server in servers:
        assert ipaddress.ip_address(server["bind-address"]).is_loopback
    urls = [value for name, value in etcd.items() if name.endswith("-urls")]
    assert len(urls) == 4
    assert {urlsplit(url).scheme for url in urls} == {"unix"}


def test_isolation_is_switched_on(layout: Layout) -> None:
    api = flags(components.api_server(layout, tools(), 1, audit=False))
    wanted = {"PodSecurity", "ResourceQuota", "LimitRanger", "ValidatingAdmissionPolicy", "PodNodeSelector"}
    assert wanted <= set(api["enable-admission-plugins"].split(","))
    assert api["authorization-mode"] == "Node,RBAC"
    assert api["anonymous-auth"] == "false"


def test_only_public_facts_are_on_command_lines(layout: Layout) -> None:
    secrets = [file.read_text(encoding="utf-8") for file in layout.pki.glob("*.key")]
    lines = [secret.splitlines()[1] for secret in secrets]
    for launch in launches(layout):
        assert not any(line in argument for line in lines for argument in launch.argv)


def test_the_audit_log_is_only_there_if_it_is_on(layout: Layout) -> None:
    layout.audit_policy.write_text(components.AUDIT_POLICY, encoding="utf-8")
    assert not [name for name in flags(launches(layout)[1]) if name.startswith("audit")]
    audited = flags(launches(layout, audit=True)[1])
    assert audited["audit-log-path"] == str(layout.audit_log)
    assert yaml.safe_load(components.AUDIT_POLICY)["rules"] == [{"level": "Metadata"}]


def test_a_process_is_known_by_marks_that_no_other_control_plane_has(layout: Layout) -> None:
    mine = components.marks(layout)
    other = components.marks(Layout.of("two", layout.root.parent.parent))
    for launch in launches(layout):
        assert mine[launch.component] <= set(launch.argv)
        assert not other[launch.component] <= set(launch.argv)
        assert [name for name, marks in mine.items() if marks <= set(launch.argv)] == [launch.component]


@pytest.mark.parametrize("position", [0, 1, 2])
def test_what_makes_a_restart_necessary(layout: Layout, position: int) -> None:
    launch = launches(layout)[position]
    assert launch.digest() == launches(layout)[position].digest()
    newer = Launch(launch.component, launch.argv, "9.9.9", launch.marks, launch.inputs, launch.port)
    assert newer.digest() != launch.digest()
    for file in launch.inputs:
        before = launch.digest()
        file.write_bytes(file.read_bytes() + b"\n")
        assert launch.digest() != before, file


def test_the_administrators_kubeconfig_is_complete_in_one_file(layout: Layout) -> None:
    document = yaml.safe_load(layout.kubeconfig.read_text(encoding="utf-8"))
    assert document["current-context"] == "kubespaces-one"
    (cluster,), (user,) = document["clusters"], document["users"]
    assert cluster["cluster"]["server"] == "https://127.0.0.1:4001"
    assert set(user["user"]) == {"client-certificate-data", "client-key-data"}
    assert layout.kubeconfig.stat().st_mode & 0o777 == 0o600


def test_a_component_sees_nothing_of_the_callers_environment(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "KUBECONFIG", "GODEBUG"):
        monkeypatch.setenv(name, "x")
    assert set(components.environment(layout)) == {"HOME", "PATH", "TZ"}
