"""What a virtual cluster itself takes, on top of what the tenant was promised (trap T3 of shared quotas)."""

from decimal import Decimal
from typing import Any

from kubespaces.plan.objects import Manifest
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.quantity import format_bytes, format_cpu
from kubespaces.spec.resources import Quota
from kubespaces.spec.virtual_overhead import Part, overhead_of

_SCRATCH_VOLUME = "1Gi"
"""Most that one scratch volume may hold; all together count against the container's limit."""


def with_overhead(spec: NamespaceSpec) -> Quota:
    """Return an environment's quota with its virtual cluster's own needs on top, if it has one."""
    if not spec.is_virtual:
        return spec.quota
    extra = overhead_of(spec.cluster)
    return spec.quota.model_copy(update={name: getattr(spec.quota, name) + extra[name] for name in extra})


def resources_of(part: Part) -> dict[str, dict[str, str]]:
    """Return a part's requests and limits as Kubernetes writes them."""
    return {
        "requests": _written(part.request_cpu, part.request_memory, part.request_scratch),
        "limits": _written(part.cpu, part.memory, part.scratch),
    }


def with_bounds(workload: Manifest) -> Manifest:
    """Return a workload whose scratch volumes are bounded; the chart leaves them without a limit."""
    template = workload["spec"]["template"]
    volumes = [
        {**volume, "emptyDir": {**volume["emptyDir"], "sizeLimit": _SCRATCH_VOLUME}} if "emptyDir" in volume else volume
        for volume in template["spec"].get("volumes", [])
    ]
    pod = {**template["spec"], **({"volumes": volumes} if volumes else {})}
    return {**workload, "spec": {**workload["spec"], "template": {**template, "spec": pod}}}


def _written(cpu: Decimal, memory: Decimal, scratch: Decimal) -> dict[str, Any]:
    return {"cpu": format_cpu(cpu), "memory": format_bytes(memory), "ephemeral-storage": format_bytes(scratch)}
