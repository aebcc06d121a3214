"""This project's own stacks meet the compliance pack, with settings from their documents."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest

from kubespaces import Tenant
from kubespaces.hosts.base import provider_of
from kubespaces.hosts.contract import HostAccess
from kubespaces.hosts.factory import from_spec
from kubespaces.plan import plan_tenant
from kubespaces.spec import Fleet, HostCluster, load_fleet
from kubespaces.spec.host_rules import carried_by
from kubespaces_policies.catalogue import controls_of
from kubespaces_policies.derive import settings_for
from kubespaces_policies.evaluate import Context, Verdict, evaluate, evaluate_stack
from kubespaces_policies.resource import Provider, Resource, Stack
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import Value
from kubespaces_policies.wire import SECRET, SIGNATURE, decode
from tests.support import vcluster
from tests.unit.hosts.recording import Recording, Registration, record

_STACKS = Path(__file__).parents[2] / "stacks"
_CLOUDS = ("aws-eu-central-1", "aws-us-east-1", "azure-westeurope", "gcp-europe-west4")


@pytest.fixture(autouse=True)
def _chart_tools() -> None:
    vcluster.set_up()


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    return load_fleet(_STACKS / "hosts", _STACKS / "tenants")


def _settings(fleet: Fleet, host: HostCluster, **more: Any) -> Settings:
    carried = [spec for tenant in carried_by(host, fleet.tenants) for spec in plan_tenant(tenant.name, tenant.spec)]
    return Settings.model_validate({**settings_for(host, carried), **more})


def _stack(recording: Recording) -> Stack:
    providers = {item.name: item for item in recording if item.type.startswith("pulumi:providers:")}

    def provider(reference: str) -> Provider | None:
        found = providers.get(reference.split("::")[-2]) if reference else None
        return Provider(found.type, Value(decode(found.inputs))) if found else None

    return Stack(
        [
            Resource(
                item.type,
                item.name,
                f"urn:pulumi:test::test::{item.type}::{item.name}",
                Value(decode(_inputs(item))),
                provider(item.provider),
                item.protect,
            )
            for item in recording
        ]
    )


def _inputs(item: Registration) -> dict[str, Any]:
    """Return the inputs as the engine hands them to a pack: secrets are marked."""
    return {
        key: {SIGNATURE: SECRET, "value": value} if key in item.secrets else value for key, value in item.inputs.items()
    }


def _judge(recording: Recording, settings: Settings) -> tuple[set[str], list[str]]:
    """Return which controls had something to say, and every violation."""
    stack, context = _stack(recording), Context(settings)
    outcomes = [
        outcome
        for control in controls_of("compliance")
        for outcome in [
            *(evaluate(control, resource, context) for resource in stack.resources),
            *evaluate_stack(control, stack, context),
        ]
        if outcome.verdict is not Verdict.NOT_APPLICABLE
    ]
    violations = [text for outcome in outcomes if outcome.verdict is Verdict.VIOLATED for text in outcome.messages]
    return {outcome.control.id for outcome in outcomes}, violations


@pytest.mark.filterwarnings("ignore:aws:DeprecationWarning")  # the SDK's own, on import
@pytest.mark.parametrize("name", _CLOUDS)
def test_hosts(fleet: Fleet, name: str) -> None:
    host = fleet.hosts[name]
    program: Callable[[], object] = lambda: from_spec(host, kubeconfig=None)  # noqa: E731
    # Which machines there are is the documents' choice; that they are amd64 is said here, as a fleet's owner would.
    settings = _settings(fleet, host, amd64Reason="the documents ask for these machines")
    asked, violations = _judge(record(program, preview=True), settings)
    assert not violations
    group = {"aws": "EKS", "azure": "AKS", "gcp": "GKE"}[name.partition("-")[0]]
    assert {f"KS-{group}-{number:02}" for number in range(1, 6)} <= asked
    assert {"KS-ENC-01", "KS-AUD-01", "KS-AUD-02", "KS-RES-01", "KS-COST-01", "KS-AVA-03"} <= asked


@pytest.mark.parametrize("name", [*_CLOUDS, "local", "onprem-fra1"])
def test_tenants(fleet: Fleet, name: str) -> None:
    host = fleet.hosts[name]

    def program() -> object:
        access = HostAccess(pulumi.Output.secret("{}"), pulumi.Output.from_input(name))
        provider = provider_of(name, access)
        made = []
        for tenant in carried_by(host, fleet.tenants):
            args: Any = tenant.spec.model_dump(by_alias=False, exclude_unset=True)
            args["host"] = host.spec.model_dump(by_alias=False, exclude_defaults=True)
            made.append(Tenant(tenant.name, args, pulumi.ResourceOptions(providers=[provider])))
        assert made
        return made

    told = {"backupsElsewhere": True} if name == "local" else {}  # as stacks/policies.yaml has it
    asked, violations = _judge(record(program, preview=True), _settings(fleet, host, **told))
    assert not violations
    assert "KS-RES-03" in asked
