"""The component ``HelmChart``, with a stand-in for ``helm`` that prints what the test wants."""

import base64
from pathlib import Path
from typing import Any

import pulumi
import pytest

from kubespaces import ArgumentsError, HelmChart
from kubespaces.plan.charts import stand_in
from tests.support.charts import SERVICE, chart, rendered

from . import golden
from .programs import with_provider
from .world import Registered, World

CRD = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: pools.x.io}
    spec: {scope: Namespaced, group: x.io, names: {kind: Pool}}
"""
SECRET = f"""
    apiVersion: v1
    kind: Secret
    metadata: {{name: login}}
    data: {{password: {base64.b64encode(stand_in("auth.password").encode()).decode()}}}
"""
JOB = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: setup, annotations: {helm.sh/hook: post-install}}"
SERVICE_TEXT = SERVICE.replace("{{ .Release.Name }}", "web")


@pytest.fixture
def args(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    chart(tmp_path, service=SERVICE, secret='# {{ lookup "v1" "Secret" "" "" }}')
    script = tmp_path / "helm"
    script.write_text('#!/bin/sh\ncase $1 in version) echo v3.19.5;; *) cat "$HELM_OUTPUT";; esac\n')
    script.chmod(0o755)
    monkeypatch.setenv("KUBESPACES_HELM", str(script))
    monkeypatch.setenv("HELM_OUTPUT", str(tmp_path / "output"))
    prints(
        tmp_path,
        ("web/crds/pool.yaml", CRD),
        ("web/templates/secret.yaml", SECRET),
        ("web/templates/service.yaml", SERVICE_TEXT),
        ("web/templates/job.yaml", JOB),
    )
    return {
        "chart": {"name": "web", "path": str(tmp_path / "web")},
        "namespace": "shop",
        "kubernetes_version": "1.34",
        "hooks": {"Job/setup": "register"},
    }


def prints(folder: Path, *objects: tuple[str, str]) -> None:
    (folder / "output").write_text(rendered(*objects))


def made(world: World, args: Any) -> dict[str, Registered]:
    def program() -> None:
        secret = pulumi.Output.secret("s3cret")
        component = HelmChart("web", {"secret_values": {"auth.password": secret}, **args}, with_provider())
        assert component.get("Service", "web")

    return {resource.name: resource for resource in world.run(program)}


def test_every_object_is_a_resource(world: World, args: dict[str, Any]) -> None:
    found = made(world, args)
    golden.check("helm-chart", list(found.values()))
    for name, resource in found.items():
        if name.startswith("web-"):
            assert resource.parent == "web"
            assert resource.provider.endswith("eu-kubernetes")


def test_order(world: World, args: dict[str, Any]) -> None:
    found = made(world, args)
    assert found["web-service-web"].depends_on == ("web-customresourcedefinition-pools.x.io",)
    assert found["web-job-setup"].depends_on == ("web-secret-login", "web-service-web")


def test_secret_values_arrive_and_are_secret(world: World, args: dict[str, Any]) -> None:
    data = made(world, args)["web-secret-login"].inputs["data"]
    assert data["4dabf18193072939515e22adb298388d"] == "1b47061264138c4ac30d75fd1eb44270"  # Pulumi's mark of a secret
    assert data["value"] == {"password": base64.b64encode(b"s3cret").decode()}


def test_wrong_arguments_are_told_at_once(world: World, args: dict[str, Any]) -> None:
    wrong = {**args, "hooks": {"*": "run"}, "namespace": "Shop", "chart": {"name": "web"}, "kubernetes_version": "new"}
    with pytest.raises(ArgumentsError) as caught:
        made(world, wrong)
    assert {problem.field for problem in caught.value.problems} == {
        "chart", 'hooks["*"]', "kubernetesVersion", "namespace"
    }  # fmt: skip
    assert {resource.name for resource in world.registered} <= {"eu-kubernetes"}


def test_a_hook_without_a_choice_stops_before_anything_is_registered(world: World, args: dict[str, Any]) -> None:
    with pytest.raises(pulumi.RunError, match=r"'web': nothing is changed:\n.*Job/setup is a hook"):
        made(world, {**args, "hooks": {}})
    assert {resource.name for resource in world.registered} <= {"eu-kubernetes"}


def test_what_helm_says_reaches_the_user(
    world: World, args: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "helm-that-fails"
    script.write_text(
        '#!/bin/sh\n[ "$1" = version ] && echo v3.19.5 && exit\n'
        'echo "Error: values are wrong" >&2; echo >&2; echo "Use --debug flag to render out invalid YAML" >&2; exit 1\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("KUBESPACES_HELM", str(script))
    with pytest.raises(pulumi.RunError, match=r"chart web: values are wrong$"):
        made(world, args)


def test_no_helm_or_an_old_one_says_how_to_get_one(
    world: World, args: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KUBESPACES_HELM")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(
        pulumi.RunError, match=r"needs helm 3\.14 or newer; install it .* or name it in KUBESPACES_HELM"
    ):
        made(world, args)
    script = tmp_path / "old-helm"
    script.write_text("#!/bin/sh\necho v3.2.1\n")
    script.chmod(0o755)
    monkeypatch.setenv("KUBESPACES_HELM", str(script))
    with pytest.raises(pulumi.RunError, match=r"is v3\.2\.1; charts need helm 3\.14 or newer"):
        made(world, args)
