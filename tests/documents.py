"""Small documents that tests start from, and the problems found in them."""

import copy
from collections.abc import Mapping
from typing import Any

import yaml

from kubespaces.spec import Tenant, check_fleet, load_text
from kubespaces.spec.host_cluster import HostCluster
from kubespaces.spec.source import Source

HOST_SPEC: dict[str, Any] = {
    "takes": "all",
    "kubernetesVersion": "1.34",
    "sandboxClasses": ["gvisor"],
    "nodePools": [{"name": "own", "tenant": "shop"}],
    "network": {
        "roles": {
            "ingressController": {"peers": [{"namespace": "ingress"}], "ports": ["8080"]},
            "monitoring": {"peers": [{"namespace": "monitoring", "podLabels": {"app": "scraper"}}]},
            "apiServer": {"peers": [{"cidr": "203.0.113.10/32"}], "ports": ["443"]},
        }
    },
}
"""A host cluster that has everything that a tenant can ask for."""


def tenant(name: str = "shop", /, **spec: Any) -> dict[str, Any]:
    """Return a Tenant document; keyword arguments are keys of its ``spec``, ``None`` leaves one out."""
    usual: dict[str, Any] = {
        "owner": "shop@example.com",
        "quota": {"cpu": "8", "memory": "16Gi"},
        "environments": [{"name": "dev", "share": "40%"}, {"name": "prod", "share": "60%"}],
    }
    whole = {key: value for key, value in {**usual, **spec}.items() if value is not None}
    return {"apiVersion": "kubespaces.io/v1alpha1", "kind": "Tenant", "metadata": {"name": name}, "spec": whole}


def host(name: str = "local", /, **spec: Any) -> dict[str, Any]:
    """Return a HostCluster document that takes all tenants; keyword arguments are keys of its ``spec``."""
    whole = {**copy.deepcopy(HOST_SPEC), **spec}
    whole = {key: value for key, value in whole.items() if value is not None}
    return {"apiVersion": "kubespaces.io/v1alpha1", "kind": "HostCluster", "metadata": {"name": name}, "spec": whole}


def text_of(*documents: Mapping[str, Any]) -> str:
    """Return documents as YAML text."""
    return yaml.safe_dump_all(documents, sort_keys=False)


def problems_in(*documents: Mapping[str, Any]) -> list[str]:
    """Return the lines that a user sees for documents that are one file, as ``kubespaces validate`` prints them."""
    return problems_in_text(text_of(*documents))


def problems_in_text(text: str) -> list[str]:
    """Return the lines that a user sees for the text of one file."""
    sources, problems = load_text(text, file="t.yaml")
    problems += check_fleet(sources, broken={problem.document for problem in problems})
    return [str(problem) for problem in sorted(set(problems))]


def parsed(document: Mapping[str, Any]) -> Tenant:
    """Return a tenant that has no problems by itself."""
    assert problems_in(document) == []
    sources, _ = load_text(text_of(document), file="t.yaml")
    return sources[0].tenant


def parsed_host(document: Mapping[str, Any]) -> HostCluster:
    """Return a host cluster that has no problems."""
    sources, problems = load_text(text_of(document), file="h.yaml")
    assert problems == []
    assert isinstance(sources[0].document, HostCluster)
    return sources[0].document


def sources_of(*documents: Mapping[str, Any]) -> list[Source]:
    """Return well-formed documents with their (made-up) file."""
    sources, problems = load_text(text_of(*documents), file="t.yaml")
    assert problems == []
    return sources
