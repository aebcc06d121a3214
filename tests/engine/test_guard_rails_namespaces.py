"""The rail for Namespaces: nobody but the platform changes what a tenant's namespace says about itself."""

from collections.abc import Callable, Iterator

import pytest
from tests.support.guard_rails.attack import refused_by
from tests.support.guard_rails.cluster import running_guarded_cluster
from tests.support.guard_rails.objects import ALMIGHTY, named
from tests.support.plugin_driver import eventually
from tests.support.tenants import TenantCluster

from kubespaces.kube import Call
from kubespaces.plan.labels import ALLOWED, TENANT
from kubespaces.verify import dry, kinds
from kubespaces.verify.objects import binding, group
from kubespaces.verify.pods import merged

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TenantCluster]:
    with running_guarded_cluster(tmp_path_factory.mktemp("rails")) as running:
        yield running


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
