"""How guard rails live with a cluster: what was there before, Kubernetes' own controllers, roll-out, large objects."""

from collections.abc import Callable, Iterator

import pytest
from tests.support.apply_plan import MANAGER, apply_plan
from tests.support.guard_rails.attack import create
from tests.support.guard_rails.cluster import running_guarded_cluster
from tests.support.guard_rails.objects import (
    ALMIGHTY,
    DIGEST,
    Object,
    bound,
    claim,
    gateway_kinds,
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
from kubespaces.plan.labels import ALLOWED, DIGESTS, TENANT
from kubespaces.spec.posture import GuardRailMode
from kubespaces.verify import dry, gates, kinds
from kubespaces.verify.objects import binding, group
from kubespaces.verify.pods import merged, workload

pytestmark = pytest.mark.engine

NOTE = {"metadata": {"annotations": {"note": "mine"}}}
REPLICA_SETS = "system:serviceaccount:kube-system:replicaset-controller"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TenantCluster]:
    with running_guarded_cluster(tmp_path_factory.mktemp("rails")) as running:
        yield running


def refused_by(cluster: TenantCluster, rail: str, call: Call, *groups: str, user: str = "somebody") -> str:
    """Return the message of the rail that refuses, and fails where another or none does."""
    refusal = cluster.refusal(call, user=user, groups=groups)
    assert refusal is not None, f"{call.method} {call.path} passed"
    assert gates.gate_of(refusal) == gates.rail(rail), refusal.message
    return refusal.message


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


NAMESPACE_ATTACKS: list[tuple[str, Callable[[], Call]]] = [
    ("lower its Pod Security level",
     lambda: labelled({"pod-security.kubernetes.io/enforce": "privileged"})),
    ("take its Pod Security level away", lambda: labelled({"pod-security.kubernetes.io/enforce": None})),
    ("leave the tenant, and the rails with it", lambda: labelled({TENANT: None})),
    ("pass for another tenant", lambda: labelled({TENANT: "web"})),
    ("get out of somebody's checks", lambda: labelled({"control-plane": "yes"})),
    ("allow itself a registry", lambda: annotated({f"{ALLOWED}registries": "docker.io"})),
    ("choose its nodes", lambda: annotated({"scheduler.alpha.kubernetes.io/node-selector": "disk=fast"})),
    ("apply another level", lambda: dry.apply(kinds.NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {
        "name": "pay-dev", "labels": {"pod-security.kubernetes.io/enforce": "privileged"}}})),
    ("go", lambda: dry.delete(kinds.NAMESPACE, "", "pay-dev")),
]  # fmt: skip


def labelled(labels: dict[str, str | None]) -> Call:
    return dry.patch(kinds.NAMESPACE, "", "pay-dev", {"metadata": {"labels": labels}})


def annotated(annotations: dict[str, str | None]) -> Call:
    return dry.patch(kinds.NAMESPACE, "", "pay-dev", {"metadata": {"annotations": annotations}})


@pytest.mark.parametrize(("what", "call"), NAMESPACE_ATTACKS, ids=str)
def test_a_namespace_cannot(cluster: TenantCluster, what: str, call: Callable[[], Call]) -> None:
    """A role of everything in a namespace is a role of the Namespace itself."""
    refused_by(cluster, "namespaces", call(), ALMIGHTY)


def test_a_namespace_as_a_whole_cannot_be_replaced_by_a_weaker_one(cluster: TenantCluster) -> None:
    whole = {"apiVersion": "v1", "kind": "Namespace", **cluster.get("Namespace", "pay-dev")}
    weaker = merged(whole, {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "baseline", TENANT: None}}})
    refused_by(cluster, "namespaces", dry.replace(kinds.NAMESPACE, weaker), ALMIGHTY)


def test_labels_of_ones_own_pass_on_a_namespace(cluster: TenantCluster) -> None:
    for call in (labelled({"team": "red"}), annotated({"note": "mine"})):
        assert cluster.refusal(call, groups=(ALMIGHTY,)) is None


