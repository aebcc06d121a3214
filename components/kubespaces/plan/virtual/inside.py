"""What vCluster itself makes inside a virtual cluster, whether one environment has it or several share it."""

import json

from kubespaces.plan.labels import SHARED_ENVIRONMENT, object_labels
from kubespaces.plan.objects import PlannedObject, build
from kubespaces.spec.amounts import written_quota
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.namespace import NamespaceSpec

from .access import HOME, access_manifests, access_summary, grants_inside, summary_of
from .shared import shared_manifests, shared_summary


def inner_text(spec: NamespaceSpec, host: HostClusterSpec) -> str:
    """Return the objects as the text that vCluster applies before it serves.

    It deletes what is no longer in it, namespaces with all they hold as well.
    """
    manifests = shared_manifests(spec, host) if spec.shared_by else access_manifests(spec, host)
    return "\n---\n".join(json.dumps(manifest) for manifest in manifests)


def inner_summary(spec: NamespaceSpec, host: HostClusterSpec) -> str:
    """Return who has which role as one line: the objects lie in a Secret, where no preview shows them."""
    return shared_summary(spec, host) if spec.shared_by else access_summary(spec, host)


def home_of(spec: NamespaceSpec, environment: str) -> str:
    """Return the namespace inside where an environment's pipeline logs in."""
    return environment if spec.shared_by else HOME


def environment_records(spec: NamespaceSpec) -> list[PlannedObject]:
    """Return a ConfigMap on the host cluster for each environment inside a shared virtual cluster; none elsewhere.

    Nothing reads it but people and reviews: an environment that goes is the deletion of an object that they see.
    """
    return [
        PlannedObject(
            f"environment-{env.name}",
            build(
                "v1",
                "ConfigMap",
                {
                    "name": f"kubespaces-environment-{env.name}",
                    "namespace": spec.name,
                    "labels": {**object_labels(spec), SHARED_ENVIRONMENT: env.name},
                },
                data={
                    "access": summary_of(grants_inside(env.access, env.name, None)),
                    "quota": written_quota(env.quota),
                },
            ),
        )
        for env in spec.shared_by
    ]
