"""Where pods come from: themselves, and the templates of everything that makes them.

A rail for pods also looks at templates, so that whoever applies a Deployment is told at once, and not a controller
later in a condition that nobody reads. Pods are looked at all the same: they are what runs.
"""

from .rail import Scope

TEMPLATES = (
    Scope("", ("podtemplates", "replicationcontrollers")),
    Scope("apps", ("daemonsets", "deployments", "replicasets", "statefulsets")),
    Scope("batch", ("cronjobs", "jobs")),
)
"""Kinds that carry a pod template."""

NEW_PODS = (Scope("", ("pods",), ("CREATE",)), *TEMPLATES)
"""For fields that nobody can change on a pod that is there."""

PODS = (Scope("", ("pods",)), *TEMPLATES)
"""For fields that change on pods that are there."""

CONTAINERS = (Scope("", ("pods", "pods/ephemeralcontainers")), *TEMPLATES)
"""For containers: their images change, and debug containers are added to pods that run."""

TEMPLATE = (
    "request.kind.kind == 'CronJob' ? dyn({0}).?spec.?jobTemplate.?spec.?template.orValue({{}}) : "
    "request.kind.kind == 'PodTemplate' ? dyn({0}).?template.orValue({{}}) : "
    "request.kind.kind == 'Pod' ? dyn({0}) : dyn({0}).?spec.?template.orValue({{}})"
)
"""CEL with ``{0}`` for the object: the pod, or the template of one; an empty map where there is none."""

SPEC = f"({TEMPLATE}).?spec.orValue({{{{}}}})"
"""CEL with ``{0}`` for the object: the pod spec, wherever it is."""

SPEC_VARIABLE = ("spec", SPEC.format("object"))
"""The variable ``spec``."""

ALL_CONTAINERS = (
    "containers",
    (
        "variables.spec.?containers.orValue([]) + variables.spec.?initContainers.orValue([]) + "
        "variables.spec.?ephemeralContainers.orValue([])"
    ),
)
"""The variable ``containers``: of every list that a pod has."""
