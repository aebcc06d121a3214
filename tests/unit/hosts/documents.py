"""Documents of host clusters that clouds make, and the lines that a user sees about them."""

import copy
from typing import Any

import yaml

from kubespaces.spec.errors import Problem
from kubespaces.spec.fleet import check_fleet
from kubespaces.spec.load import load_text

ADMINS = "arn:aws:iam::123456789012:role/platform-admins"
TAGS = {"owner": "platform@example.com", "cost-center": "cc-1", "environment": "prod", "data-class": "internal"}
AWS: dict[str, Any] = {
    "aws": {"accountId": "123456789012"},
    "region": "eu-central-1",
    "kubernetesVersion": "1.35",
    "cidrs": {"nodes": "10.20.0.0/16"},
    "adminGroups": [ADMINS],
    "nodePools": [{"name": "shared"}],
    "tags": TAGS,
}
"""A host cluster on AWS without problems and warnings."""


def host(name: str = "frankfurt", base: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    """Return a HostCluster document; keywords are keys of its ``spec``, ``None`` leaves one out."""
    whole = {**copy.deepcopy(AWS if base is None else base), **spec}
    whole = {key: value for key, value in whole.items() if value is not None}
    return {"apiVersion": "kubespaces.io/v1alpha1", "kind": "HostCluster", "metadata": {"name": name}, "spec": whole}


def tenant(name: str = "shop", **spec: Any) -> dict[str, Any]:
    """Return a Tenant document; keywords are keys of its ``spec``."""
    usual = {
        "owner": "shop@example.com",
        "quota": {"cpu": "8", "memory": "16Gi"},
        "environments": [{"name": "dev", "share": "100%"}],
    }
    whole = {**usual, **spec}
    return {"apiVersion": "kubespaces.io/v1alpha1", "kind": "Tenant", "metadata": {"name": name}, "spec": whole}


def found(*documents: dict[str, Any]) -> list[Problem]:
    """Return everything that is found in documents of one file."""
    sources, problems = load_text(yaml.safe_dump_all(documents, sort_keys=False), file="h.yaml")
    problems += check_fleet(sources, broken={problem.document for problem in problems})
    return sorted(set(problems))


def errors(*documents: dict[str, Any]) -> list[str]:
    """Return the lines of what stops a preview."""
    return [str(problem) for problem in found(*documents) if not problem.warning]


def warnings(*documents: dict[str, Any]) -> list[str]:
    """Return the lines of what is only worth a look."""
    return [str(problem) for problem in found(*documents) if problem.warning]
