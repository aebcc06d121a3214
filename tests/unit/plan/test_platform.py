"""The platform's own objects: roles and guard rails."""

import re

import pytest

from kubespaces.plan import plan_guard_rails, plan_platform
from kubespaces.plan.guard_rails import GUARD_RAILS, GuardRail, guard_rail_manifests
from kubespaces.plan.labels import ALLOWED, DIGESTS
from kubespaces.spec.posture import GuardRailMode
from tests.plans import plan_of

POLICIES = [planned.manifest for planned in plan_platform() if planned.kind == "ValidatingAdmissionPolicy"]
BINDINGS = {
    planned.manifest["metadata"]["name"]: planned.manifest["spec"]
    for planned in plan_platform()
    if planned.kind == "ValidatingAdmissionPolicyBinding"
}


def test_roles_come_before_the_rails_and_every_object_has_a_name_of_its_own() -> None:
    planned = plan_platform()
    kinds = [entry.kind for entry in planned]
    assert kinds[:5] == ["ClusterRole"] * 5
    assert len({entry.role for entry in planned}) == len(planned)
    for entry in planned:
        metadata = entry.manifest["metadata"]
        assert metadata["labels"] == {"app.kubernetes.io/managed-by": "kubespaces"}
        assert metadata["name"].startswith(("kubespaces-", "kubespaces:"))
        assert "namespace" not in metadata


def test_every_rail_is_in_force_and_fails_closed() -> None:
    assert len(POLICIES) == len(BINDINGS) == len(GUARD_RAILS)
    for policy in POLICIES:
        binding = BINDINGS[policy["metadata"]["name"]]
        assert policy["spec"]["failurePolicy"] == "Fail"
        assert (binding["policyName"], binding["validationActions"]) == (policy["metadata"]["name"], ["Deny"])


def test_rails_hold_for_tenants_alone() -> None:
    for name, binding in BINDINGS.items():
        if name == "kubespaces-namespaces":
            continue  # a selector would look at the namespace as it is afterwards; see the next test
        selector = binding["matchResources"]["namespaceSelector"]
        assert {"key": "kubespaces.io/tenant", "operator": "Exists"} in selector["matchExpressions"]
        assert selector.get("matchLabels") != {}, "an empty selector comes back from the API server as a difference"


def test_the_rail_for_namespaces_looks_at_them_before_and_after() -> None:
    (policy,) = [found for found in POLICIES if found["metadata"]["name"] == "kubespaces-namespaces"]
    condition = policy["spec"]["matchConditions"][0]["expression"]
    assert "'kubespaces.io/tenant' in dyn(object)" in condition
    assert "'kubespaces.io/tenant' in dyn(oldObject)" in condition
    assert policy["spec"]["matchConstraints"]["resourceRules"][0]["scope"] == "Cluster"


def test_in_audit_mode_nothing_is_refused_and_nothing_else_changes() -> None:
    enforced, audited = plan_guard_rails(), plan_guard_rails(GuardRailMode.AUDIT)
    assert [found.role for found in enforced] == [found.role for found in audited]
    for one, other in zip(enforced, audited, strict=True):
        if one.kind == "ValidatingAdmissionPolicy":
            assert one.manifest == other.manifest
        else:
            assert other.manifest["spec"] == {**one.manifest["spec"], "validationActions": ["Audit", "Warn"]}
    assert [found.kind for found in plan_platform(GuardRailMode.AUDIT)] == [found.kind for found in plan_platform()]


def test_every_parameter_is_one_that_namespaces_carry() -> None:
    carried = plan_of().namespace.manifest["metadata"]["annotations"]
    assert {parameter for rail in GUARD_RAILS for parameter in rail.parameters} <= set(carried)
    assert {key for key in carried if key.startswith((ALLOWED, DIGESTS))} == {
        parameter for rail in GUARD_RAILS for parameter in rail.parameters
    }


@pytest.mark.parametrize("rail", GUARD_RAILS, ids=lambda rail: rail.name)
def test_a_rail_reads_only_what_it_says_it_needs(rail: GuardRail) -> None:
    """A list that is read and not announced would refuse with an error nobody understands."""
    policy = guard_rail_manifests(rail)[0]["spec"]
    expressions = [entry["expression"] for entry in (*policy.get("variables", ()), *policy["validations"])]
    read = set(re.findall(r"annotations\['(kubespaces\.io/[a-z-]+)'\]", " ".join(expressions)))
    assert read <= set(rail.parameters)


def test_a_refusal_says_what_to_do_and_which_control_it_belongs_to() -> None:
    for policy in POLICIES:
        for validation in policy["spec"]["validations"]:
            assert re.search(r"\(controls? KS-[A-Z]+-\d\d[^)]*\)$", validation["message"]), validation["message"]
            assert "\n" not in validation["message"]


def test_no_rail_looks_at_everything() -> None:
    for policy in POLICIES:
        for rule in policy["spec"]["matchConstraints"]["resourceRules"]:
            assert "*" not in rule["resources"], policy["metadata"]["name"]


MENDING = ("set ", "leave ", "use ", "ask ", "remove ", "only ", "hand ", "name ", "tolerate ", "cut ")


@pytest.mark.parametrize("rail", GUARD_RAILS, ids=lambda rail: rail.name)
def test_messages_tell_how_to_mend_it(rail: GuardRail) -> None:
    for check in rail.checks:
        assert re.fullmatch(r"KS-[A-Z]+-\d\d", check.control)
        assert any(word in check.message for word in MENDING), check.message
