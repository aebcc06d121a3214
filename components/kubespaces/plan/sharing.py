"""Makes one namespace of those whose environments share a virtual cluster."""

from collections.abc import Sequence

from kubespaces.spec.amounts import quota_sum
from kubespaces.spec.namespace import CarriedEnvironment, NamespaceSpec
from kubespaces.spec.tenant import TenantSpec
from kubespaces.spec.virtual import SHARED


def share_cluster(spec: TenantSpec, namespaces: Sequence[NamespaceSpec]) -> list[NamespaceSpec]:
    """Return a tenant's namespaces with one in the place of those that share a virtual cluster.

    It has what they have together, and no more. What isolates them is the same for all: ``spec.sharing_rules`` sees to
    that.
    """
    names = {env.name for env in spec.environments if spec.is_sharing(env)}
    sharing = [namespace for namespace in namespaces if namespace.environment in names]
    if not sharing:
        return list(namespaces)
    place = namespaces.index(sharing[0])
    after = [namespace for namespace in namespaces[place:] if namespace.environment not in names]
    return [*namespaces[:place], _joined(sharing), *after]


def _joined(sharing: Sequence[NamespaceSpec]) -> NamespaceSpec:
    grants = [access.model_copy(update={"environments": [SHARED]}) for one in sharing for access in one.access]
    return sharing[0].model_copy(
        update={
            "environment": SHARED,
            "quota": quota_sum(one.quota for one in sharing),
            "access": [access for index, access in enumerate(grants) if access not in grants[:index]],
            "hostnames": list(dict.fromkeys(name for one in sharing for name in one.hostnames)),
            "shared_by": [
                CarriedEnvironment.model_construct(name=one.environment, quota=one.quota, access=one.access)
                for one in sharing
            ],
        }
    )
