"""ResourceQuota and LimitRange: never one without the other.

A quota on limits refuses every pod that names none; the LimitRange fills them in.
"""

from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.namespace import NamespaceSpec

from .bounds import limits_manifest, quota_manifest
from .labels import object_labels
from .objects import Manifest
from .virtual.overhead import with_overhead


def resource_quota(spec: NamespaceSpec, host: HostClusterSpec) -> Manifest:
    """Return the ResourceQuota of a namespace, with room for a virtual cluster's control plane."""
    return quota_manifest(with_overhead(spec), host, _metadata(spec), len(spec.carried))


def limit_range(spec: NamespaceSpec) -> Manifest:
    """Return the LimitRange of a namespace; its control plane must fit as well."""
    return limits_manifest(spec.limits, with_overhead(spec), _metadata(spec))


def _metadata(spec: NamespaceSpec) -> Manifest:
    return {"namespace": spec.name, "labels": object_labels(spec)}
