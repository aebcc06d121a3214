"""Everything in a cloud that can carry tags carries those by which a bill is split (control KS-COST-01)."""

from typing import Any

import pytest

from kubespaces_embedded.offline_providers.sdk import find_sdk
from tests.unit.hosts.aws import clusters as aws
from tests.unit.hosts.azure import clusters as azure
from tests.unit.hosts.gcp import clusters as gcp
from tests.unit.hosts.recording import Recording

WANTED = {"tenant", "environment", "owner", "cost-center", "data-class", "managed-by"}
BUDGET: dict[str, Any] = {"amount": 5000, "emails": ["a@example.com"]}
FIELDS = ("tags", "userLabels", "resourceLabels", "labels")
"""Where tags are, the first that a resource has; a notification channel's own ``labels`` are its address."""
CLUSTERS = {
    "aws": lambda: aws.made(aws.facts(budget=BUDGET, cidrs={"nodes": "10.20.0.0/16", "pods": "100.64.0.0/16"})),
    "azure-native": lambda: azure.made(azure.facts(budget=BUDGET)),
    "gcp": lambda: gcp.made(
        gcp.facts(
            budget=BUDGET,
            gcp={"billing_account": "0A1B2C-3D4E5F-678901", "nat_addresses": 1, "audit_reads": True},
        )
    ),
}
LEAST = {"aws": 60, "azure-native": 20, "gcp": 7}
"""At least as many carry tags."""


def tags_of(package: str, recording: Recording) -> dict[str, dict[str, str]]:
    kit = find_sdk(package)
    found = {}
    for item in recording:
        schema = kit.resource(item.type) if item.type.startswith(f"{package}:") else None
        if schema is None:
            continue
        field = next((name for name in FIELDS if name in schema.inputs), None)
        if field is not None:
            found[f"{item.type} {item.name}"] = item.inputs.get(field) or {}
    return found


@pytest.mark.filterwarnings(r"ignore:(aws|gcp)\.:DeprecationWarning")  # the SDKs import deprecated modules of theirs
@pytest.mark.parametrize("package", CLUSTERS)
def test_whatever_can_carry_tags_does(package: str) -> None:
    found = tags_of(package, CLUSTERS[package]())
    assert len(found) >= LEAST[package]
    missing = {name: sorted(WANTED - tags.keys()) for name, tags in found.items() if not tags.keys() >= WANTED}
    assert missing == {}


def test_what_tenants_share_is_tagged_as_shared_and_a_tenants_pool_as_its_own() -> None:
    recording = aws.made()
    assert recording.inputs("frankfurt-pool-data", "NodeGroup")["tags"]["tenant"] == "data"
    assert recording.inputs("frankfurt-vpc")["tags"]["tenant"] == "shared"
    dedicated = aws.made(aws.facts(dedicated_to="bank", node_pools=[{"name": "shared"}]))
    assert dedicated.inputs("frankfurt-vpc")["tags"]["tenant"] == "bank"


def test_volumes_of_tenants_carry_the_clusters_tags_on_aws() -> None:
    values = aws.made().inputs("frankfurt-add-on-aws-ebs-csi-driver")["configurationValues"]
    assert '"cost-center": "cc-1"' in values
    own = [{"name": "aws-ebs-csi-driver", "configuration": {"controller": {"replicaCount": 2}, "node": {"a": 1}}}]
    changed = aws.made(aws.facts(aws={"add_ons": own}))
    values = changed.inputs("frankfurt-add-on-aws-ebs-csi-driver")["configurationValues"]
    assert '"replicaCount": 2' in values
    assert '"extraVolumeTags"' in values, "what the document adds does not take them away"
