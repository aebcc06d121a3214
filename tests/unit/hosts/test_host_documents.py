"""What is said about a document of a host cluster that a cloud makes."""

from typing import Any

import pytest

from kubespaces.spec.catalog import catalog
from tests.unit.hosts.documents import ADMINS, errors, host, warnings

MANY = [f"10.{index}.0.0/16" for index in range(3)]

# Changes of a good document, and the whole line that a user sees.
WRONG: list[tuple[dict[str, Any], str]] = [
    (
        {"region": "eu-central-9"},
        "region: eu-central-9: is no region of aws (table of {day}); did you mean 'eu-central-2'?",
    ),
    ({"region": None}, "region: local: is no region of aws (table of {day}); use one of: {regions}"),
    (
        {"zones": ["eu-central-1a", "eu-central-1b", "eu-central-1f"]},
        "zones[2]: eu-central-1f: region eu-central-1 has no such zone (table of {day}); did you mean 'eu-central-1c'?",
    ),
    (
        {"zones": ["eu-central-1a", "eu-central-1b", "eu-central-1c", "eu-central-1a"]},
        "zones[3]: eu-central-1a: stands twice; remove one",
    ),
    ({"zones": ["eu-central-1a"]}, "zones: eu-central-1a: EKS needs at least two zones; add one"),
    (
        {"nodePools": [{"name": "shared", "machineType": "m7g.large"}]},
        (
            "nodePools[0].machineType: m7g.large: is arm64, the pool is amd64; set architecture: arm64 or a type such "
            "as m7i.large"
        ),
    ),
    (
        {"nodePools": [{"name": "shared", "machineType": "m7i.large", "architecture": "arm64"}]},
        (
            "nodePools[0].machineType: m7i.large: is amd64, the pool is arm64; set architecture: amd64 or a type such "
            "as m7g.large"
        ),
    ),
    (
        {"nodePools": [{"name": "shared", "min": 5, "max": 2}]},
        "nodePools[0]: min 5 is more than max 2; lower min or raise max",
    ),
    (
        {"nodePools": [{"name": "shared", "max": 0}]},
        "nodePools[0].max: 0: must be at least 1",
    ),
    (
        {"nodePools": [{"name": "shared"}, {"name": "shared"}]},
        "spec: nodePools: shared stands 2 times; names are unique in a host cluster",
    ),
    (
        {"nodePools": [{"name": "data", "tenant": "data"}]},
        "nodePools: needs a pool without a tenant, where the cluster's own parts run; add {{name: shared}}",
    ),
    (
        {"nodePools": [{"name": "shared", "zones": ["eu-central-1d"]}]},
        "nodePools[0].zones[0]: eu-central-1d: is no zone of this cluster; did you mean 'eu-central-1c'?",
    ),
    (
        {"nodePools": [{"name": "shared", "sandbox": True}]},
        "nodePools[0].sandbox: true: aws has no managed sandbox (gVisor, Kata); place such tenants on another cloud",
    ),
    (
        {"nodePools": [{"name": "shared", "labels": {"kubespaces.io/tenant": "x"}}]},
        (
            'nodePools[0].labels["kubespaces.io/tenant"]: kubespaces.io/tenant: keys that start with '
            "'kubespaces.io/' are the platform's own; use a domain of yours"
        ),
    ),
    (
        {"nodePools": [{"name": "shared", "taints": [{"key": "x", "effect": "NoShedule"}]}]},
        "nodePools[0].taints[0].effect: NoShedule: is not allowed; did you mean 'NoSchedule'?",
    ),
    (
        {"cidrs": None},
        "cidrs: is required: a range that no other network you connect uses, such as {{nodes: 10.20.0.0/16}}",
    ),
    ({"cidrs": {"nodes": "10.20.0.0/24"}}, "cidrs.nodes: 10.20.0.0/24: on aws the prefix must be /16 to /20"),
    (
        {"cidrs": {"nodes": "10.20.1.0/16"}},
        "cidrs.nodes: 10.20.1.0/16: is no IPv4 network such as '10.20.0.0/16' (10.20.1.0/16 has host bits set)",
    ),
    (
        {"cidrs": {"nodes": "8.8.0.0/16"}},
        "cidrs.nodes: 8.8.0.0/16: must lie in one of: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10",
    ),
    (
        {"cidrs": {"nodes": "10.20.0.0/16", "services": "10.20.64.0/18"}},
        "cidrs.services: 10.20.64.0/18: overlaps nodes 10.20.0.0/16; choose ranges that have no address in common",
    ),
    (
        {"cidrs": {"nodes": "172.20.0.0/16"}},
        "cidrs.services: 172.20.0.0/16: overlaps nodes 172.20.0.0/16; choose ranges that have no address in common",
    ),
    (
        {"cidrs": {"nodes": "10.20.0.0/16", "slots": {"eu-central-1a": 1}}},
        "cidrs.slots: eu-central-1b: slot 1 is zone eu-central-1a's; write a free one (0 to 6) into cidrs.slots",
    ),
    (
        {"cidrs": {"nodes": "10.20.0.0/16", "slots": {"eu-central-1a": 9}}},
        "cidrs.slots: eu-central-1a: slot 9 does not exist; use 0 to 6",
    ),
    (
        {"cidrs": {"nodes": "10.20.0.0/16", "slots": {"eu-central-1x": 3}}},
        "cidrs.slots: eu-central-1x: is no zone of this cluster; did you mean 'eu-central-1c'?",
    ),
    (
        {"cidrs": {"nodes": "10.20.0.0/16", "pods": "192.168.0.0/16"}},
        "cidrs.pods: 192.168.0.0/16: must lie in 10.0.0.0/8 like the nodes, or in 100.64.0.0/10",
    ),
    (
        {"endpoint": {"private": False}},
        "endpoint: private: false needs allowedCidrs; name the ranges that administrators come from",
    ),
    (
        {"endpoint": {"private": False, "allowedCidrs": ["0.0.0.0/0"]}},
        "endpoint: allowedCidrs let 4294967296 addresses of the internet in; at most 65536 (a /16) may connect",
    ),
    (
        {"endpoint": {"private": False, "allowedCidrs": ["0.0.0.0/1", "128.0.0.0/1"]}},
        "endpoint: allowedCidrs let 4294967296 addresses of the internet in; at most 65536 (a /16) may connect",
    ),
    (
        {"endpoint": {"private": False, "allowedCidrs": ["::/0"]}},
        "endpoint: allowedCidrs: ::/0 lets in more than one organisation; narrow it to /32 or less",
    ),
    (
        {"endpoint": {"private": False, "allowedCidrs": ["10.0.0.0/8"]}},
        "endpoint: allowedCidrs: 10.0.0.0/8 does not exist on the internet; name public ranges or set private: true",
    ),
    (
        {"endpoint": {"allowedCidrs": ["office"]}},
        "endpoint.allowedCidrs[0]: office: is no network such as '10.20.0.0/16'",
    ),
    ({"auditRetentionDays": 366}, "auditRetentionDays: 366: aws has no such retention; use 400"),
    (
        {"jurisdiction": "CH"},
        "jurisdiction: CH: region eu-central-1 lies in EU; remove the field or choose another region",
    ),
    ({"cloud": "azure"}, "spec: cloud: azure contradicts the block aws; remove one"),
    ({"existing": {"context": "x"}}, "spec: aws and existing contradict each other; keep exactly one"),
    (
        {"gcp": {"project": "platform-1"}},
        "spec: aws and gcp contradict each other; keep exactly one",
    ),
    (
        {"adminGroups": []},
        "adminGroups: nobody could administer the cluster; name IAM roles here or set aws.platformRole",
    ),
    (
        {"adminGroups": [ADMINS, "platform-team"]},
        "adminGroups[1]: platform-team: is no ARN of an IAM role such as 'arn:aws:iam::123456789012:role/platform'",
    ),
    (
        {"aws": {"accountId": "123456789012", "natGateways": "none", "vpcEndpoints": False}},
        "aws.natGateways: none: without vpcEndpoints nodes reach no AWS service and never join; set vpcEndpoints: true",
    ),
    ({"aws": {"accountId": 123456789012}}, "aws.accountId: 123456789012: must be text; put it in quotes"),
    (
        {"aws": {"accountId": "123456789012", "autoMod": True}},
        "aws.autoMod: unknown key 'autoMod'; did you mean 'autoMode'?",
    ),
    (
        {"aws": {"accountId": "12345678901"}},
        "aws.accountId: 12345678901: is no account, which has 12 digits",
    ),
    (
        {"aws": {"accountId": "123456789012", "permissionsBoundary": "boundary"}},
        (
            "aws.permissionsBoundary: boundary: is no ARN of an IAM policy such as "
            "'arn:aws:iam::123456789012:policy/boundary'"
        ),
    ),
    ({"tags": {"0wner": "x"}}, "tags.0wner: 0wner: is no key of a tag such as 'cost-center'"),
    ({"tags": {"owner": "x" * 64}}, f"tags.owner: {'x' * 57}...: has 64 characters; at most 63 are allowed"),
    (
        {"nodePools": [{"name": "shared", "labels": {"team": "a b"}}]},
        "nodePools[0].labels.team: a b: is no label value: at most 63 of A-Z, a-z, 0-9, '-', '_' and '.'",
    ),
    (
        {"aws": {"accountId": "123456789012", "addOns": [{"name": "x"}, {"name": "x"}]}},
        "aws.addOns[1].name: x: stands twice; remove one",
    ),
    (
        {"aws": {"accountId": "123456789012", "addOns": [{"name": "x", "version": "1.2"}]}},
        "aws.addOns[0].version: 1.2: is no version such as 'v1.20.4-eksbuild.1'",
    ),
    (
        {
            "aws": {"accountId": "123456789012", "autoMode": True},
            "nodePools": [{"name": "data", "tenant": "data", "machineType": "m7i.metal-24xl"}],
        },
        (
            "nodePools[0].machineType: m7i.metal-24xl: says no number of vCPUs, by which Auto Mode bounds a pool; "
            "name a size such as 'xlarge'"
        ),
    ),
    (
        {"nodePools": [{"name": "shared"}, {"name": "p" * 45}]},
        f"nodePools[1].name: {'p' * 45}: is too long: cluster and pool together have at most 48 characters on AWS",
    ),
]


