"""Properties of quotas: nothing is lost, nothing is doubled, nothing moves without need."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kubespaces.plan.quota import limit_range, resource_quota
from kubespaces.spec.amounts import AMOUNTS
from kubespaces.spec.quantity import parse_quantity
from kubespaces.spec.resources import Quota
from kubespaces.spec.source import Source
from kubespaces.spec.split import split
from kubespaces.spec.tenant_rules import check_tenant
from tests.documents import tenant
from tests.plans import HOST, namespaces_of

from .fleets import BYTES, CPU, as_tenant, environments, quotas, whole_shares

COLUMNS: list[tuple[str, Callable[[Quota], Decimal], Decimal]] = [
    *((amount.name, amount.of, amount.step) for amount in AMOUNTS),
    ("gpu", lambda quota: quota.devices.get("nvidia.com/gpu", Decimal(0)), Decimal(1)),
]


@given(quotas(), whole_shares())
@settings(max_examples=300)
def test_shares_of_100_percent_hand_out_everything_in_whole_steps(quota: dict[str, Any], shares: list[str]) -> None:
    spec = as_tenant(tenant(quota=quota, environments=environments(shares))).spec
    parts = split(spec).values()
    for name, amount_of, step in COLUMNS:
        whole = amount_of(spec.quota)
        assert sum(map(amount_of, parts)) == whole - whole % step, name


@given(quotas(), whole_shares())
@settings(max_examples=200)
def test_a_share_is_less_than_one_step_off(quota: dict[str, Any], shares: list[str]) -> None:
    spec = as_tenant(tenant(quota=quota, environments=environments(shares))).spec
    parts = split(spec)
    for name, amount_of, step in COLUMNS:
        for env in spec.environments:
            exact = amount_of(spec.quota) * (env.share or Decimal(0)) / 100
            assert abs(amount_of(parts[env.name]) - exact) < step, (name, env.name)


@given(quotas(), whole_shares(), st.integers(0, 5))
@settings(max_examples=200)
def test_a_remainder_takes_exactly_what_is_left(quota: dict[str, Any], shares: list[str], place: int) -> None:
    shares[place % len(shares)] = "remainder"
    spec = as_tenant(tenant(quota=quota, environments=environments(shares))).spec
    parts = split(spec).values()
    for name, amount_of, _ in COLUMNS:
        assert sum(map(amount_of, parts)) == amount_of(spec.quota), name


@st.composite
def any_sizes(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return environments of any size, reasonable or not."""
    sizes = st.one_of(
        st.integers(1, 100).map(lambda share: {"share": f"{share}%"}),
        st.just({"share": "remainder"}),
        quotas().map(lambda quota: {"quota": quota}),
    )
    return [{"name": f"env{index}", **size} for index, size in enumerate(draw(st.lists(sizes, min_size=1, max_size=5)))]


@given(quotas(), any_sizes(), st.sampled_from([1.0, 1.1, 1.5, 4.0]))
@settings(max_examples=500)
def test_what_passes_the_check_promises_no_more_than_there_is(
    quota: dict[str, Any], envs: list[dict[str, Any]], overcommit: float
) -> None:
    document = as_tenant(tenant(quota=quota, environments=envs, overcommit=overcommit))
    parts = list(split(document.spec).values())
    if list(check_tenant(Source("", document))):
        return
    for name, amount_of, _ in COLUMNS:
        whole = amount_of(document.spec.quota)
        assert sum(map(amount_of, parts)) <= whole * Decimal(str(overcommit)), name
        assert all(amount_of(part) <= whole for part in parts), name
    for part in parts:
        assert min(part.cpu, part.memory, part.pods, part.ephemeral_storage) > 0


@given(quotas(), any_sizes(), quotas())
@settings(max_examples=200)
def test_another_fixed_environment_changes_no_fixed_one_and_no_share(
    quota: dict[str, Any], envs: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    before = split(as_tenant(tenant(quota=quota, environments=envs)).spec)
    after = split(as_tenant(tenant(quota=quota, environments=[*envs, {"name": "new", "quota": more}])).spec)
    for env in envs:
        if env.get("share") != "remainder":
            assert after[env["name"]] == before[env["name"]]


@st.composite
def limits(draw: st.DrawFn) -> dict[str, Any]:
    """Return any limits."""
    fields = st.fixed_dictionaries({}, optional={"cpu": CPU, "memory": BYTES, "ephemeralStorage": BYTES})
    return {key: draw(fields) for key in ("default", "defaultRequest", "max")}


@given(quotas(), whole_shares(), limits())
@settings(max_examples=300)
def test_a_limit_range_always_fits_its_quota(quota: dict[str, Any], shares: list[str], given: dict[str, Any]) -> None:
    document = as_tenant(tenant(quota=quota, environments=environments(shares), limits=given))
    for spec in namespaces_of(document).values():
        hard = resource_quota(spec, HOST)["spec"]["hard"]
        container, *claims = limit_range(spec)["spec"]["limits"]
        for name in ("cpu", "memory", "ephemeral-storage"):
            request, default, top = (
                parse_quantity(container[part][name]) for part in ("defaultRequest", "default", "max")
            )
            assert request <= default <= top <= parse_quantity(hard[f"limits.{name}"])
            assert hard[f"limits.{name}"] == hard[f"requests.{name}"]
        assert [claim["max"]["storage"] for claim in claims] == (
            [hard["requests.storage"]] if spec.quota.storage else []
        )
