"""The component ``Namespace``."""

# ruff: noqa: E501 - each message stands on one line, as people see it

from typing import Any

import pytest

from kubespaces import ArgumentsError, Namespace

from . import golden
from .programs import FACTS, NAMESPACE, changed, with_provider
from .world import World


def test_the_inventory(world: World) -> None:
    golden.check("namespace", world.run(lambda: Namespace("prod", changed(NAMESPACE), with_provider())))


def test_it_says_what_it_made(world: World) -> None:
    seen: list[Any] = []

    def program() -> None:
        made = Namespace("prod", changed(NAMESPACE), with_provider())
        for output in (made.namespace, made.isolation, made.deployer):
            output.apply(seen.append)

    world.run(program)
    assert sorted(seen) == ["namespace", "shop-prod", "shop-prod/deployer"]


def test_every_object_has_the_provider_that_was_given(world: World) -> None:
    registered = world.run(lambda: Namespace("prod", changed(NAMESPACE), with_provider()))
    providers = {r.provider.rpartition("::")[2] for r in registered if r.type.startswith("kubernetes:")}
    assert providers == {"eu-kubernetes"}


def test_what_is_not_said_is_as_in_a_document(world: World) -> None:
    registered = world.run(lambda: Namespace("prod", changed(NAMESPACE), with_provider()))
    by_name = {resource.name: resource for resource in registered}
    labels = by_name["prod-namespace"].inputs["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted", "prod is production"
    assert by_name["prod-namespace"].protect
    assert by_name["prod-quota"].inputs["spec"]["hard"]["requests.nvidia.com/gpu"] == "0"


def test_a_peer_without_environments_is_the_environment_of_the_same_name(world: World) -> None:
    args = changed(NAMESPACE, network={"allow_from": [{"tenant": "bank"}]})
    registered = world.run(lambda: Namespace("prod", args, with_provider()))
    (policy,) = [resource for resource in registered if resource.name == "prod-network-allow-from-bank"]
    selector = policy.inputs["spec"]["ingress"][0]["from"][0]["namespaceSelector"]
    assert selector["matchExpressions"][0]["values"] == ["prod"]


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    (
        {"tenant": "Shop"},
        ["tenant: Shop: is no DNS label (a-z, 0-9 and '-', starting and ending with a letter or digit); use 'shop'"],
    ),
    (
        {"tenant": "kube", "environment": "system"},
        ["makes the namespace 'kube-system', which is reserved for the platform; rename it"],
    ),
    ({"isolation": "sandboxed", "sandbox": False}, ["sandbox: false contradicts isolation: sandboxed; remove one"]),
    (
        {"isolation": "dedicated-nodes", "host": {"kubernetes_version": "1.34"}},
        [
            "isolation: dedicated-nodes: host cluster (argument host) keeps no node pool for this tenant; add one with tenant: shop"
        ],
    ),
    (
        {"isolation": "sandboxed", "host": changed(FACTS, sandbox_classes=[])},
        [
            "isolation: sandboxed: host cluster (argument host) names no sandbox_classes; install gVisor or Kata there and name its class"
        ],
    ),
    (
        {"network": {"allow_from": [{"role": "monitoring"}]}, "host": changed(FACTS, network={})},
        [
            "network.allow_from[0]: monitoring: host cluster (argument host) does not say where it is; add network.roles.monitoring there"
        ],
    ),
    (
        {"limits": {"default": {"cpu": 2}, "max": {"cpu": 1}}},
        ["limits.default.cpu: 2: is larger than max 1; lower it or raise max"],
    ),
    (
        {"classes": {"storage": {"allowed": ["fast"]}}, "host": changed(FACTS, storage_classes=["slow"])},
        ["classes.storage.allowed[0]: fast: host cluster (argument host) has no such storage class; use one of: slow"],
    ),
    (
        {"on_delete": "keep", "host": {}},
        ["host.kubernetes_version: is required; add it", "on_delete: keep: is not allowed; use one of: retain, delete"],
    ),
    (
        {"access": [{"service_account": "kube-system/x", "role": "view"}]},
        [
            "access[0].service_account: kube-system/x: is a service account that others can use as well; give the tool a namespace and account of its own"
        ],
    ),
]


@pytest.mark.parametrize(("args", "problems"), WRONG)
def test_wrong_arguments_are_told_all_at_once_and_nothing_is_registered(
    args: dict[str, Any], problems: list[str]
) -> None:
    world = World(preview=False)
    with pytest.raises(ArgumentsError) as caught:
        world.run(lambda: Namespace("x", changed(NAMESPACE, **args)))
    assert str(caught.value) == "\n".join(["Namespace 'x' has wrong arguments:", *(f"  {line}" for line in problems)])
    assert world.registered == []
