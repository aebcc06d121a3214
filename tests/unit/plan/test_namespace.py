"""What one namespace gets: the list, its order, and how it is kept."""

import dataclasses

import pytest

from kubespaces.plan import plan_namespace
from kubespaces.spec.posture import ImageDigests
from tests.plans import HOST, manifest, manifests, namespace_of, plan_of


def test_a_namespace_always_gets_this() -> None:
    plan = plan_of()
    assert [(planned.role, planned.kind, planned.manifest["metadata"]["name"]) for planned in plan.objects] == [
        ("namespace", "Namespace", "shop-dev"),
        ("quota", "ResourceQuota", "kubespaces"),
        ("limits", "LimitRange", "kubespaces"),
        ("network-default-deny", "NetworkPolicy", "default-deny"),
        ("network-allow-dns", "NetworkPolicy", "allow-dns"),
        ("network-allow-same-namespace", "NetworkPolicy", "allow-same-namespace"),
        ("account-default", "ServiceAccount", "default"),
        ("account-deployer", "ServiceAccount", "deployer"),
        ("access-deployer-deployer-7adda3", "RoleBinding", "kubespaces:deployer:deployer-7adda3"),
    ]


def test_everything_is_in_the_namespace_and_says_whose_it_is() -> None:
    plan = plan_of(access=[{"group": "a", "role": "edit"}], network={"egress": "dns+public"})
    for planned in plan.contents:
        metadata = planned.manifest["metadata"]
        assert metadata["namespace"] == "shop-dev", planned.role
        assert metadata["labels"] == {
            "app.kubernetes.io/managed-by": "kubespaces",
            "kubespaces.io/tenant": "shop",
            "kubespaces.io/environment": "dev",
        }, planned.role


def test_walls_stand_before_anybody_gets_in() -> None:
    kinds = [planned.kind for planned in plan_of(access=[{"group": "a", "role": "view"}]).contents]
    first_access = kinds.index("RoleBinding")
    assert {"ResourceQuota", "LimitRange", "NetworkPolicy", "ServiceAccount"} == set(kinds[:first_access])
    assert set(kinds[first_access:]) == {"RoleBinding"}


def test_the_same_document_gives_the_same_plan() -> None:
    spec = namespace_of(access=[{"group": g, "role": "view"} for g in ("b", "a")], registries=["x.example.com"])
    assert plan_namespace(spec, HOST) == plan_namespace(spec, HOST)


def test_production_is_protected_with_the_walls_that_always_stand_and_retained_without_its_access() -> None:
    plan = plan_of("prod", access=[{"group": "a", "role": "view"}])
    protected = {planned.role for planned in plan.objects if planned.protect}
    assert protected == {"namespace", "quota", "limits", "network-default-deny"}
    assert {planned.kind for planned in plan.objects if not planned.retain} == {"RoleBinding"}


def test_other_environments_can_be_deleted() -> None:
    for planned in plan_of("dev").objects:
        assert (planned.protect, planned.retain) == (False, False), planned.role


@pytest.mark.parametrize(
    ("said", "protect", "retain"), [({"protect": False}, False, True), ({"onDelete": "delete"}, True, False)]
)
def test_production_can_be_made_deletable_in_two_steps(said: dict[str, object], protect: bool, retain: bool) -> None:
    plan = plan_of("prod", environments=[{"name": "prod", "share": "100%", **said}])
    assert (plan.namespace.protect, plan.namespace.retain) == (protect, retain)


def test_an_environment_of_another_name_can_be_production() -> None:
    plan = plan_of("blue", environments=[{"name": "blue", "share": "100%", "production": True}])
    labels = plan.namespace.manifest["metadata"]["labels"]
    assert (plan.namespace.protect, labels["pod-security.kubernetes.io/enforce"]) == (True, "restricted")


@pytest.mark.parametrize(
    ("adopt", "adopted", "patched"), [("never", False, False), ("if-identical", True, False), ("always", False, True)]
)
def test_taking_over_a_namespace(adopt: str, adopted: bool, patched: bool) -> None:
    plan = plan_of("dev", environments=[{"name": "dev", "share": "100%", "adopt": adopt}])
    assert (plan.namespace.adopt, plan.namespace.patch) == (adopted, patched)
    walls = [planned for planned in plan.contents if planned.kind != "RoleBinding"]
    assert {planned.adopt for planned in walls} == {adopted}
    assert {planned.patch for planned in walls if planned.role != "account-default"} == {False}


def test_the_account_that_kubernetes_makes_is_only_changed() -> None:
    patched = {planned.role for planned in plan_of().objects if planned.patch}
    assert patched == {"account-default"}


def test_teams_are_warned_of_what_restricted_would_refuse() -> None:
    labels = manifest(plan_of("dev"), "Namespace")["metadata"]["labels"]
    levels = {mode: labels[f"pod-security.kubernetes.io/{mode}"] for mode in ("enforce", "audit", "warn")}
    assert levels == {"enforce": "baseline", "audit": "restricted", "warn": "restricted"}


