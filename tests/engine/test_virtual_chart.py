"""The vCluster chart with the values that the rung ``virtual`` gives it, rendered by the real ``helm``."""

import base64
import time
from typing import Any

import pytest
import yaml
from tests.documents import host, parsed_host
from tests.plans import HOST, namespace_of
from tests.support import vcluster

from kubespaces.charts.vcluster import control_plane_objects
from kubespaces.kube import ApiError, Client, calls, connect_sync
from kubespaces.objects import type_token
from kubespaces.plan import PlannedObject, plan_namespace
from kubespaces.plan.charts import ChartError, Rendered, images_of
from kubespaces.spec.virtual_images import own_images
from kubespaces.spec.virtual_overhead import overhead_of
from kubespaces_embedded.control_plane import ControlPlane
from kubespaces_policies.catalogue import all_controls
from kubespaces_policies.derive import settings_for
from kubespaces_policies.evaluate import Context, Verdict, evaluate
from kubespaces_policies.resource import Resource
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import Value
from kubespaces_policies.wire import decode_struct, encode_struct

pytestmark = pytest.mark.engine

SHAPES: dict[str, dict[str, Any]] = {
    "default": {},
    "high availability": {"highAvailability": True, "kubernetesVersion": "1.33.4", "sync": {"serviceAccounts": True}},
    "licensed": {
        "licensed": True,
        "backingStore": "embedded-etcd",
        "domain": "example.com",
        "values": {"controlPlane": {"statefulSet": {"scheduling": {"nodeSelector": {"pool": "system"}}}}},
    },
}


@pytest.fixture(autouse=True)
def _tools() -> None:
    vcluster.set_up()


@pytest.fixture(params=SHAPES.values(), ids=SHAPES)
def spec(request: pytest.FixtureRequest) -> Any:
    return namespace_of("dev", isolation="virtual", virtual=request.param)


@pytest.fixture
def objects(spec: Any) -> list[Rendered]:
    return vcluster.rendered(spec, HOST).objects


def pods_of(objects: list[Rendered]) -> list[dict[str, Any]]:
    found = [item.manifest["spec"] for item in objects if item.kind in {"Deployment", "StatefulSet"}]
    assert found
    return [{"replicas": one["replicas"], **one["template"]["spec"]} for one in found]


def test_it_has_no_right_outside_its_namespace(objects: list[Rendered]) -> None:
    assert {item.namespace for item in objects} == {"shop-dev"}
    assert not [item.words for item in objects if item.kind.startswith("Cluster")]


def test_its_rights_let_it_change_no_wall(objects: list[Rendered]) -> None:
    walls = {
        "networkpolicies", "resourcequotas", "limitranges", "roles", "rolebindings", "namespaces", "statefulsets",
        "deployments", "daemonsets", "ingresses", "*",
    }  # fmt: skip
    (role,) = [item.manifest for item in objects if item.kind == "Role"]
    writes = {"create", "update", "patch", "delete", "*", "escalate", "bind"}
    written = {kind for rule in role["rules"] if writes & set(rule["verbs"]) for kind in rule["resources"]}
    assert "pods" in written
    assert not written & walls


def test_nothing_of_it_is_root_or_reaches_the_node(objects: list[Rendered]) -> None:
    for pod in pods_of(objects):
        assert not {"hostNetwork", "hostPID", "hostIPC"} & {key for key, value in pod.items() if value}
        assert not [volume for volume in pod["volumes"] if "hostPath" in volume] if "volumes" in pod else True
        for container in [*pod["containers"], *pod.get("initContainers", [])]:
            context = {**pod["securityContext"], **container["securityContext"]}
            assert context["runAsNonRoot"] is True
            assert context["runAsUser"] == 12345
            assert context["allowPrivilegeEscalation"] is False
            assert context["capabilities"] == {"drop": ["ALL"]}
            assert context["seccompProfile"] == {"type": "RuntimeDefault"}


