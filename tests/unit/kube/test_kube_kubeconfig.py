import json
from pathlib import Path
from typing import Any

import pytest

from kubespaces.kube import KubeconfigError, load
from kubespaces.kube.kubeconfig import parse

SERVER = "https://127.0.0.1:6443"


def kubeconfig(**changes: Any) -> dict[str, Any]:
    document = {
        "current-context": "dev",
        "clusters": [{"name": "c", "cluster": {"server": SERVER, "certificate-authority": "ca.crt"}}],
        "users": [{"name": "u", "user": {"token": "very-secret"}}],
        "contexts": [{"name": "dev", "context": {"cluster": "c", "user": "u", "namespace": "shop"}}],
    }
    return {**document, **changes}


def write(folder: Path, document: Any, name: str = "config") -> Path:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


@pytest.fixture(autouse=True)
def _no_ambient_kubeconfig(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)


def test_a_path_a_text_and_json_give_the_same_access(tmp_path: Path) -> None:
    path = write(tmp_path, kubeconfig())
    text = "\n".join(
        (
            "current-context: dev",
            f"clusters: [{{name: c, cluster: {{server: '{SERVER}'}}}}]",
            "users: [{name: u, user: {token: very-secret}}]",
            "contexts: [{name: dev, context: {cluster: c, user: u, namespace: shop}}]",
        )
    )
    for given in (path, str(path), text, json.dumps(kubeconfig())):
        access = load(given)
        assert (access.server, access.namespace, access.context) == (SERVER, "shop", "dev")
        assert access.user["token"] == "very-secret"


def test_relative_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    document = kubeconfig(users=[{"name": "u", "user": {"client-certificate": "me.crt", "client-key": "/k/me.key"}}])
    access = load(write(tmp_path, document))
    assert access.cluster["certificate-authority"] == str(tmp_path / "ca.crt")
    assert access.user["client-certificate"] == str(tmp_path / "me.crt")
    assert access.user["client-key"] == "/k/me.key"


def test_an_exec_plugin_with_a_slash_is_relative_and_one_without_is_found_on_path(tmp_path: Path) -> None:
    for command, expected in (("./login", str(tmp_path / "login")), ("aws", "aws")):
        users = [{"name": "u", "user": {"exec": {"command": command}}}]
        assert load(write(tmp_path, kubeconfig(users=users))).user["exec"]["command"] == expected


def test_context_and_cluster_can_be_chosen(tmp_path: Path) -> None:
    document = kubeconfig()
    document["clusters"].append({"name": "c2", "cluster": {"server": "https://other:6443/"}})
    document["contexts"].append({"name": "prod", "context": {"cluster": "c2", "user": "u"}})
    path = write(tmp_path, document)
    prod = load(path, "prod")
    assert (prod.server, prod.namespace) == ("https://other:6443", "default")
    assert load(path, "dev", "c2").server == "https://other:6443"


def test_the_files_of_the_environment_are_merged_and_the_first_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write(tmp_path, kubeconfig(contexts=[]), "one")
    second_document = kubeconfig(clusters=[{"name": "c", "cluster": {"server": "https://loses"}}])
    second = write(tmp_path, {**second_document, "current-context": "other"}, "two")
    monkeypatch.setenv("KUBECONFIG", f"{first}:{tmp_path / 'missing'}:{second}")
    assert load().server == SERVER
    assert load().context == "dev"


def test_without_any_kubeconfig_the_message_says_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KubeconfigError, match=r"looked at ~/\.kube/config"):
        load()
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "gone"))
    with pytest.raises(KubeconfigError, match="gone"):
        load()


def test_inside_a_pod_its_service_account_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in (("token", "t"), ("namespace", "team"), ("ca.crt", "pem")):
        (tmp_path / name).write_text(content)
    monkeypatch.setattr("kubespaces.kube.kubeconfig.SERVICE_ACCOUNT", tmp_path)
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "fd00::1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    access = load()
    assert (access.server, access.namespace) == ("https://[fd00::1]:443", "team")
    assert access.user == {"tokenFile": str(tmp_path / "token")}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (kubeconfig(**{"current-context": ""}), "no current-context; name one of dev"),
        (kubeconfig(**{"current-context": "prod"}), "no context 'prod'; there is dev"),
        (kubeconfig(clusters=[{"name": "x", "cluster": {"server": SERVER}}]), "no cluster 'c'; there is x"),
        (kubeconfig(users=[]), "no user 'u'; there is none"),
        (kubeconfig(clusters=[{"name": "c", "cluster": {"server": "host"}}]), "server 'host' is no https:// address"),
        ({"kind": "Pod"}, "names no clusters"),
        ("- a\n- b\n", "names no clusters"),
        ("a: [\n", "neither YAML nor JSON in line"),
    ],
)
def test_what_is_wrong_with_a_kubeconfig_is_said_with_its_path(tmp_path: Path, document: Any, words: str) -> None:
    path = write(tmp_path, document)
    with pytest.raises(KubeconfigError) as caught:
        load(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(KubeconfigError, match="/nowhere/config: No such file"):
        load("/nowhere/config")


def test_no_message_shows_a_credential(tmp_path: Path) -> None:
    broken = 'users: [{name: u, user: {token: "very-secret}}]\nclusters: [\n'
    with pytest.raises(KubeconfigError) as caught:
        parse(broken)
    assert "very-secret" not in str(caught.value)
    assert "very-secret" not in repr(load(write(tmp_path, kubeconfig())))
