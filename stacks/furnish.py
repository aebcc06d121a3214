"""Gives a bare control plane the classes that a real cluster brings along, so that the rungs can be tried on it."""

import pulumi
from pulumi_kubernetes.provider import Provider

from kubespaces.objects import register
from kubespaces.plan import Manifest, PlannedObject
from kubespaces.spec import HostCluster


def furnish(host: HostCluster, provider: Provider) -> None:
    """Register the classes that the host's document names; only for control planes on which nothing runs."""
    furniture = pulumi.ComponentResource(
        "kubespaces:local:Furniture", f"{host.name}-furniture", {}, pulumi.ResourceOptions(providers=[provider])
    )
    objects = [PlannedObject(f"{kind.lower()}-{name}", manifest) for kind, name, manifest in _classes(host)]
    register(furniture, f"{host.name}-furniture", objects)
    furniture.register_outputs({})


def _classes(host: HostCluster) -> list[tuple[str, str, Manifest]]:
    spec = host.spec
    wanted = {
        ("node.k8s.io/v1", "RuntimeClass"): (spec.sandbox_classes, {"handler": "none"}),
        ("storage.k8s.io/v1", "StorageClass"): (
            spec.storage_classes,
            {"provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "WaitForFirstConsumer"},
        ),
        ("networking.k8s.io/v1", "IngressClass"): (
            spec.ingress_classes,
            {"spec": {"controller": "kubespaces.io/none"}},
        ),
        ("scheduling.k8s.io/v1", "PriorityClass"): (spec.priority_classes, {"value": 0}),
    }
    return [
        (kind, name, {"apiVersion": version, "kind": kind, "metadata": {"name": name}, **fields})
        for (version, kind), (names, fields) in wanted.items()
        for name in names
    ]
