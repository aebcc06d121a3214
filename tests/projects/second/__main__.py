"""One host cluster, one tenant on it, and one namespace beside."""

import pulumi

from kubespaces import ExistingHostCluster, Namespace, Tenant

config = pulumi.Config()

cluster = ExistingHostCluster(
    "eu",
    {
        "kubeconfig": config.require_secret("kubeconfig"),
        "facts": {
            "kubernetes_version": "1.34",
            "network": {"roles": {"monitoring": {"peers": [{"namespace": "monitoring"}]}}},
        },
    },
)
on_cluster = pulumi.ResourceOptions(providers=[cluster.provider])

shop = Tenant(
    "shop",
    {
        "owner": "shop@example.com",
        "quota": {"cpu": "8", "memory": "16Gi"},
        "environments": [{"name": "dev", "share": "40%"}, {"name": "prod", "share": "remainder"}],
        "access": [
            {"group": "shop-devs", "role": "edit", "environments": ["dev"]},
            {"group": "shop-devs", "role": "view"},
        ],
        "network": {"egress": "dns+public", "allow_from": [{"role": "monitoring"}]},
        "host": cluster.facts,
    },
    on_cluster,
)

playground = Namespace(
    "playground",
    {
        "tenant": "platform",
        "environment": "playground",
        "owner": "platform@example.com",
        "quota": {"cpu": "2", "memory": "4Gi"},
        "host": cluster.facts,
    },
    on_cluster,
)

pulumi.export("namespaces", shop.namespaces)
pulumi.export("playground", playground.namespace)
