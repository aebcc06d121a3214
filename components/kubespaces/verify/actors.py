"""As whom things are tried: everybody on the tenants' access lists, their pipelines, and somebody in no group."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kubespaces.kube import Impersonation
from kubespaces.plan.access import DEPLOYER
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import Role
from kubespaces.spec.virtual_names import control_plane_account

_NOBODY = "kubespaces-verify"
"""Name of the user that is impersonated; it must have no rights of its own."""

_ACCOUNT = "system:serviceaccount:"


@dataclass(frozen=True)
class Actor:
    """Somebody who logs in."""

    name: str
    """What the report calls it."""
    tenant: str
    """The tenant it belongs to (of several, the first by name); empty for somebody in no group."""
    user: str
    """User name as the API server sees it."""
    groups: tuple[str, ...]
    """Groups beside ``system:authenticated``, which the API server adds itself."""
    roles: Mapping[str, frozenset[Role]]
    """Its roles by namespace, as the documents have them."""
    token_of: str = ""
    """Namespace whose deployer account it is; it then logs in with a token of that account, not by impersonation."""

    @property
    def impersonation(self) -> Impersonation:
        """Return whom the platform acts as to be this actor."""
        return Impersonation(self.user, self.groups)

    def has(self, namespace: str, roles: frozenset[Role]) -> bool:
        """Return whether it has one of some roles in a namespace."""
        return not roles.isdisjoint(self.roles.get(namespace, frozenset()))


def actors_of(namespaces: Iterable[NamespaceSpec]) -> list[Actor]:
    """Return everybody that the namespaces' access lists name, their deployers, and somebody in no group."""
    specs = sorted(namespaces, key=lambda spec: spec.name)
    roles: dict[tuple[str, str], dict[str, set[Role]]] = defaultdict(lambda: defaultdict(set))
    tenants: dict[tuple[str, str], str] = {}
    for spec in specs:
        # A deployer that the access list names as well is one actor with both roles.
        grants = [(("ServiceAccount", f"{spec.name}/{DEPLOYER}"), Role.DEPLOYER)]
        grants += [(access.principal, access.role) for access in spec.access]
        for principal, role in grants:
            of_principal = roles[principal]
            if not spec.is_virtual:  # else the grant is inside: on the host it must give nothing
                of_principal[spec.name].add(role)
            tenants.setdefault(principal, spec.tenant)
    own = {spec.name for spec in specs}
    found = [
        _actor(principal, tenants[principal], {name: frozenset(given) for name, given in by_namespace.items()}, own)
        for principal, by_namespace in roles.items()
    ]
    return [*sorted(found, key=lambda actor: (actor.tenant, actor.name)), stranger()]


def stranger() -> Actor:
    """Return somebody who can log in and is in no group: what everybody may do, every tenant may do."""
    return Actor("somebody in no group", "", _NOBODY, (), {})


def controller(account: str) -> Actor:
    """Return a controller of Kubernetes, which makes pods for others."""
    return Actor(account, "", f"{_ACCOUNT}kube-system:{account}", (), {})


def control_plane(spec: NamespaceSpec) -> Actor:
    """Return the account of a virtual cluster's control plane, which makes its tenant's pods on the host cluster."""
    user = f"{_ACCOUNT}{spec.name}:{control_plane_account(spec.name)}"
    return Actor(f"virtual cluster of {spec.name}", spec.tenant, user, (), {})


def _actor(principal: tuple[str, str], tenant: str, roles: Mapping[str, frozenset[Role]], own: set[str]) -> Actor:
    kind, name = principal
    if kind == "Group":
        return Actor(f"group {name}", tenant, f"{_NOBODY}:{name}", (name,), roles)
    if kind == "User":
        return Actor(f"user {name}", tenant, name, (), roles)
    namespace, _, account = name.partition("/")
    user = f"{_ACCOUNT}{namespace}:{account}"
    if account == DEPLOYER and namespace in own:
        return Actor(f"deployer of {namespace}", tenant, user, (), roles, token_of=namespace)
    return Actor(f"service account {name}", tenant, user, (), roles)
