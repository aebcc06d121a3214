"""Properties of environments that share a virtual cluster: none gets more than it would have alone."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kubespaces.plan import plan_tenant
from kubespaces.plan.roles import role_name
from kubespaces.plan.virtual import shared_manifests
from kubespaces.spec.amounts import AMOUNTS, quota_sum
from kubespaces.spec.namespace import NamespaceSpec, namespace_specs
from kubespaces.spec.posture import Role
from kubespaces.spec.resources import Quota
from kubespaces.spec.split import split
from kubespaces.spec.tenant import TenantSpec
from tests.documents import tenant
from tests.plans import HOST

from .fleets import as_tenant, quotas, whole_shares

NAMES = [f"env{index}" for index in range(6)]


@st.composite
def grants(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return any access list for groups."""
    found = []
    for _ in range(draw(st.integers(0, 5))):
        one: dict[str, Any] = {
            "group": draw(st.sampled_from(["devs", "leads", "all"])),
            "role": draw(st.sampled_from([str(role) for role in Role])),
        }
        if draw(st.booleans()):
            one["environments"] = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
        found.append(one)
    return found


@st.composite
def sharing(draw: st.DrawFn) -> TenantSpec:
    """Return a tenant whose environments share a virtual cluster, unless they are production or on another rung."""
    shares = draw(whole_shares())
    envs = [
        {
            "name": name,
            "share": share,
            "production": draw(st.booleans()),
            "isolation": draw(st.sampled_from(["namespace", "virtual", "virtual"])),
        }
        for name, share in zip(NAMES, shares, strict=False)
    ]
    return as_tenant(
        tenant(quota=draw(quotas()), environments=envs, virtual={"per": "tenant"}, access=draw(grants()))
    ).spec


def amounts(quota: Quota) -> dict[str, Any]:
    return {amount.name: amount.of(quota) for amount in AMOUNTS} | {
        name: count for name, count in quota.devices.items() if count
    }


@given(sharing())
@settings(max_examples=200)
def test_all_namespaces_together_have_what_they_had_apart(spec: TenantSpec) -> None:
    apart = namespace_specs("shop", spec, split(spec))
    together = plan_tenant("shop", spec)
    assert amounts(quota_sum(one.quota for one in together)) == amounts(quota_sum(one.quota for one in apart))
    carried = [env for one in together for env in one.carried]
    assert {env.name: env.quota for env in carried} == {one.environment: one.quota for one in apart}
    assert len(carried) == len(apart)
    for one in together:
        if one.shared_by:
            assert amounts(quota_sum(env.quota for env in one.shared_by)) == amounts(one.quota)
        if all(amount.of(env.quota) for env in one.carried for amount in AMOUNTS if amount.needed):
            NamespaceSpec.model_validate(one.model_dump(by_alias=False), by_name=True, by_alias=False)


@given(sharing())
@settings(max_examples=200)
def test_inside_everybody_has_the_roles_of_the_access_list_and_no_other(spec: TenantSpec) -> None:
    for one in plan_tenant("shop", spec):
        if not one.shared_by:
            continue
        inside = shared_manifests(one, HOST)
        names = [env.name for env in one.shared_by]
        wanted = {
            (env, access.group, role_name(access.role))
            for env in names
            for access in spec.access
            if access.reaches(env, production=False)
        }
        everywhere = {binding["subjects"][0]["name"] for binding in inside if binding["kind"] == "ClusterRoleBinding"}
        bound = {
            (binding["metadata"]["namespace"], binding["subjects"][0]["name"], binding["roleRef"]["name"])
            for binding in inside
            if binding["kind"] == "RoleBinding" and binding["subjects"][0]["kind"] == "Group"
        }
        admin = role_name(Role.ADMIN)
        assert everywhere == {
            group for group in ("devs", "leads", "all") if all((env, group, admin) in wanted for env in names)
        }
        assert bound == {grant for grant in wanted if not (grant[2] == admin and grant[1] in everywhere)}