def test_ids_are_those_of_pulumi_kubernetes() -> None:
    plan = plan_of()
    assert plan.namespace.id == "shop-dev"
    assert plan.contents[0].id == "shop-dev/kubespaces"


def test_accounts_mount_no_token() -> None:
    accounts = manifests(plan_of(), "ServiceAccount")
    assert {name: account["automountServiceAccountToken"] for name, account in accounts.items()} == {
        "default": False,
        "deployer": False,
    }


def test_the_namespace_says_everything_that_admission_has_to_know() -> None:
    plan = plan_of(
        "prod",
        costCenter="cc-1",
        isolation="sandboxed",
        registries=["b.example.com", "a.example.com/shop"],
        hostnames=["shop.example.com"],
        classes={"storage": {"default": "fast", "allowed": ["slow", "fast"]}},
        quota={"cpu": 4, "memory": "8Gi", "loadBalancers": 2},
    )
    metadata = manifest(plan, "Namespace")["metadata"]
    assert metadata["name"] == "shop-prod"
    assert metadata["labels"] == {
        "app.kubernetes.io/managed-by": "kubespaces",
        "kubespaces.io/tenant": "shop",
        "kubespaces.io/environment": "prod",
        "kubespaces.io/owner": "shop_at_example.com",
        "kubespaces.io/cost-center": "cc-1",
        "kubespaces.io/production": "true",
        "kubespaces.io/isolation": "sandboxed",
        "kubespaces.io/sandbox": "true",
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/enforce-version": "v1.34",
        "pod-security.kubernetes.io/audit": "restricted",
        "pod-security.kubernetes.io/audit-version": "v1.34",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/warn-version": "v1.34",
    }
    assert metadata["annotations"] == {
        "kubespaces.io/owner": "shop@example.com",
        "kubespaces.io/allowed-gateway-classes": "",
        "kubespaces.io/allowed-hostnames": "shop.example.com",
        "kubespaces.io/allowed-ingress-classes": "",
        "kubespaces.io/allowed-priority-classes": "",
        "kubespaces.io/allowed-registries": "a.example.com/shop,b.example.com",
        "kubespaces.io/allowed-runtime-classes": "gvisor",
        "kubespaces.io/allowed-service-types": "ClusterIP,LoadBalancer",
        "kubespaces.io/allowed-storage-classes": "fast,slow",
        "kubespaces.io/default-storage-class": "fast",
        "kubespaces.io/image-digests": "required",
    }


def test_without_load_balancers_only_cluster_services_are_allowed() -> None:
    annotations = manifest(plan_of(), "Namespace")["metadata"]["annotations"]
    assert annotations["kubespaces.io/allowed-service-types"] == "ClusterIP"


@pytest.mark.parametrize("isolation", ["namespace", "sandboxed"])
def test_sandboxes_may_be_used_where_they_are_not_mandatory(isolation: str) -> None:
    annotations = manifest(plan_of(isolation=isolation), "Namespace")["metadata"]["annotations"]
    assert annotations["kubespaces.io/allowed-runtime-classes"] == "gvisor"


@pytest.mark.parametrize(
    ("digests", "dev", "prod"),
    [
        ("required", "required", "required"),
        ("production", "optional", "required"),
        ("optional", "optional", "optional"),
    ],
)
def test_digests_are_asked_for_where_the_host_cluster_says_so(digests: str, dev: str, prod: str) -> None:
    host = HOST.model_copy(update={"image_digests": ImageDigests(digests)})
    for environment, expected in (("dev", dev), ("prod", prod)):
        spec = namespace_of(environment)
        annotations = plan_namespace(spec, host).namespace.manifest["metadata"]["annotations"]
        assert annotations["kubespaces.io/image-digests"] == expected


def test_dedicated_nodes_have_the_pods_sent_there() -> None:
    annotations = manifest(plan_of(isolation="dedicated-nodes"), "Namespace")["metadata"]["annotations"]
    assert annotations["scheduler.alpha.kubernetes.io/node-selector"] == "kubespaces.io/tenant=shop"
    assert annotations["scheduler.alpha.kubernetes.io/defaultTolerations"] == (
        '[{"key": "kubespaces.io/tenant", "operator": "Equal", "value": "shop", "effect": "NoSchedule"}]'
    )


def test_hostnames_of_an_environment_replace_the_tenants() -> None:
    envs = [{"name": "dev", "share": "50%", "hostnames": []}, {"name": "prod", "share": "50%"}]
    for environment, expected in (("dev", ""), ("prod", "shop.example.com")):
        plan = plan_of(environment, environments=envs, hostnames=["shop.example.com"])
        annotations = manifest(plan, "Namespace")["metadata"]["annotations"]
        assert annotations["kubespaces.io/allowed-hostnames"] == expected
        assert ("allow-from-ingress-controller" in manifests(plan, "NetworkPolicy")) is bool(expected)


def test_plans_cannot_be_changed_by_accident() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan_of().namespace.protect = True  # type: ignore[misc]  # that it is refused is the test
