"""Puts the posture of a namespace, or of a host cluster, together from what is there."""

from collections.abc import Iterable, Mapping

from kubespaces.review.preview import State
from kubespaces.review.world import KubeObject, World

from . import labels
from .access import Roles, access
from .admission import Admission
from .amounts import limits, quota
from .dimensions import Dimension
from .endpoints import cloud_facts
from .exposure import EXPOSING, exposure
from .network import EGRESS, INGRESS, network
from .order import Facts, Item
from .tokens import tokens

Posture = Mapping[Dimension, Facts]
"""What is known of each dimension; those of which nothing can be seen are left out."""


class Cluster:
    """What all namespaces of a cluster have in common, at one time."""

    def __init__(self, objects: Iterable[KubeObject]) -> None:
        self.objects = list(objects)
        self.roles = Roles(self.objects)
        self.admission = Admission(self.objects)

    def posture(self, cloud: Iterable[State]) -> Posture:
        """Return the posture of the cluster itself, with the cloud's resources that it is made of."""
        found = [cloud_facts(state) for state in cloud]
        endpoint = Facts([c for facts in found for c in facts.controls], [o for facts in found for o in facts.openings])
        bindings = [entry for entry in self.objects if entry.kind == "ClusterRoleBinding"]
        return {
            Dimension.ACCESS: access(bindings, [], self.roles),
            Dimension.ADMISSION: self.admission.everywhere(),
            Dimension.ENDPOINT: endpoint,
        }


def namespace_posture(world: World, key: tuple[str, str], cluster: Cluster) -> Posture:
    """Return the posture of a namespace.

    Args:
        world: what is there.
        key: the namespace's cluster and name.
        cluster: what it has in common with the others.
    """
    policies = world.of_kind(key, "NetworkPolicy", "CiliumNetworkPolicy")
    bindings = world.of_kind(key, "RoleBinding")
    found = {
        Dimension.INGRESS: network(policies, INGRESS, complete=world.complete),
        Dimension.EGRESS: network(policies, EGRESS, complete=world.complete),
        Dimension.ACCESS: access(bindings, world.of_kind(key, "Role"), cluster.roles),
        Dimension.QUOTA: quota(world.of_kind(key, "ResourceQuota")),
        Dimension.LIMITS: limits(world.of_kind(key, "LimitRange")),
        Dimension.EXPOSURE: exposure(world.of_kind(key, *EXPOSING)),
        Dimension.TOKENS: tokens(world.of_kind(key, "ServiceAccount")),
    }
    namespace = world.namespaces.get(key)
    return found if namespace is None else {**found, **_of_namespace(namespace, cluster)}


def _of_namespace(namespace: KubeObject, cluster: Cluster) -> Posture:
    return {
        Dimension.IDENTITY: labels.identity(namespace),
        Dimension.RUNG: labels.rung(namespace),
        Dimension.POD_SECURITY: labels.pod_security(namespace),
        Dimension.REGISTRIES: labels.registries(namespace),
        Dimension.CLASSES: labels.classes(namespace),
        Dimension.HOSTNAMES: labels.hostnames(namespace),
        Dimension.RUNTIME: labels.runtime(namespace),
        Dimension.NODES: labels.nodes(namespace),
        Dimension.ADMISSION: cluster.admission.of(namespace.name, namespace.labels),
        Dimension.EXEMPTIONS: labels.exemptions(namespace),
        Dimension.PROTECTION: _protection(namespace),
    }


def _protection(namespace: KubeObject) -> Facts:
    said = {"cannot be deleted by an update": namespace.protect, "stays when it leaves the program": namespace.retain}
    return Facts([Item(words, words, words) for words, given in said.items() if given])
