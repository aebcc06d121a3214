"""Settings for the stacks of this project allow what the documents allow, and their own objects pass with them."""

from pathlib import Path

import pytest

from kubespaces.objects import _inputs, type_token
from kubespaces.plan import PlannedObject, plan_tenant
from kubespaces.plan.namespace import plan_namespace
from kubespaces.plan.platform import plan_platform
from kubespaces.spec import Fleet, HostCluster, load_fleet
from kubespaces.spec.host_rules import carried_by
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces_policies.catalogue import controls_of
from kubespaces_policies.derive import settings_for
from kubespaces_policies.evaluate import Context, Verdict, evaluate, evaluate_stack
from kubespaces_policies.resource import Resource, Stack
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import Value

_STACKS = Path(__file__).parents[2] / "stacks"
_NAMES = sorted(file.stem for file in (_STACKS / "hosts").glob("*.yaml"))


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    return load_fleet(_STACKS / "tenants", _STACKS / "hosts")


def _namespaces(host: HostCluster, fleet: Fleet) -> list[NamespaceSpec]:
    return [spec for tenant in carried_by(host, fleet.tenants) for spec in plan_tenant(tenant.name, tenant.spec)]


def _resource(planned: PlannedObject, prefix: str) -> Resource:
    token = type_token(planned.manifest, patch=planned.patch)
    name = f"{prefix}-{planned.role}"
    return Resource(token, name, f"urn:{name}", Value(_inputs(planned)), protect=planned.protect)


@pytest.mark.parametrize("name", _NAMES)
def test_everything_that_tenants_get_passes_without_an_exemption(name: str, fleet: Fleet) -> None:
    host = fleet.hosts[name]
    specs = _namespaces(host, fleet)
    resources = [_resource(planned, "platform") for planned in plan_platform()]
    resources += [_resource(item, spec.name) for spec in specs for item in plan_namespace(spec, host.spec).objects]
    settings = Settings.model_validate(settings_for(host, specs))
    context, stack = Context(settings), Stack(resources)
    outcomes = [
        outcome
        for control in controls_of("isolation")
        for outcome in (
            *(evaluate(control, resource, context) for resource in resources),
            *evaluate_stack(control, stack, context),
        )
    ]
    refused = [text for outcome in outcomes for text in outcome.messages]
    assert not refused
    passed = {outcome.control.id for outcome in outcomes if outcome.verdict is Verdict.PASSED}
    assert {"KS-TEN-01", "KS-TEN-04", "KS-TEN-05", "KS-NET-01", "KS-NET-03"} <= passed


def test_agreements_of_the_documents_become_settings(fleet: Fleet) -> None:
    host = fleet.hosts["aws-eu-central-1"]
    found = settings_for(host, _namespaces(host, fleet))
    assert found["peers"] == ["ledger", "payments"]
    assert found["platformNamespaces"] == ["ingress", "monitoring"]
    assert found["protectedCidrs"] == ["10.16.0.0/16"]
    assert found["publicEgress"] is True


def test_nothing_is_agreed_where_nothing_is_carried(fleet: Fleet) -> None:
    found = settings_for(fleet.hosts["onprem-fra1"], [])
    assert (found["peers"], found["namespaces"], found["publicEgress"]) == ([], [], False)
    assert found["podSecurity"] == "restricted"
