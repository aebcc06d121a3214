"""KS-TEN-04 and KS-TEN-05: cross-object, so the cases are stacks."""

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Given, Props, manifest
from .tenancy_namespaces import NAMESPACE, PATCH, namespace

_HARD: Props = {
    "requests.cpu": "4",
    "requests.memory": "8Gi",
    "limits.cpu": "4",
    "limits.memory": "8Gi",
    "requests.storage": "10Gi",
    "requests.ephemeral-storage": "10Gi",
    "pods": "50",
    "services.nodeports": "0",
    "services.loadbalancers": "1",
    "persistentvolumeclaims": 10,
    "count/secrets": "100",
    "count/configmaps": "100",
    "count/ingresses.networking.k8s.io": "10",
    "count/jobs.batch": "50",
}
_LIMIT: Props = {
    "type": "Container",
    "default": {"cpu": "500m", "memory": "512Mi"},
    "defaultRequest": {"cpu": "100m", "memory": "128Mi"},
    "max": {"cpu": "4", "memory": "8192Mi"},
}


def _quota(hard: Props | None = None, home: object = "payments-dev", without: str = "", **spec: object) -> Given:
    full = {key: amount for key, amount in {**_HARD, **(hard or {})}.items() if key != without}
    props = manifest("v1", "ResourceQuota", "walls", spec={"hard": full, **spec})
    props["metadata"]["namespace"] = home
    return Given("kubernetes:core/v1:ResourceQuota", props, "quota")


def _limits(home: object = "payments-dev", **limit: object) -> Given:
    props = manifest("v1", "LimitRange", "walls", spec={"limits": [{**_LIMIT, **limit}]})
    props["metadata"]["namespace"] = home
    return Given("kubernetes:core/v1:LimitRange", props, "limits")


def stack(*walls: Given, role: str = "platform", **settings: object) -> Case:
    """Return a stack with a tenant's namespace and its walls."""
    return Case([Given(NAMESPACE, namespace(), "namespace"), *walls], {"role": role, **settings})


_ELSEWHERE = Given(
    "kubernetes:core/v1:ResourceQuota",
    {**_quota().props, "metadata": {"name": "walls"}},
    "quota",
    provider=("pulumi:providers:kubernetes", {"namespace": "payments-dev"}),
)

CASES = {
    "KS-TEN-04": Cases(
        good={
            "all in one": stack(_quota()),
            "in two": stack(_quota(without="requests.cpu"), _quota({"cpu": "4"}, without="requests.cpu")),
            "within the ceiling": stack(_quota(), quota_ceiling={"requests.cpu": "4000m", "limits.memory": "8.6G"}),
            "in the provider's namespace": stack(_ELSEWHERE),
            "a namespace of the platform": Case(
                [Given(NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "ingress"}})],
                {"role": "platform"},
            ),
            "an empty list of scopes": stack(_quota(scopes=[])),
        },
        bad={
            "none": stack(),
            "none in a tenant's stack, whatever the labels": Case(
                [Given(NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "payments-dev"}})],
                {"tenant": "payments"},
            ),
            "none for what a Patch makes a tenant's": Case([Given(PATCH, namespace())], {"role": "platform"}),
            "of another namespace": stack(_quota(home="web-dev")),
            "no storage": stack(_quota(without="requests.storage")),
            "no ephemeral storage": stack(_quota(without="requests.ephemeral-storage")),
            "with scopes": stack(_quota(scopes=["NotTerminating"])),
            "with a scope selector": stack(
                _quota(scopeSelector={"matchExpressions": [{"scopeName": "PriorityClass", "operator": "Exists"}]})
            ),
            "no number": stack(_quota({"requests.cpu": "lots"})),
            "infinite": stack(_quota({"limits.memory": "1e60"})),
            "above the ceiling": stack(_quota({"limits.memory": "1Ti"}), quota_ceiling={"limits.memory": "64Gi"}),
            "above the ceiling under its other name": stack(
                _quota({"cpu": "100"}, without="requests.cpu"), quota_ceiling={"requests.cpu": "64"}
            ),
        },
        deferred={
            "a namespace": stack(_quota(home=UNKNOWN)),
            "an amount": stack(_quota({"requests.cpu": UNKNOWN})),
            "scopes": stack(_quota(scopes=UNKNOWN)),
        },
        other={"no namespace": Case([_quota()], {"role": "platform"})},
    ),
    "KS-TEN-05": Cases(
        good={
            "both": stack(_quota(), _limits()),
            "by other names": stack(_quota({"count/pods": 50.0}, without="pods"), _limits()),
            "two LimitRanges": stack(_quota(), _limits(home="payments-test"), _limits()),
        },
        bad={
            "no quota": stack(_limits()),
            "no LimitRange": stack(_quota()),
            "a LimitRange of another namespace": stack(_quota(), _limits(home="web-dev")),
            "a LimitRange for pods": stack(_quota(), _limits(type="Pod")),
            "no default": stack(_quota(), _limits(default=None)),
            "no default request for memory": stack(_quota(), _limits(defaultRequest={"cpu": "1"})),
            "no largest": stack(_quota(), _limits(max=None)),
            "a largest above the quota": stack(_quota(), _limits(max={"cpu": "4001m", "memory": "8Gi"})),
            "node ports": stack(_limits(), _quota({"services.nodeports": "1"})),
            "no number": stack(_limits(), _quota({"pods": "many"})),
            **{
                f"no bound on {name}": stack(_limits(), _quota(without=name))
                for name in ("pods", "services.nodeports", "count/secrets", "count/jobs.batch")
            },
        },
        deferred={
            "a LimitRange's namespace": stack(_quota(), _limits(home=UNKNOWN)),
            "a count": stack(_limits(), _quota({"pods": UNKNOWN})),
        },
    ),
}