@pytest.mark.parametrize(
    ("change", "line"), WRONG, ids=[line.split(" ")[0] + str(i) for i, (_, line) in enumerate(WRONG)]
)
def test_what_is_wrong_is_said(change: dict[str, Any], line: str) -> None:
    table = catalog("aws")
    expected = line.format(day=table.as_of, regions=", ".join(table.regions))
    assert f"h.yaml: frankfurt: {expected}" in errors(host(**change))


def test_a_name_that_iam_could_not_take() -> None:
    name = "n" * 37
    rule = "has 37 characters; on AWS a host cluster's name has at most 36"
    assert errors(host(name)) == [f"h.yaml: {name}: metadata.name: {name}: {rule}"]


def test_a_good_document_has_no_problems_and_no_warnings() -> None:
    assert errors(host()) == warnings(host()) == []


def test_all_problems_are_told_at_once() -> None:
    lines = errors(host(region="eu-central-9", adminGroups=["x"], cidrs=None, auditRetentionDays=2, oops=1))
    assert len(lines) == 5


WORTH_A_LOOK: list[tuple[dict[str, Any], str]] = [
    (
        {"kubernetesVersion": "1.29"},
        "kubernetesVersion: 1.29: aws did not offer it on {day}; it offered 1.34, 1.35, 1.36",
    ),
    (
        {"kubernetesVersion": "1.33"},
        "kubernetesVersion: 1.33: was out of standard support on {day} and costs extra; go to 1.34",
    ),
    (
        {"nodePools": [{"name": "shared", "machineType": "m99q.large"}]},
        "nodePools[0].machineType: m99q.large: is not in the table of aws machine types of {day}; check that it exists",
    ),
    (
        {"zones": ["eu-central-1a", "eu-central-1b"]},
        (
            "zones: eu-central-1a, eu-central-1b: 2 of 3 zones: an outage of one can take the cluster down; "
            "add zones if you can"
        ),
    ),
    (
        {"tags": {"owner": "x@example.com"}},
        (
            "tags: no cost-center, data-class, environment: nobody will know whose bill it is (control KS-COST-01); "
            "add them"
        ),
    ),
]


@pytest.mark.parametrize(("change", "line"), WORTH_A_LOOK)
def test_what_is_worth_a_look_stops_nothing(change: dict[str, Any], line: str) -> None:
    document = host(**change)
    assert errors(document) == []
    assert warnings(document) == [f"h.yaml: frankfurt: {line.format(day=catalog('aws').as_of)}"]
