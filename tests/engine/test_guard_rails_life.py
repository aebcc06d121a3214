"""How guard rails live with a cluster: what was there before, Kubernetes' own controllers, roll-out."""

from collections.abc import Iterator

import pytest
from tests.support.apply_plan import MANAGER, apply_plan
from tests.support.guard_rails.attack import create, refused_by
from tests.support.guard_rails.cluster import running_guarded_cluster
from tests.support.guard_rails.objects import (
    DIGEST,
    Object,
    claim,
    ingress,
    named,
    places,
    pod_in,
    service_of,
    spec_in,
    tolerating,
    with_image,
    workload_in,
)
from tests.support.guard_rails.pod_attacks import CRITICAL, DEVS, MASTER, WEB
from tests.support.plugin_driver import eventually
from tests.support.tenants import TenantCluster

from kubespaces.kube import ApiError, Call, Impersonation, calls
from kubespaces.plan import plan_guard_rails
from kubespaces.plan.guard_rails import GUARD_RAILS
from kubespaces.plan.labels import DIGESTS
from kubespaces.spec.posture import GuardRailMode
from kubespaces.verify import dry, kinds
from kubespaces.verify.pods import merged, workload

pytestmark = pytest.mark.engine

NOTE = {"metadata": {"annotations": {"note": "mine"}}}
REPLICA_SETS = "system:serviceaccount:kube-system:replicaset-controller"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TenantCluster]:
    with running_guarded_cluster(tmp_path_factory.mktemp("rails")) as running:
        yield running


def before_the_rail(cluster: TenantCluster, rail: str, obj: Object) -> None:
    """Make an object that the rail would refuse, as from before it was there."""
    cluster.delete("ValidatingAdmissionPolicyBinding", f"kubespaces-{rail}")
    try:
        eventually(lambda: cluster.refusal(create(cluster, obj), groups=DEVS) is None)
        cluster.create(obj)
    finally:
        cluster.lay()
    eventually(lambda: cluster.refusal(create(cluster, named(obj, "new")), groups=DEVS) is not None)


def test_a_pod_from_before_a_rail_can_still_be_changed(cluster: TenantCluster) -> None:
    """Or nobody could take a finalizer off it, and its namespace would never be gone."""
    before_the_rail(cluster, "scheduling", named(tolerating(MASTER)(cluster), "old"))
    assert cluster.refusal(dry.patch(kinds.POD, "pay-dev", "old", NOTE), groups=DEVS) is None
    tolerations = cluster.get("Pod", "old", "pay-dev")["spec"]["tolerations"]
    more = dry.patch(kinds.POD, "pay-dev", "old", {"spec": {"tolerations": [*tolerations, CRITICAL]}})
    refused_by(cluster, "scheduling", more, *DEVS)


def test_a_deployment_from_before_a_rail_can_still_be_scaled(cluster: TenantCluster) -> None:
    before_the_rail(cluster, "images", named(with_image("nginx", kind="Deployment")(cluster), "old"))
    scaled = dry.patch(kinds.DEPLOYMENT, "pay-dev", "old", {"spec": {"replicas": 0}})
    assert cluster.refusal(scaled, groups=DEVS) is None
    container = cluster.get("Deployment", "old", "pay-dev")["spec"]["template"]["spec"]["containers"][0]
    other = {"spec": {"template": {"spec": {"containers": [{**container, "image": "nginx:2"}]}}}}
    refused_by(cluster, "images", dry.patch(kinds.DEPLOYMENT, "pay-dev", "old", other), *DEVS)


def test_a_claim_from_before_a_rail_takes_only_a_class_that_is_listed(cluster: TenantCluster) -> None:
    """A claim without a class may be given one later, by its owner or by Kubernetes."""
    before_the_rail(cluster, "storage-classes", named(claim(None)(cluster), "old"))

    def classed(name: str) -> Call:
        return dry.patch(kinds.PERSISTENT_VOLUME_CLAIM, "pay-dev", "old", {"spec": {"storageClassName": name}})

    assert cluster.refusal(dry.patch(kinds.PERSISTENT_VOLUME_CLAIM, "pay-dev", "old", NOTE), groups=DEVS) is None
    refused_by(cluster, "storage-classes", classed("fast"), *DEVS)
    assert cluster.refusal(classed("standard"), groups=DEVS) is None


def test_a_debug_container_comes_from_the_listed_registries(cluster: TenantCluster) -> None:
    def added(image: str) -> Call:
        security = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
        entry = {"name": "look", "image": image, "securityContext": security}
        changes = {"spec": {"ephemeralContainers": [entry]}}
        return dry.add(kinds.POD, "pay-dev", "there", changes, "ephemeralcontainers")

    refused_by(cluster, "images", added("nginx" + DIGEST), "pay-leads")
    refused_by(cluster, "images", added("registry.example.com/pay/look:1"), "pay-leads")
    assert cluster.refusal(added("registry.example.com/pay/look" + DIGEST), groups=("pay-leads",)) is None


PARAMETERS = [(rail.name, parameter) for rail in GUARD_RAILS for parameter in rail.parameters]
GOOD_FOR = {
    "images": pod_in("pay-dev"),
    "pod-classes": pod_in("pay-dev"),
    "storage-classes": claim("standard"),
    "service-types": service_of(),
    "service-addresses": service_of(),
    "ingresses": ingress(),
}


