"""Properties of names and of the spreading over stacks."""

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kubespaces.plan import plan_namespace
from kubespaces.plan.shard import shard_of
from kubespaces.spec.names import check_dns_label, namespace_name
from tests.documents import tenant
from tests.plans import HOST, namespaces_of

from .fleets import as_tenant

LABELS = st.from_regex(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", fullmatch=True)
ALIKE = st.integers(1, 63).flatmap(
    lambda length: st.sampled_from(["a", "ab", "a-b", "b"]).map(lambda part: (part * 63)[:length].strip("-"))
)


@given(st.one_of(LABELS, ALIKE), st.one_of(LABELS, ALIKE))
@settings(max_examples=500)
def test_namespaces_have_good_names(tenant_name: str, environment: str) -> None:
    name = namespace_name(tenant_name, environment)
    assert name == namespace_name(tenant_name, environment)
    assert check_dns_label(name) == name
    assert len(tenant_name) + len(environment) >= 63 or name == f"{tenant_name}-{environment}"


@given(st.sets(st.tuples(st.one_of(LABELS, ALIKE), st.one_of(LABELS, ALIKE)), min_size=2, max_size=6))
@settings(max_examples=300)
def test_different_long_names_stay_apart(pairs: set[tuple[str, str]]) -> None:
    joined = {f"{tenant_name}-{environment}" for tenant_name, environment in pairs}
    assert len({namespace_name(*pair) for pair in pairs}) == len(joined)


PRINCIPALS = st.one_of(
    st.text(min_size=1, max_size=60).map(str.strip).filter(bool),
    st.sampled_from(["a", "A", "a-", "a/b", "a-b", "oidc:a", "x" * 60 + "1", "x" * 60 + "2"]),
).filter(lambda name: not name.startswith("system:"))


@st.composite
def accesses(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return grants to principals with names that are hard to tell apart."""
    kinds = st.sampled_from(["group", "user"])
    roles = st.sampled_from(["view", "deployer", "edit", "debug", "admin"])
    one = st.tuples(kinds, PRINCIPALS, roles)
    return [{kind: name, "role": role} for kind, name, role in draw(st.lists(one, max_size=6))]


@given(accesses())
@settings(max_examples=200)
def test_objects_of_a_plan_have_names_of_their_own(access: list[dict[str, Any]]) -> None:
    (spec,) = namespaces_of(as_tenant(tenant(access=access, environments=[{"name": "dev", "share": "100%"}]))).values()
    plan = plan_namespace(spec, HOST)
    roles = [planned.role for planned in plan.objects]
    assert len(roles) == len(set(roles))
    ids = [(planned.kind, planned.id) for planned in plan.objects]
    assert len(ids) == len(set(ids))
    granted = {(tuple(item.items())) for item in access}
    bindings = [planned for planned in plan.objects if planned.kind == "RoleBinding"]
    assert len(bindings) == len(granted) + 1
    for planned in plan.objects:
        assert re.fullmatch(r"[a-z0-9:]([-a-z0-9.:]*[a-z0-9])?", planned.manifest["metadata"]["name"])
        assert len(planned.manifest["metadata"]["name"]) <= 253
    for value in plan.namespace.manifest["metadata"]["labels"].values():
        assert re.fullmatch(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?", value)


@given(st.lists(LABELS, max_size=20, unique=True), st.integers(1, 12))
@settings(max_examples=200)
def test_a_new_shard_only_takes(tenants: list[str], count: int) -> None:
    for name in tenants:
        before, after = shard_of(name, count), shard_of(name, count + 1)
        assert 0 <= before < count
        assert after in {before, count}, "a tenant may only move to the new shard"


def test_a_new_shard_takes_about_its_part() -> None:
    tenants = [f"tenant-{number}" for number in range(4000)]
    for count in (1, 3, 9):
        moved = sum(shard_of(name, count) != shard_of(name, count + 1) for name in tenants)
        expected = len(tenants) / (count + 1)
        assert 0.85 * expected < moved < 1.15 * expected  # three standard deviations or more
        sizes = [sum(shard_of(name, count) == index for name in tenants) for index in range(count)]
        assert max(sizes) < 1.25 * len(tenants) / count
