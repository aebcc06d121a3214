"""What is said about a document of a host cluster on Azure."""

from typing import Any

import pytest

from kubespaces.spec.catalog import catalog
from tests.unit.hosts.documents import errors, host, warnings

TAGS = {"owner": "platform@example.com", "cost-center": "cc-1", "environment": "prod", "data-class": "internal"}
OWN = {
    "subscriptionId": "11111111-1111-1111-1111-111111111111",
    "tenantId": "22222222-2222-2222-2222-222222222222",
}
AZURE: dict[str, Any] = {
    "azure": OWN,
    "region": "westeurope",
    "kubernetesVersion": "1.35",
    "cidrs": {"nodes": "10.30.0.0/16"},
    "adminGroups": ["33333333-3333-3333-3333-333333333333"],
    "nodePools": [{"name": "shared"}],
    "tags": TAGS,
}
DAY = catalog("azure").as_of


def document(name: str = "amsterdam", **spec: Any) -> dict[str, Any]:
    return host(name, AZURE, **spec)


def own(**fields: Any) -> dict[str, Any]:
    return {"azure": {**OWN, **fields}}


def pool(**fields: Any) -> dict[str, Any]:
    return {"nodePools": [{"name": "shared", **fields}]}


WRONG: list[tuple[dict[str, Any], str]] = [
    (
        {"region": "westeuropa"},
        f"region: westeuropa: is no region of azure (table of {DAY}); did you mean 'westeurope'?",
    ),
    (
        {"zones": ["1", "2", "4"]},
        f"zones[2]: 4: region westeurope has no such zone (table of {DAY}); use one of: 1, 2, 3",
    ),
    (
        pool(machineType="Standard_D4pds_v5"),
        (
            "nodePools[0].machineType: Standard_D4pds_v5: is arm64, the pool is amd64; set architecture: arm64 or a "
            "type such as Standard_D4ds_v5"
        ),
    ),
    (
        {"adminGroups": []},
        "adminGroups: nobody could administer the cluster; name Entra ID groups here or set azure.platformPrincipal",
    ),
    (
        {"adminGroups": ["platform-admins"]},
        (
            "adminGroups[0]: platform-admins: is no object id of an Entra ID group such as "
            "'5f1c7e0a-2c1b-4a53-9e7e-0d6b1f2a3c4d'"
        ),
    ),
    (
        own(subscriptionId="mine"),
        ("azure.subscriptionId: mine: is no id such as '5f1c7e0a-2c1b-4a53-9e7e-0d6b1f2a3c4d' (in lower case)"),
    ),
    (
        {"endpoint": {"allowedCidrs": ["fd12::/48"]}},
        ("endpoint.allowedCidrs[0]: fd12::/48: AKS takes IPv4 ranges only; name those that administrators come from"),
    ),
    (
        own(outbound="firewall"),
        "azure.firewallIp: is required with outbound: firewall: the address that traffic to the internet is sent to",
    ),
    (
        own(firewallIp="10.0.1.4"),
        ("azure.firewallIp: 10.0.1.4: is not used with outbound: nat-gateway; remove it or set outbound: firewall"),
    ),
    (own(publicPorts=[443, 443]), "azure.publicPorts[1]: 443: stands twice; remove one"),
    (
        {"kubernetesVersion": "1.33"},
        (
            "azure.tier: standard: 1.33 is in long-term support only, which needs tier: premium; or go to a newer "
            "version"
        ),
    ),
    (
        own(tier="free"),
        "azure.costAnalysis: true: needs tier standard or premium; set costAnalysis: false or another tier",
    ),
    (
        {"cidrs": {"nodes": "172.30.0.0/16"}},
        "cidrs.nodes: 172.30.0.0/16: overlaps 172.30.0.0/16, which AKS keeps for itself; choose another",
    ),
    (
        {"cidrs": {"nodes": "10.30.0.0/16", "pods": "10.244.0.0/22"}},
        (
            "cidrs.pods: 10.244.0.0/22: has room for 4 nodes, with upgrades there can be 12; widen it or lower a "
            "pool's max"
        ),
    ),
    (
        {"cidrs": {"nodes": "10.30.0.0/24"}, **pool(max=120)},
        (
            "cidrs.nodes: 10.30.0.0/24: has 123 addresses for nodes, with upgrades there can be 168; widen it or lower "
            "a pool's max"
        ),
    ),
    (
        {"cidrs": {"nodes": "192.168.0.0/16", "services": "10.0.0.0/8", "pods": "172.20.0.0/16"}},
        "cidrs.services: 10.0.0.0/8: on azure the prefix must be /12 or longer",
    ),
    (
        own(systemPool={"machineType": "Standard_D4pds_v5"}),
        ("azure.systemPool.machineType: Standard_D4pds_v5: is arm64, the pool is amd64; set architecture: arm64"),
    ),
    (own(systemPool={"min": 5}), "azure.systemPool: min 5 is more than max 4; lower min or raise max"),
    (
        pool(sandbox=True, architecture="arm64"),
        (
            "nodePools[0].architecture: arm64: pods are sandboxed in virtual machines of their own, which AKS has on "
            "amd64 only"
        ),
    ),
    (
        pool(sandbox=True, machineType="Standard_B4s_v2"),
        (
            "nodePools[0].machineType: Standard_B4s_v2: has no nested virtualisation, which sandboxes need; use a D or "
            "E type of version 3 or later"
        ),
    ),
    (
        pool(labels={"kubernetes.azure.com/mode": "system"}),
        (
            "nodePools[0]: kubernetes.azure.com/mode: keys that start with 'kubernetes.azure.com/' are Azure's own; "
            "use a domain of yours"
        ),
    ),
    ({"auditRetentionDays": 7}, "auditRetentionDays: 7: Log Analytics keeps logs for 30 to 730 days"),
    ({"tags": {**TAGS, "a/b": "c"}}, "tags: a/b: Azure takes no '/' in the name of a tag; use '-' or '.'"),
    (own(maintenance={"hours": 2}), "azure.maintenance.hours: 2: must be at least 4"),
    (
        own(maintenance={"start": "2am"}),
        "azure.maintenance.start: 2am: is no time of day such as '02:00', in quotes",
    ),
    (
        own(vaultName="Vault"),
        (
            "azure.vaultName: Vault: is no name of a key vault: 3 to 24 of a-z, 0-9 and single '-', starting with "
            "a letter"
        ),
    ),
]