@pytest.mark.parametrize(("rail", "parameter"), [entry for entry in PARAMETERS if entry[0] in GOOD_FOR], ids=str)
def test_a_missing_parameter_refuses_and_says_which(cluster: TenantCluster, rail: str, parameter: str) -> None:
    before = cluster.get("Namespace", "pay-dev")["metadata"]["annotations"][parameter]
    call = create(cluster, GOOD_FOR[rail](cluster))
    assert cluster.refusal(call, groups=DEVS) is None
    cluster.patch("Namespace", "pay-dev", {"metadata": {"annotations": {parameter: None}}})
    try:
        eventually(lambda: cluster.refusal(call, groups=DEVS) is not None)
        refusal = cluster.refusal(call, groups=DEVS)
        assert refusal is not None
        assert f"the namespace has no annotation {parameter}" in refusal.message
    finally:
        cluster.patch("Namespace", "pay-dev", {"metadata": {"annotations": {parameter: before}}})
    eventually(lambda: cluster.refusal(call, groups=DEVS) is None)


def test_digests_can_be_left_to_the_team(cluster: TenantCluster) -> None:
    call = create(cluster, with_image("registry.example.com/pay/app:1")(cluster))
    refused_by(cluster, "images", call, *DEVS)
    cluster.patch("Namespace", "pay-dev", {"metadata": {"annotations": {DIGESTS: "optional"}}})
    try:
        eventually(lambda: cluster.refusal(call, groups=DEVS) is None)
    finally:
        cluster.patch("Namespace", "pay-dev", {"metadata": {"annotations": {DIGESTS: "required"}}})
    eventually(lambda: cluster.refusal(call, groups=DEVS) is not None)


def test_pods_are_refused_to_controllers_as_well_and_the_tenant_sees_why(cluster: TenantCluster) -> None:
    """Of a Deployment from before a rail: its pods are not, and its ReplicaSet says why."""
    bare = workload(places(cluster)["web-dev"], "Deployment", spec_in(cluster, "web-dev", {"runtimeClassName": None}))
    cluster.delete("ValidatingAdmissionPolicyBinding", "kubespaces-sandbox")
    try:
        eventually(lambda: cluster.refusal(create(cluster, bare), groups=WEB) is None)
        cluster.create(merged(named(bare, "old"), {"spec": {"replicas": 0}}))
        eventually(lambda: [s for s in cluster.all("ReplicaSet", "web-dev") if s["metadata"]["name"].startswith("old")])
    finally:
        cluster.lay()
    eventually(lambda: cluster.refusal(create(cluster, bare), groups=WEB) is not None)
    cluster.patch("Deployment", "old", {"spec": {"replicas": 1}}, "web-dev")

    def messages() -> list[str]:
        return [
            condition["message"]
            for found in cluster.all("ReplicaSet", "web-dev")
            for condition in found.get("status", {}).get("conditions", ())
            if condition["type"] == "ReplicaFailure" and found["metadata"]["name"].startswith("old")
        ]

    eventually(messages)
    assert "this environment is sandboxed: set spec.runtimeClassName" in messages()[0]


def test_good_deployments_get_their_pods(cluster: TenantCluster) -> None:
    """The whole chain of controllers goes through the rails, and garbage collection takes it down again."""
    cluster.client.send(calls.create(kinds.DEPLOYMENT, named(workload_in("pay-dev")(cluster), "chain")),
                        impersonate=Impersonation("somebody", DEVS))  # fmt: skip

    def chained(kind: str) -> list[Object]:
        return [found for found in cluster.all(kind, "pay-dev") if found["metadata"]["name"].startswith("chain-")]

    eventually(lambda: chained("Pod"))
    cluster.client.send(calls.delete(kinds.DEPLOYMENT, "chain", "pay-dev"), impersonate=Impersonation("somebody", DEVS))
    eventually(lambda: not chained("ReplicaSet"))
    eventually(lambda: all("deletionTimestamp" in pod["metadata"] for pod in chained("Pod")))


def test_kubernetes_and_the_platform_can_go_on(cluster: TenantCluster) -> None:
    """A namespace with all its walls can be deleted: the namespace controller takes them down."""
    objects = places(cluster)["web-prod"].plan.objects
    cluster.delete("Namespace", "web-prod")
    eventually(lambda: is_gone(cluster, "web-prod"))
    for item in objects:
        resource = cluster.resource(item.kind)
        cluster.client.send(calls.apply(resource, item.manifest, manager=MANAGER, force=True))
    assert cluster.get("NetworkPolicy", "default-deny", "web-prod")


def is_gone(cluster: TenantCluster, namespace: str) -> bool:
    try:
        cluster.get("Namespace", namespace)
    except ApiError as error:
        return error.not_found
    return False


def test_audit_lets_everything_pass_and_says_what_it_would_refuse(cluster: TenantCluster) -> None:
    call = create(cluster, with_image("nginx")(cluster))
    warnings: list[str] = []

    def passes() -> bool:
        try:
            cluster.client.send(call, impersonate=Impersonation("somebody", DEVS), on_warning=warnings.append)
        except ApiError:
            return False
        return True

    apply_plan(cluster.client, plan_guard_rails(GuardRailMode.AUDIT))
    try:
        eventually(passes)
        assert any("KS-SUP-01" in warning and "docker.io/library/nginx" in warning for warning in warnings), warnings
    finally:
        cluster.lay()
    eventually(lambda: not passes())
