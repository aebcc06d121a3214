"""Makes fleets of any size for measurements: documents for us, manifests of the very same objects for kubectl."""

from pathlib import Path
from typing import Any

import yaml

from kubespaces.plan import PlannedObject, plan_namespace, plan_platform, plan_tenant
from kubespaces.spec import Fleet, load_fleet

HOST: dict[str, Any] = {
    "apiVersion": "kubespaces.io/v1alpha1",
    "kind": "HostCluster",
    "metadata": {"name": "local"},
    "spec": {"takes": "all", "kubernetesVersion": "1.34"},
}


def tenant(index: int) -> dict[str, Any]:
    """Return a tenant of three environments, none of them protected, so that it can be destroyed again."""
    environments = [
        {"name": name, "share": share, "protect": False, "onDelete": "delete"}
        for name, share in (("dev", "30%"), ("test", "20%"), ("prod", "50%"))
    ]
    return {
        "apiVersion": "kubespaces.io/v1alpha1",
        "kind": "Tenant",
        "metadata": {"name": f"team-{index:04d}"},
        "spec": {
            "owner": f"team-{index:04d}@example.com",
            "quota": {"cpu": "16", "memory": "32Gi", "storage": "200Gi", "pods": 200},
            "environments": environments,
            "access": [
                {"group": f"team-{index:04d}-devs", "role": "edit", "environments": ["dev", "test"]},
                {"group": f"team-{index:04d}-devs", "role": "view"},
            ],
            "network": {"egress": "dns+public"},
        },
    }


def write_documents(folder: Path, count: int) -> Fleet:
    """Write the documents of ``count`` tenants and their host cluster, and return them as they are read back."""
    for name, documents in (("hosts", [HOST]), ("tenants", [tenant(index) for index in range(count)])):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for document in documents:
            path = folder / name / f"{document['metadata']['name']}.yaml"
            path.write_text(yaml.safe_dump(document, sort_keys=False))
    return load_fleet(folder)


def objects(fleet: Fleet) -> list[PlannedObject]:
    """Return everything that is laid for a fleet, in the order in which it has to be made."""
    host = fleet.hosts["local"].spec
    specs = [spec for item in fleet.tenants.values() for spec in plan_tenant(item.name, item.spec)]
    return plan_platform() + [item for spec in specs for item in plan_namespace(spec, host).objects]


def write_manifests(path: Path, fleet: Fleet) -> int:
    """Write the same objects as one file for kubectl; return how many they are."""
    manifests = [item.manifest for item in objects(fleet)]
    path.write_text(yaml.safe_dump_all(manifests, sort_keys=False))
    return len(manifests)
