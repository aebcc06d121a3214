"""All problems are told at once, and none that only follows from another."""

# ruff: noqa: E501 - each message stands on one line, as people see it

from tests.documents import problems_in, tenant


def test_one_document_with_many_problems() -> None:
    document = tenant(
        "Shop",
        owner=5,
        quota={"cpu": "8x", "memory": "16gb", "pod": 10},
        environments=[{"name": "dev", "share": 30}, {"name": "prod"}],
        isolation="jail",
        network={"egress": "all", "allowTo": [{"cidr": "10.0.0.1/8", "ports": ["http"]}]},
    )
    assert problems_in(document) == [
        "t.yaml: Shop: environments[0].share: 30: is no share such as '30%' or 'remainder'; write '30%'",
        "t.yaml: Shop: environments[1]: give exactly one of share (such as '30%' or 'remainder') and quota",
        "t.yaml: Shop: isolation: jail: is not allowed; use one of: namespace, sandboxed, dedicated-nodes, virtual, dedicated-cluster",
        "t.yaml: Shop: metadata.name: Shop: is no DNS label (a-z, 0-9 and '-', starting and ending with a letter or digit); use 'shop'",
        "t.yaml: Shop: network.allowTo[0].cidr: 10.0.0.1/8: is no network such as '10.20.0.0/16'; did you mean '10.0.0.0/8'?",
        "t.yaml: Shop: network.allowTo[0].ports[0]: http: is no port; write '443', 'UDP/53' or 'TCP/8000-8100'",
        "t.yaml: Shop: network.egress: all: is not allowed; use one of: dns+public, dns, deny",
        "t.yaml: Shop: owner: 5: must be text; put it in quotes",
        "t.yaml: Shop: quota.cpu: 8x: is not a quantity such as '4', '500m' or '8Gi'",
        "t.yaml: Shop: quota.memory: 16gb: is not a quantity such as '4', '500m' or '8Gi'; did you mean the suffix 'G'?",
        "t.yaml: Shop: quota.pod: unknown key 'pod'; did you mean 'pods'?",
    ]


def test_rules_between_fields_are_checked_although_a_key_is_unknown() -> None:
    document = tenant(
        quotas={},
        environments=[{"name": "dev", "share": "60%", "podSecurty": "restricted"}, {"name": "prod", "share": "60%"}],
        access=[{"group": "a", "role": "edit", "environments": ["tset"]}],
    )
    assert problems_in(document) == [
        "t.yaml: shop: access[0].environments[0]: tset: is no environment of this tenant; use one of: dev, prod",
        "t.yaml: shop: environments[0].podSecurty: unknown key 'podSecurty'; did you mean 'podSecurity'?",
        "t.yaml: shop: environments[1].share: 60%: shares add up to 120% of the tenant's quota; at most 100%",
        "t.yaml: shop: quotas: unknown key 'quotas'; did you mean 'quota'?",
    ]


def test_rules_between_fields_are_checked_although_an_optional_value_is_wrong() -> None:
    document = tenant(
        podSecurity="privileged",
        environments=[{"name": "dev", "share": "60%"}, {"name": "prod", "share": "60%", "adopt": "maybe"}],
    )
    assert problems_in(document) == [
        "t.yaml: shop: environments[1].adopt: maybe: is not allowed; use one of: never, if-identical, always",
        "t.yaml: shop: environments[1].share: 60%: shares add up to 120% of the tenant's quota; at most 100%",
        "t.yaml: shop: podSecurity: privileged: is not allowed; use one of: baseline, restricted",
    ]


def test_a_misspelt_key_is_no_missing_one_as_well() -> None:
    document = tenant(environments=[{"name": "dev", "shara": "100%"}])
    assert problems_in(document) == ["t.yaml: shop: environments[0].shara: unknown key 'shara'; did you mean 'share'?"]


def test_an_unknown_key_hides_no_rule_of_another_part() -> None:
    document = tenant(environments=[{"name": "dev", "share": "50%", "x": 1}, {"name": "prod"}])
    assert problems_in(document) == [
        "t.yaml: shop: environments[0].x: unknown key 'x'; use one of: name, share, quota, production, isolation, sandbox, podSecurity, network, limits, hostnames, protect, onDelete, adopt",
        "t.yaml: shop: environments[1]: give exactly one of share (such as '30%' or 'remainder') and quota",
    ]


def test_a_wrong_network_makes_no_environment_looser_than_it() -> None:
    document = tenant(
        network={"egress": "public"},
        environments=[{"name": "dev", "share": "100%", "network": {"egress": "dns+public"}}],
    )
    assert problems_in(document) == ["t.yaml: shop: network.egress: public: is not allowed; did you mean 'dns+public'?"]


def test_a_wrong_entry_of_a_list_makes_no_other_entry_wrong() -> None:
    document = tenant(
        network={"allowTo": [{"cidr": "10.0.0.0/8"}, {"cidr": "nowhere"}]},
        environments=[{"name": "dev", "share": "100%", "network": {"allowTo": [{"cidr": "10.0.0.0/8"}]}}],
    )
    assert problems_in(document) == [
        "t.yaml: shop: network.allowTo[1].cidr: nowhere: is no network such as '10.20.0.0/16'"
    ]


def test_the_problems_of_several_documents_come_together() -> None:
    assert problems_in(tenant(owner=5), tenant("bank", network={"allowTo": [{"tenant": "web"}]}), {"kind": "x"}) == [
        "t.yaml: apiVersion: must be kubespaces.io/v1alpha1",
        "t.yaml: kind: x: is not known; use one of: Tenant, HostCluster",
        "t.yaml: bank: network.allowTo[0].tenant: web: is no tenant of this fleet; nothing is allowed here",
        "t.yaml: shop: owner: 5: must be text; put it in quotes",
    ]
