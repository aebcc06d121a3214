"""Large objects: the budget of CEL is far, for a request beyond it would be refused."""

from collections.abc import Iterator

import pytest
from tests.support.guard_rails.attack import create
from tests.support.guard_rails.cluster import running_guarded_cluster
from tests.support.guard_rails.objects import (
    DIGEST,
    Object,
    bound,
    gateway_kinds,
    ingress,
    pod_in,
    spec_in,
    with_image,
    workload_in,
)
from tests.support.guard_rails.pod_attacks import DEVS
from tests.support.plugin_driver import eventually
from tests.support.tenants import TenantCluster

from kubespaces.plan.guard_rails import GUARD_RAILS
from kubespaces.plan.labels import ALLOWED
from kubespaces.verify.objects import group
from kubespaces.verify.pods import merged

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TenantCluster]:
    with running_guarded_cluster(tmp_path_factory.mktemp("rails")) as running:
        yield running


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
