"""Reads network policies of every kind."""

from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.kubernetes.objects import KubernetesObject

from .openings import KUBERNETES, Opening, kubernetes_openings
from .openings_admin import ADMIN, admin_openings
from .openings_calico import CALICO, calico_openings
from .openings_cilium import CILIUM, cilium_openings

POLICIES = (KUBERNETES, *CILIUM, *CALICO, *ADMIN)
"""All kinds of network policies that are read, as ``group/Kind``."""

_READERS = (
    ((KUBERNETES,), kubernetes_openings),
    (CILIUM, cilium_openings),
    (CALICO, calico_openings),
    (ADMIN, admin_openings),
)


def openings(item: KubernetesObject, check: Check) -> Iterator[Opening]:
    """Go through what a network policy opens, once for each kind that it may be; the unknown is deferred."""
    for kinds, read in _READERS:
        if item.is_a(*kinds):
            yield from read(item, check)
