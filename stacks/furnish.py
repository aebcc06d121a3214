"""What a host cluster gets for its tenants besides the platform: shared Gateways; classes if it is bare."""

import pulumi
from pulumi_kubernetes.provider import Provider

from kubespaces.objects import register
from kubespaces.plan import Manifest, PlannedObject
from kubespaces.plan.virtual import plan_gateways
from kubespaces.spec import HostCluster
from kubespaces.spec.namespace import NamespaceSpec


def furnish(host: HostCluster, provider: Provider) -> None:
    """Register the classes that the host's document names; only for control planes on which nothing runs."""
    furniture = pulumi.ComponentResource(
        "kubespaces:local:Furniture", f"{host.name}-furniture", {}, pulumi.ResourceOptions(providers=[provider])
    )
    objects = [PlannedObject(f"{kind.lower()}-{name}", manifest) for kind, name, manifest in _classes(host)]
    register(furniture, f"{host.name}-furniture", objects)
    furniture.register_outputs({})


def share_gateways(host: HostCluster, namespaces: list[NamespaceSpec], provider: Provider) -> None:
    """Register the Gateways that virtual clusters share: for all tenants of the host cluster, whoever lays them."""
    objects = plan_gateways(host, namespaces)
    if objects:
        name = f"{host.name}-gateways"
        gateways = pulumi.ComponentResource(
            "kubespaces:index:SharedGateways", name, {}, pulumi.ResourceOptions(providers=[provider])
        )
        (namespace,) = register(gateways, name, objects[:1])
        register(gateways, name, objects[1:], inside=namespace)
        gateways.register_outputs({})


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
