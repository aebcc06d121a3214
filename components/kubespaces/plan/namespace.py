"""Everything that one namespace gets."""

from dataclasses import dataclass

from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import Adopt, OnDelete

from .access import role_bindings, service_accounts
from .labels import namespace_annotations, namespace_labels
from .network import DEFAULT_DENY, network_policies
from .objects import Manifest, PlannedObject, build
from .quota import limit_range, resource_quota
from .virtual import control_plane_policies


@dataclass(frozen=True)
class NamespacePlan:
    """The objects of one namespace, the Namespace itself apart from what goes into it."""

    namespace: PlannedObject
    """The Kubernetes Namespace."""
    contents: list[PlannedObject]
    """What goes into it: walls first, access last, so that nobody gets in before the walls stand."""

    @property
    def objects(self) -> list[PlannedObject]:
        """All objects in the order in which they are to be made."""
        return [self.namespace, *self.contents]


def plan_namespace(spec: NamespaceSpec, host: HostClusterSpec) -> NamespacePlan:
    """Return what a namespace gets on a host cluster.

    A retained namespace keeps its walls (quota, limits, network policies) when it leaves the documents, and loses
    its access: RoleBindings are never retained. With ``adopt: if-identical`` the namespace and those walls are taken
    over as they are; with ``adopt: always`` a foreign namespace gets our labels and walls, and is never deleted.
    """
    retain = spec.on_delete is OnDelete.RETAIN
    adopt = spec.adopt is Adopt.IF_IDENTICAL
    foreign = spec.adopt is Adopt.ALWAYS
    metadata = {
        "name": spec.name,
        "labels": namespace_labels(spec, host),
        "annotations": namespace_annotations(spec, host),
    }
    namespace = PlannedObject("namespace", build("v1", "Namespace", metadata), spec.protect, retain, foreign, adopt)
    walls = [
        PlannedObject("quota", resource_quota(spec, host), spec.protect, retain, adopt=adopt),
        PlannedObject("limits", limit_range(spec), spec.protect, retain, adopt=adopt),
        # Openings come and go, so they are not protected; what denies everything is.
        *(
            PlannedObject(f"network-{name}", policy, spec.protect and name == DEFAULT_DENY, retain, adopt=adopt)
            for name, policy in _by_name([*network_policies(spec, host), *control_plane_policies(spec, host)])
        ),
    ]
    accounts = [
        PlannedObject(f"account-{name}", manifest, retain=retain, patch=name == "default", adopt=adopt)
        for name, manifest in service_accounts(spec).items()
    ]
    access = [PlannedObject(role, manifest) for role, manifest in role_bindings(spec).items()]
    return NamespacePlan(namespace, [*walls, *accounts, *access])


def _by_name(manifests: list[Manifest]) -> list[tuple[str, Manifest]]:
    return [(manifest["metadata"]["name"], manifest) for manifest in manifests]