def test_the_quota_has_room_for_what_it_takes(spec: Any, objects: list[Rendered]) -> None:
    extra = overhead_of(spec.cluster)
    replicas = sum(pod["replicas"] for pod in pods_of(objects))
    assert replicas < extra["pods"]
    memory = {"Gi": 2**30, "Mi": 2**20}
    taken = sum(
        pod["replicas"] * int(limit[:-2]) * memory[limit[-2:]]
        for pod in pods_of(objects)
        for limit in [container["resources"]["limits"]["memory"] for container in pod["containers"]]
    )
    assert taken < extra["memory"]


def test_its_images_are_those_that_the_namespace_accepts(spec: Any, objects: list[Rendered]) -> None:
    images = images_of(objects)
    assert set(images) == {image for image in own_images(spec) if "coredns" not in image}
    assert f"ghcr.io/loft-sh/vcluster-{'pro' if spec.cluster.licensed else 'oss'}:0.30.0" in images


def test_its_configuration(spec: Any, objects: list[Rendered]) -> None:
    (secret,) = [item.manifest for item in objects if item.kind == "Secret"]
    config = yaml.safe_load(base64.b64decode(secret["data"]["config.yaml"]))
    assert config["telemetry"]["enabled"] is False
    pods = config["sync"]["toHost"]["pods"]
    assert pods["useSecretsForSATokens"] is True
    assert pods["runtimeClassName"] == "gvisor"
    assert config["policies"]["podSecurityStandard"] == "restricted"
    for kind in ("networkPolicies", "ingresses", "namespaces", "priorityClasses", "persistentVolumes"):
        assert config["sync"]["toHost"][kind]["enabled"] is False
    server = config["exportKubeConfig"]["server"].removeprefix("https://")
    assert server in (config["controlPlane"]["proxy"]["extraSANs"] or ["shop-dev.shop-dev.svc"])


def test_only_one_template_looks_into_the_cluster() -> None:
    assert vcluster.rendered(namespace_of("dev", isolation="virtual"), HOST).lookups == ["templates/service.yaml"]


def test_a_value_that_the_chart_does_not_know_is_told() -> None:
    with pytest.raises(ChartError, match="nonsense"):
        vcluster.rendered(namespace_of("dev", isolation="virtual"), HOST, nonsense={})


def test_a_restricted_namespace_takes_all_of_it_without_a_warning(
    spec: Any, objects: list[Rendered], control_plane: ControlPlane
) -> None:
    warnings: list[str] = []
    with connect_sync(control_plane.kubeconfig) as admin:
        admin.send(_create(admin, plan_namespace(spec, HOST).namespace.manifest))
        try:
            for item in objects:
                admin.send(_create(admin, item.manifest), on_warning=warnings.append)
        finally:
            admin.send(calls.delete(admin.resource("v1", "Namespace"), spec.name))
            _wait_gone(admin, spec.name)
    assert not warnings


def _create(admin: Client, manifest: dict[str, Any]) -> Any:
    resource = admin.resource(manifest["apiVersion"], manifest["kind"])
    return calls.create(resource, manifest)


def _wait_gone(admin: Client, namespace: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            admin.send(calls.get(admin.resource("v1", "Namespace"), namespace))
        except ApiError:
            return
        time.sleep(0.2)
    raise AssertionError(f"{namespace} is still there")


def test_the_policy_packs_have_nothing_against_it() -> None:
    spec = namespace_of("dev", isolation="virtual")
    settings = Settings.model_validate(settings_for(parsed_host(host()), [spec]))
    planned = control_plane_objects(spec, HOST)
    found = [
        (control.id, one.role)
        for one in planned
        for control in all_controls().values()
        if control.rule and evaluate(control, _resource(one), Context(settings)).verdict is Verdict.VIOLATED
    ]
    assert found == []
    exempt = {
        control.id
        for one in planned
        for control in all_controls().values()
        if control.rule and evaluate(control, _resource(one), Context(settings)).verdict is Verdict.EXEMPT
    }
    assert exempt == {"KS-SUP-02"}


def _resource(planned: PlannedObject) -> Resource:
    manifest = dict(planned.manifest)
    if planned.kind == "Secret":  # as the component registers it
        manifest["data"] = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": {}}
    name = f"shop-dev-virtual-{planned.role}"
    return Resource(type_token(manifest), name, "urn", Value(decode_struct(encode_struct(manifest))))
