"""KS-POD-13: the service account's token in pods."""

from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.pods import PodTemplate
from kubespaces_policies.predicates import is_false
from kubespaces_policies.resource import Resource, any_of, kinds, workloads
from kubespaces_policies.value import Value
from kubespaces_policies.walk import pods, volumes

_MOUNT = "automountServiceAccountToken"
_ACCOUNT = "ServiceAccount"
_STEPS = "steps"
_DEFAULT = "default"
_LONGEST_SECONDS = 3600
"""An hour, the API server's own default for projected tokens."""
_API_SERVER = frozenset({"", "api", "kubernetes", "kubernetes.default"})
"""Usual names for the API server's audience; an absent one means it."""
_API_SERVER_HOSTS = ("kubernetes.default.svc", "kubernetes.default.svc.")


def _without_token(resource: Resource, edit: Edit) -> None:
    for pod in resource.pods:
        value = pod.spec.at(_MOUNT)
        if _can_say(pod) and not pod.spec.unknown and not value.present:
            edit.set(value, False)
    for item in resource.of_kind(_ACCOUNT):
        value = item.at(_MOUNT)
        if not item.patch and not value.present and item.name.raw == _DEFAULT:
            edit.set(value, False)


@control(
    "KS-POD-13",
    title="No token for the API server in pods",
    severity=Severity.HIGH,
    why="Whoever breaks into a pod finds the token and has the service account's rights in the cluster.",
    fix=(
        "set automountServiceAccountToken to false on the pod; a pod that talks to the API server gets a service "
        "account of its own that the setting apiClients lists"
    ),
    sources=("CIS-K8S 5.1.5-6", "EKS/AKS 4.1.5-6; GKE 4.1.4-5", "CKV_K8S_38, 41", "NSA/CISA hardening guidance"),
    applies=any_of(workloads, kinds(_ACCOUNT)),
    remedy=_without_token,
)
def no_token_in_pods(resource: Resource, check: Check) -> None:
    """Ask pods to say themselves that no token is mounted: their service account may belong to another stack.

    Projected tokens for others than the API server pass if they last no longer than an hour. The service account
    ``default`` mounts none either, for pods that come from elsewhere.
    """
    for pod in pods(resource, check):
        mount = pod.spec.at(_MOUNT)
        is_off = not mount.unknown and is_false(mount)
        with check.guard():
            if not is_off and (_can_say(pod) or mount.present) and not _is_api_client(pod, check):
                check.require(mount, is_false, "mounts the service account's token")
    for pod, token in _projected_tokens(resource, check):
        with check.guard():
            _check_projected(pod, token, check)
    for item in resource.of_kind(_ACCOUNT):
        with check.guard():
            if item.name.text() == _DEFAULT and (not item.patch or item.at(_MOUNT).present):
                check.require(item.at(_MOUNT), is_false, "gives the token to every pod that names no service account")


def _can_say(pod: PodTemplate) -> bool:
    """Whether silence means that the token is mounted. Tekton's steps have it said by whoever runs them."""
    return pod.whole and not pod.spec.at(_STEPS).present


def _is_api_client(pod: PodTemplate, check: Check) -> bool:
    """Whether the pod has a service account that may talk to the API server; never ``default``."""
    clients = check.settings.api_clients
    if not clients:
        return False
    account = pod.spec.at("serviceAccountName")
    name = (account if account.present else pod.spec.at("serviceAccount")).text()
    return name not in ("", _DEFAULT) and f"{pod.object.namespace.text()}/{name}" in clients


def _projected_tokens(resource: Resource, check: Check) -> Iterator[tuple[PodTemplate, Value]]:
    for pod, volume in volumes(resource, check):
        with check.guard():
            for source in volume.at("projected", "sources"):
                token = source.at("serviceAccountToken")
                if token.present:
                    yield pod, token


def _check_projected(pod: PodTemplate, token: Value, check: Check) -> None:
    check.require(token.at("expirationSeconds"), _is_short, "lasts longer than an hour")
    if not _is_api_client(pod, check):
        check.require(token.at("audience"), _is_for_others, "is a token for the API server")


def _is_short(value: Value) -> bool:
    seconds = value.number()
    return not value.present or (seconds is not None and seconds <= _LONGEST_SECONDS)


def _is_for_others(value: Value) -> bool:
    host = value.text().strip().removeprefix("https://").rstrip("/")
    return host not in _API_SERVER and not host.startswith(_API_SERVER_HOSTS)
