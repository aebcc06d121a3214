"""The platform's own objects: roles and guard rails."""

import re

from kubespaces.plan import plan_platform
from kubespaces.plan.guard_rails import GUARD_RAILS

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
    for binding in BINDINGS.values():
        selector = binding["matchResources"]["namespaceSelector"]
        assert {"key": "kubespaces.io/tenant", "operator": "Exists"} in selector["matchExpressions"]
        assert selector.get("matchLabels") != {}, "an empty selector comes back from the API server as a difference"


def test_a_refusal_says_what_to_do_and_which_control_it_belongs_to() -> None:
    for policy in POLICIES:
        for validation in policy["spec"]["validations"]:
            assert re.search(r"\(controls? KS-[A-Z]+-\d\d[^)]*\)$", validation["message"]), validation["message"]
            assert "\n" not in validation["message"]


def test_no_rail_looks_at_everything() -> None:
    for policy in POLICIES:
        for rule in policy["spec"]["matchConstraints"]["resourceRules"]:
            assert "*" not in rule["resources"], policy["metadata"]["name"]