def test_a_good_document_has_no_errors_and_no_warnings() -> None:
    assert errors(document()) == []
    assert warnings(document()) == []


@pytest.mark.parametrize(("change", "line"), WRONG, ids=[line.split(": ")[0] for _, line in WRONG])
def test_wrong(change: dict[str, Any], line: str) -> None:
    assert f"h.yaml: amsterdam: {line}" in errors(document(**change))


def test_a_long_name() -> None:
    name = "a" * 55
    (line,) = errors(document(name))
    assert line.endswith("has 55 characters; on Azure a host cluster's name has at most 54")
    assert errors(document(name, **own(clusterName="short"))) == []


def test_long_term_support_with_the_tier_that_has_it() -> None:
    assert errors(document(kubernetesVersion="1.33", **own(tier="premium"))) == []


WORTH_A_LOOK: list[tuple[dict[str, Any], str]] = [
    (
        own(tier="free", costAnalysis=False),
        "azure.tier: free: Microsoft promises no uptime; production needs standard or premium",
    ),
    (
        own(systemPool={"anchor": "Standard_Q2_v9"}),
        (
            "azure.systemPool.anchor: Standard_Q2_v9: is not in the table of azure machine types of "
            f"{DAY}; check that it exists"
        ),
    ),
]


@pytest.mark.parametrize(("change", "line"), WORTH_A_LOOK, ids=["tier", "anchor"])
def test_worth_a_look(change: dict[str, Any], line: str) -> None:
    assert errors(document(**change)) == []
    assert warnings(document(**change)) == [f"h.yaml: amsterdam: {line}"]


@pytest.mark.parametrize(
    ("machine_type", "architecture"),
    [
        ("Standard_D4ds_v5", "amd64"),
        ("Standard_D4pds_v5", "arm64"),
        ("Standard_E16ads_v6", "amd64"),
        ("Standard_B4ps_v2", "arm64"),
        ("Standard_NC24ads_A100_v4", "amd64"),
        ("Standard_E4-2s_v5", "amd64"),
        ("Standard_DC4as_cc_v5", "amd64"),
        ("Standard_L8as_v3", "amd64"),
        ("Standard_Q2_v9", None),
        ("D4ds_v5", None),
    ],
)
def test_machine_types(machine_type: str, architecture: str | None) -> None:
    assert catalog("azure").machines.architecture_of(machine_type) == architecture


def test_the_default_anchor_is_known() -> None:
    facts = catalog("azure")
    assert facts.machines.architecture_of(facts.own["anchor"]) == "amd64"


def test_an_eu_region_is_under_eu_law() -> None:
    """By reference: the regions of the EU, and those of neighbours that are not."""
    regions = catalog("azure").regions
    inside = {name for name, region in regions.items() if region.jurisdiction == "EU"}
    assert {"westeurope", "northeurope", "francecentral", "swedencentral", "austriaeast", "belgiumcentral"} <= inside
    assert not inside & {"uksouth", "ukwest", "switzerlandnorth", "switzerlandwest", "norwayeast", "norwaywest"}


def test_sandboxes_are_offered_by_the_name_that_aks_gives_them() -> None:
    assert catalog("azure").sandbox == "kata-vm-isolation"
