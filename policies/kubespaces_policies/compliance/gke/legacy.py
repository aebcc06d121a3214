"""KS-GKE-05: ways in that GKE keeps for old times' sake are closed."""

from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.gke_nodes import is_autopilot, node_configs
from kubespaces_policies.clouds.tokens import GKE_CLUSTER, GKE_POOL, cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import Predicate, any_case_of, is_false, is_off
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_READ_ONLY_PORT = "insecureKubeletReadonlyPortEnabled"
_INSECURE = "enableInsecureBindingSystem"

_CLUSTER: tuple[tuple[tuple[str, ...], Predicate, object, str], ...] = (
    (("enableLegacyAbac",), is_off, False, "must not be true: every service account could do everything"),
    (
        ("masterAuth", "clientCertificateConfig", "issueClientCertificate"),
        is_off,
        False,
        "must not be true: a certificate that nobody can revoke would be made",
    ),
    (("enableKubernetesAlpha",), is_off, False, "must not be true: untested features, and no upgrades"),
    (
        ("rbacBindingConfig", f"{_INSECURE}Authenticated"),
        is_false,
        False,
        "must be false by word: roles could be given to every Google account",
    ),
    (
        ("rbacBindingConfig", f"{_INSECURE}Unauthenticated"),
        is_false,
        False,
        "must be false by word: roles could be given to everybody",
    ),
    (
        ("anonymousAuthenticationConfig", "mode"),
        any_case_of("LIMITED"),
        "LIMITED",
        "must be LIMITED: requests without a name would get further than health checks",
    ),
)
"""Property, what is good, what the remedy sets, and what is wrong with anything else."""


def _closed(resource: Resource, edit: Edit) -> None:
    if plain(resource.type) == GKE_CLUSTER:
        for path, good, new, _ in _CLUSTER:
            value = resource.props.at(*path)
            if not value.unknown and not good(value):
                edit.set(value, new)
    for value in _ports(resource):
        if not value.unknown and not _is_closed(value):
            edit.set(value, "FALSE")


@control(
    "KS-GKE-05",
    title="GKE's legacy ways in are closed",
    severity=Severity.HIGH,
    why="Each of them lets somebody in, or reads pods' definitions from any node, without asking who it is.",
    fix=(
        "turn enableLegacyAbac, client certificates, enableKubernetesAlpha and both insecure bindings off, set "
        f'anonymousAuthenticationConfig.mode LIMITED, and kubeletConfig.{_READ_ONLY_PORT} "FALSE" for every pool'
    ),
    sources=("CIS GKE 1.9 4.1.8-4.1.10, 5.8.1, 5.8.3, 5.10.2", "CKV_GCP_7", "CKV_GCP_13"),
    applies=cloud_types(GKE_CLUSTER, GKE_POOL),
    remedy=_closed,
)
def no_legacy_access(resource: Resource, check: Check) -> None:
    """Judge a cluster's switches and every kubelet's read-only port, which GKE leaves open where nothing is said."""
    if plain(resource.type) == GKE_CLUSTER:
        for path, good, _, problem in _CLUSTER:
            check.require(resource.props.at(*path), good, problem)
    with check.guard():
        for value in _ports(resource):
            check.require(value, _is_closed, 'must be "FALSE": the kubelet tells everybody what runs on its node')


def _ports(resource: Resource) -> Iterator[Value]:
    if is_autopilot(resource):
        yield resource.props.at("nodePoolAutoConfig", "nodeKubeletConfig", _READ_ONLY_PORT)
        return
    for config in node_configs(resource):
        yield config.at("kubeletConfig", _READ_ONLY_PORT)


def _is_closed(value: Value) -> bool:
    return value.text().lower() == "false"
