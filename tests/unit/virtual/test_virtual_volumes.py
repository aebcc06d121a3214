"""A pod's volumes as files, and what of them is seen in the sandbox."""

import stat
import time
from pathlib import Path

import pytest

from kubespaces_embedded.toolbox import Tool
from kubespaces_embedded.virtual.container import Programs, describe, other_version
from kubespaces_embedded.virtual.sandbox import Description
from kubespaces_embedded.virtual.volumes import UnsupportedError, Volumes

from .fakes import FakeHost, pod


def programs() -> Programs:
    return Programs(*(Tool(name, Path("/tools") / name, "1.0.0", "build") for name in ("syncer", "kine", "api", "kcm")))


def volumes(folder: Path, host: FakeHost | None = None, **spec: object) -> Volumes:
    return Volumes(host or FakeHost(), pod(**spec), folder / "volumes", {"data-team-dev-0": folder / "data"})


def described(folder: Path, **spec: object) -> Description:
    return describe(folder / "root", programs(), volumes(folder, **spec), 6443)


def test_secrets_tokens_and_claims_are_where_the_pod_wants_them(tmp_path: Path) -> None:
    binds = {bind.target: bind for bind in described(tmp_path).binds}

    config = Path(binds["/var/lib/vcluster"].source) / "config.yaml"
    access = Path(binds["/var/run/secrets/kubernetes.io/serviceaccount"].source)
    assert config.read_text() == "secret: team-dev/vc-config-team-dev"
    assert {path.name: path.read_text() for path in access.iterdir()} == {
        "token": "token-1",
        "ca.crt": "map team-dev/kube-root-ca.crt",
        "namespace": "team-dev",
    }
    assert stat.S_IMODE((access / "token").stat().st_mode) == 0o600
    assert binds["/data"].source == str(tmp_path / "data")


def test_only_claims_may_be_written_to(tmp_path: Path) -> None:
    assert [bind.target for bind in described(tmp_path).binds if bind.writable] == ["/data"]


def test_programs_are_this_machines_where_images_would_bring_them(tmp_path: Path) -> None:
    description = described(tmp_path)
    sources = {bind.target: bind.source for bind in description.binds}

    assert sources["/vcluster"] == "/tools/syncer"
    assert sources["/usr/local/bin/kine"] == "/tools/kine"
    assert sources["/binaries/kube-apiserver"] == "/tools/api"
    assert "/binaries" not in sources
    assert "/binaries" not in description.folders
    assert description.argv == ("/vcluster", "start")


def test_environment_is_the_kubelets_and_the_pods(tmp_path: Path) -> None:
    environment = described(tmp_path).environment

    assert environment["VCLUSTER_NAME"] == "team-dev"
    assert environment["POD_NAME"] == "team-dev-0"
    assert environment["KEY"] == "secret: team-dev/keys"
    assert environment["KUBERNETES_SERVICE_PORT"] == "6443"
    assert "KUBECONFIG" not in environment


def test_a_store_that_would_have_to_run_somewhere_is_refused(tmp_path: Path) -> None:
    host = FakeHost()
    host.config = b"controlPlane: {backingStore: {etcd: {deploy: {enabled: true}}}}"
    with pytest.raises(UnsupportedError, match="write backingStore: sqlite"):
        describe(tmp_path / "root", programs(), volumes(tmp_path, host), 6443)


def test_user_is_the_pods_or_root(tmp_path: Path) -> None:
    assert described(tmp_path).user == 12345
    assert described(tmp_path, securityContext={}).user == 0


def test_a_description_survives_being_written(tmp_path: Path) -> None:
    description = described(tmp_path)
    assert Description.load(description.dump()) == description


def test_tokens_are_renewed_before_they_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = FakeHost()
    found = volumes(tmp_path, host)
    binds, _ = found.binds(found.pod["spec"]["containers"][0])
    token = next(Path(bind.source) for bind in binds if "serviceaccount" in bind.target) / "token"

    found.renew()
    assert token.read_text() == "token-1"
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3000)
    found.renew()
    assert token.read_text() == "token-2"
    assert host.asked == [("", 3607), ("", 3607)]


@pytest.mark.parametrize(
    ("volume", "word"),
    [
        ({"name": "data", "hostPath": {"path": "/"}}, "hostPath"),
        ({"name": "data", "persistentVolumeClaim": {"claimName": "others"}}, "persistentVolumeClaim"),
        ({"name": "data", "nfs": {"server": "x"}}, "nfs"),
    ],
)
def test_what_is_not_to_be_had_is_named(tmp_path: Path, volume: dict[str, object], word: str) -> None:
    others = [one for one in pod()["spec"]["volumes"] if one["name"] != "data"]
    with pytest.raises(UnsupportedError, match=f"'data' of kind {word}"):
        described(tmp_path, volumes=[*others, volume])


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ("ghcr.io/loft-sh/kubernetes:v1.0.7", ""),
        ("mirror.example.com:5000/kubernetes:v1.33.4", "runs Kubernetes 1.0.0 instead of 1.33.4"),
        ("kubernetes", ""),
    ],
)
def test_another_kubernetes_version_than_asked_for_is_told(image: str, said: str) -> None:
    found = other_version(pod(initContainers=[{"name": "kubernetes", "image": image}]), programs())
    assert found.partition(":")[0] == said
