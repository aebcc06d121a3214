"""A region as it is run for real: a host stack, and two tenants stacks that read it, a shard each."""

import dataclasses
from pathlib import Path

import pytest
import yaml
from tests.support.project import ProjectCopy, admin, changes, namespaces, namespaces_of

from kubespaces.kube import calls
from kubespaces.plan.guard_rails import GUARD_RAILS
from kubespaces.plan.shard import shard_of
from kubespaces_embedded.control_plane import ControlPlane

pytestmark = pytest.mark.engine

ALL = namespaces_of("local")
SHARDS = {"region-0": 0, "region-1": 1}


@pytest.fixture(scope="module")
def region(project: ProjectCopy) -> ProjectCopy:
    """The project with the stacks of a region on a cluster that exists, reached by a secret kubeconfig."""
    plane = ControlPlane("local", home=Path(project.environment["KUBESPACES_HOME"]))
    plane.up()
    write_stack(project, "region-host", {"role": "host", "kubeconfig": str(plane.kubeconfig)})
    for name, index in SHARDS.items():
        settings = {"role": "tenants", "hostStack": "organization/kubespaces/region-host"}
        write_stack(project, name, {**settings, "shardIndex": index, "shardCount": len(SHARDS)})
    on_a_laptop = {"settings": {"backupsElsewhere": True}}  # as for the stack local: see stacks/policies.yaml
    told = {"stacks": dict.fromkeys(SHARDS, on_a_laptop)}
    (project.root / "stacks" / "policies.yaml").write_text(yaml.safe_dump(told))
    return dataclasses.replace(project, environment={**project.environment, "PULUMI_CONFIG_PASSPHRASE": "a test"})


def write_stack(project: ProjectCopy, name: str, settings: dict[str, object]) -> None:
    config = {f"kubespaces:{key}": value for key, value in {"host": "local", **settings}.items()}
    document = {"config": {"pulumi:disable-default-providers": ["*"], **config}}
    (project.root / "stacks" / f"Pulumi.{name}.yaml").write_text(yaml.safe_dump(document))


def test_the_host_stack_makes_the_platform_and_no_tenant(region: ProjectCopy) -> None:
    assert changes(region.run("up", "--yes", "--stack", "region-host")).keys() == {"created"}
    assert namespaces(region) == set()
    with admin(region) as client:
        rails = client.resource("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy")
        installed = {item["metadata"]["name"] for item in client.send(calls.list_(rails))["items"]}
    assert {f"kubespaces-{rail.name}" for rail in GUARD_RAILS} <= installed


def test_the_kubeconfig_is_a_secret_everywhere(region: ProjectCopy) -> None:
    state = Path(region.environment["KUBESPACES_HOME"], "stacks", ".pulumi", "stacks", "kubespaces", "region-host.json")
    path = str(ControlPlane("local", home=Path(region.environment["KUBESPACES_HOME"])).kubeconfig)

    assert path not in state.read_text()


def test_each_shard_lays_its_own_tenants(region: ProjectCopy) -> None:
    for stack in SHARDS:
        region.run("up", "--yes", "--stack", stack)
    assert namespaces(region) == ALL
    for stack, index in SHARDS.items():
        output = region.run("up", "--yes", "--stack", stack)
        assert changes(output).keys() == {"unchanged"}
        shown = {name for name in ALL if name in output}
        assert shown == {name for name in ALL if shard_of(name.split("-", maxsplit=1)[0], len(SHARDS)) == index}


def test_the_deployers_kubeconfig_comes_from_the_host_stacks_outputs(region: ProjectCopy, tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    region.run("kubeconfig", "web", "dev", "--stack", "region-0", "--output", str(file))
    assert yaml.safe_load(file.read_text())["contexts"][0]["context"]["namespace"] == "web-dev"


def test_a_stack_without_a_passphrase_says_what_to_set(project: ProjectCopy, region: ProjectCopy) -> None:
    del region
    output = project.run("preview", "--stack", "region-0", expect=1)
    assert "PULUMI_CONFIG_PASSPHRASE" in output
    assert "Traceback" not in output