def test_who_makes_namespaces_does_not_make_a_tenants(cluster: TenantCluster) -> None:
    rules = [{"apiGroups": [""], "resources": ["namespaces"], "verbs": ["create"]}]
    rbac = "rbac.authorization.k8s.io/v1"
    cluster.create({"apiVersion": rbac, "kind": "ClusterRole", "metadata": {"name": "maker"}, "rules": rules})
    given = binding("", "maker", group("makers"))
    cluster.create({**given, "kind": "ClusterRoleBinding"})
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "mine", "labels": {TENANT: "pay"}}}
    eventually(lambda: cluster.refusal(dry.create(kinds.NAMESPACE, {**body, "metadata": {"name": "mine"}}),
                                       groups=("makers",)) is None)  # fmt: skip
    refused_by(cluster, "namespaces", dry.create(kinds.NAMESPACE, body), "makers")
    refused_by(cluster, "namespaces", dry.create(kinds.NAMESPACE, named(body, "pay-x")), "makers", ALMIGHTY)


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


def crowd(count: int) -> list[Object]:
    return [group(f"mates-{index}") for index in range(count)]


def large_pod(cluster: TenantCluster) -> Object:
    container = spec_in(cluster, "pay-dev", {})["containers"][0]
    tiny = {"resources": {"requests": {"cpu": "1m", "memory": "1Mi"}, "limits": {"cpu": "1m", "memory": "1Mi"}}}
    containers = [merged(container, {"name": f"c{index}", **tiny}) for index in range(50)]
    tolerations = [{"key": f"example.com/{index}", "operator": "Exists"} for index in range(300)]
    labels = {f"example.com/{index}": "x" * 60 for index in range(300)}
    found: Object = pod_in("pay-dev", containers=containers, tolerations=tolerations)(cluster)
    found["metadata"] |= {"labels": labels, "annotations": labels}
    return found


def large_ingress(cluster: TenantCluster) -> Object:
    one = ingress()(cluster)["spec"]["rules"][0]
    hosts = [f"name-{index}.own.example.com" for index in range(1000)]
    tls = [{"hosts": hosts[start : start + 50], "secretName": "x"} for start in range(0, 1000, 50)]
    return ingress(rules=[{**one, "host": host} for host in hosts], tls=tls)(cluster)


LARGE = {
    "a pod": (large_pod, DEVS),
    "a deployment": (lambda cluster: workload_in("pay-dev", **large_pod(cluster)["spec"])(cluster), DEVS),
    "an ingress": (large_ingress, DEVS),
    "a binding": (lambda cluster: {**bound(group("mates"))(cluster), "subjects": crowd(3000)}, ("pay-leads",)),
}


@pytest.mark.parametrize("what", LARGE)
def test_the_budget_of_cel_is_far(cluster: TenantCluster, what: str) -> None:
    """A request beyond the budget would be refused; none that somebody sends comes near it."""
    made, who = LARGE[what]
    assert cluster.refusal(create(cluster, made(cluster)), groups=who) is None


def test_the_budget_of_cel_is_far_with_long_lists(cluster: TenantCluster) -> None:
    """Twenty entries in each allow-list, the one that counts the last."""
    lists = {f"{ALLOWED}registries": [f"registry-{index}.example.com/pay" for index in range(20)],
             f"{ALLOWED}hostnames": [f"*.zone-{index}.example.com" for index in range(20)]}  # fmt: skip
    before = cluster.get("Namespace", "pay-dev")["metadata"]["annotations"]
    longer = {key: ",".join([*values, before[key]]) for key, values in lists.items()}
    cluster.patch("Namespace", "pay-dev", {"metadata": {"annotations": longer}})
    try:
        probe = create(cluster, with_image("registry-19.example.com/pay/app" + DIGEST)(cluster))
        eventually(lambda: cluster.refusal(probe, groups=DEVS) is None)
        for made in (large_pod, large_ingress):
            assert cluster.refusal(create(cluster, made(cluster)), groups=DEVS) is None
    finally:
        cluster.patch("Namespace", "pay-dev", {"metadata": {"annotations": {key: before[key] for key in lists}}})


def test_the_gateway_kinds_are_those_that_the_rails_name() -> None:
    served = {kind["spec"]["names"]["plural"] for kind in gateway_kinds()}
    named_ = {name for rail in GUARD_RAILS for scope in rail.scopes if scope.group.startswith("gateway.")
              for name in scope.resources}  # fmt: skip
    assert named_ == served
