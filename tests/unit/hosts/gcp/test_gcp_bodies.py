"""Everything that is asked of Google fits Google's own description of its APIs, and the provider's own types."""

from typing import Any

import pytest

from kubespaces.plan.hosts.gcp_upkeep import LOGS, METRICS
from kubespaces_embedded.offline_providers.check import Strictness, check
from kubespaces_embedded.offline_providers.sdk import find_sdk
from tests.unit.hosts.gcp.bodies import BODIES, WITHOUT_BODY, cluster
from tests.unit.hosts.gcp.clusters import FACTS, facts, made
from tests.unit.hosts.gcp.discovery import api, problems
from tests.unit.hosts.recording import Recording

SANDBOX = {
    "name": "walled",
    "tenant": "web",
    "sandbox": True,
    "spot": True,
    "labels": {"disk": "fast"},
    "taints": [{"key": "example.com/a", "effect": "PreferNoSchedule"}, {"key": "b", "effect": "NoExecute"}],
}
ATTESTOR = "projects/acme-platform/attestors/built-by-ci"
DOCUMENTS: dict[str, dict[str, Any]] = {
    "usual": facts(),
    "autopilot": facts(gcp={"autopilot": True}),
    "public": facts(endpoint={"private": False, "allowed_cidrs": ["203.0.113.0/24"]}),
    "pools": facts(node_pools=[*FACTS["node_pools"], SANDBOX, {"name": "arm", "architecture": "arm64"}]),
    "budget": facts(
        budget={"amount": 5000, "emails": ["a@example.com", "b@example.com"]},
        gcp={"billing_account": "0A1B2C-3D4E5F-678901", "image_policy": {"attestors": [ATTESTOR]}},
    ),
    "options": facts(
        gcp={
            "usage_export": False,
            "dns_endpoint": True,
            "nat_addresses": 2,
            "audit_reads": True,
            "lock_logs": True,
            "binary_authorization": False,
            "security_posture": False,
            "minor_upgrades": True,
            "release_channel": "extended",
            "key_protection": "hsm",
            "flow_logs": False,
        }
    ),
}


def bodies(recording: Recording) -> list[str]:
    found = []
    for item in recording:
        if item.type in BODIES:
            name, schema, convert = BODIES[item.type]
            found += [f"{item.name}: {text}" for text in problems(name, schema, convert(item.inputs))]
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_google_would_understand_every_body(name: str) -> None:
    assert bodies(made(DOCUMENTS[name], preview=False)) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_resource_goes_unchecked(name: str) -> None:
    tokens = {item.type for item in made(DOCUMENTS[name]) if item.type.startswith("gcp:")}
    assert tokens <= BODIES.keys() | WITHOUT_BODY


def test_what_google_would_not_understand_is_found() -> None:
    usual = cluster(made(preview=False).inputs("eemshaven-cluster"))
    usual["releaseChannel"]["channel"] = "SLOW"
    usual["networkConfig"]["enableIntranodeVisibility"] = True
    usual["initialNodeCount"] = "one"
    usual["selfLink"] = 3
    assert set(problems("container.v1", "Cluster", usual)) == {
        "Cluster.initialNodeCount: 'one' is no integer",
        "Cluster.releaseChannel.channel: 'SLOW' is none of UNSPECIFIED, RAPID, REGULAR, STABLE, EXTENDED",
        "Cluster.networkConfig.enableIntranodeVisibility: is unknown",
        "Cluster.selfLink: is an output",
    }


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_providers_sdk_knows_every_input(name: str) -> None:
    package = find_sdk("gcp")
    strict = Strictness(package.distribution)
    found = []
    for item in made(DOCUMENTS[name], preview=False):
        if item.type.startswith("gcp:"):
            schema = package.resource(item.type)
            assert schema is not None, item.type
            found += [
                f"{item.name}: {fault.property}: {fault.reason}" for fault in check(item.inputs, schema.inputs, strict)
            ]
    assert found == []


def test_components_that_are_logged_and_measured_exist() -> None:
    schemas = api("container.v1")["schemas"]
    for schema, components in (("LoggingComponentConfig", LOGS), ("MonitoringComponentConfig", METRICS)):
        assert set(components) <= set(schemas[schema]["properties"]["enableComponents"]["items"]["enum"])
