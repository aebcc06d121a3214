"""Arguments that component tests start from."""

import copy
from typing import Any

import pulumi
from pulumi_kubernetes.provider import Provider

FACTS: dict[str, Any] = {
    "kubernetes_version": "1.34",
    "sandbox_classes": ["gvisor"],
    "node_pools": [{"name": "own", "tenant": "shop"}],
    "capacity": {"cpu": "100", "devices": {"nvidia.com/gpu": 4}},
    "network": {
        "roles": {
            "ingress_controller": {"peers": [{"namespace": "ingress", "pod_labels": {"app": "proxy"}}]},
            "monitoring": {"peers": [{"namespace": "monitoring"}]},
            "api_server": {"peers": [{"cidr": "203.0.113.10/32"}], "ports": ["443"]},
        }
    },
}

TENANT: dict[str, Any] = {
    "owner": "shop@example.com",
    "quota": {"cpu": "8", "memory": "16Gi", "load_balancers": 1},
    "environments": [{"name": "dev", "share": "40%"}, {"name": "prod", "share": "60%"}],
    "access": [
        {"group": "shop-devs", "role": "edit", "environments": ["dev"]},
        {"group": "shop-devs", "role": "view"},
        {"service_account": "argo/shop", "role": "deployer"},
    ],
    "network": {"ingress": "same-tenant", "allow_from": [{"role": "monitoring"}]},
    "registries": ["registry.example.com/shop"],
    "hostnames": ["shop.example.com"],
    "host": FACTS,
}

NAMESPACE: dict[str, Any] = {
    "tenant": "shop",
    "environment": "prod",
    "owner": "shop@example.com",
    "quota": {"cpu": "4", "memory": "8Gi"},
    "host": FACTS,
}


def changed(args: dict[str, Any], **fields: Any) -> Any:
    """Return a copy of arguments with some changed; ``None`` leaves one out."""
    whole = {**copy.deepcopy(args), **fields}
    return {key: value for key, value in whole.items() if value is not None}


def with_provider() -> pulumi.ResourceOptions:
    """Return options with a Kubernetes provider of its own."""
    return pulumi.ResourceOptions(providers=[Provider("eu-kubernetes", kubeconfig="{}", cluster_identifier="eu")])
