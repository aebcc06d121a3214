"""The host clusters of this repository meet every control at preview, with no exemption.

Offline previews ask the packs as well; here the registrations are asked without an engine, so that a component that
breaks a control fails in seconds.
"""

from pathlib import Path

import pytest

from kubespaces import from_spec
from kubespaces.cli.packs import pack_config
from kubespaces.cli.project import find_stack
from kubespaces.spec import HostCluster
from kubespaces_policies.catalogue import all_controls
from kubespaces_policies.evaluate import Context, Verdict, evaluate, evaluate_stack
from kubespaces_policies.resource import Provider, Resource, Stack
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import Value
from kubespaces_policies.wire import decode
from tests.unit.hosts.recording import Recording, record

ROOT = Path(__file__).parents[3]
STACKS = ("aws-eu-central-1-host", "aws-us-east-1-host", "azure-westeurope-host", "gcp-europe-west4-host")


def resources_of(recording: Recording) -> list[Resource]:
    """Return the registrations as the packs see them."""
    providers = {
        item.name: Provider(item.type, Value(decode(item.inputs)))
        for item in recording
        if item.type.startswith("pulumi:providers:")
    }
    return [
        Resource(
            item.type,
            item.name,
            f"urn:pulumi:test::test::{item.type}::{item.name}",
            Value(decode(item.inputs)),
            next((provider for name, provider in providers.items() if name in item.provider), None),
            item.protect,
        )
        for item in recording
    ]


@pytest.mark.filterwarnings(r"ignore:(aws|gcp)\.:DeprecationWarning")  # the SDKs import deprecated modules of theirs
@pytest.mark.parametrize("name", STACKS)
def test_every_control_is_met(name: str) -> None:
    stack = find_stack(name, ROOT)
    settings = Settings.model_validate(pack_config(stack).settings)
    assert settings.exemptions == []
    document: HostCluster = stack.host(stack.fleet())
    resources, context = resources_of(record(lambda: from_spec(document), preview=True)), Context(settings)
    outcomes = [
        outcome
        for control in all_controls().values()
        for outcome in (
            *(evaluate(control, resource, context) for resource in resources),
            *evaluate_stack(control, Stack(resources), context),
        )
    ]
    wrong = [message for item in outcomes if item.verdict is Verdict.VIOLATED for message in item.messages]
    assert wrong == []
    assert sum(item.verdict is Verdict.PASSED for item in outcomes) > 100
