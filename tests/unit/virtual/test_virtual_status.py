"""A pod's status, as kubectl and the StatefulSet controller read it."""

import ipaddress
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from kubespaces_embedded.virtual import status
from kubespaces_embedded.virtual.instance import Instance, Phase

from .fakes import pod


def instance(phase: Phase, problem: str = "") -> Instance:
    started = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    return cast("Instance", SimpleNamespace(phase=phase, started_at=started, restarts=2, problem=problem))


def conditions(found: dict[str, Any]) -> dict[str, str]:
    return {one["type"]: one["status"] for one in found["conditions"]}


def test_waiting_says_for_what() -> None:
    found = status.waiting(pod(), "its tools are built")
    assert found["phase"] == "Pending"
    assert conditions(found) == {"Ready": "False", "ContainersReady": "False"}
    assert found["containerStatuses"][0]["state"] == {
        "waiting": {"reason": "ContainerCreating", "message": "its tools are built"}
    }


def test_ready_when_its_api_answers() -> None:
    found = status.running(pod(), instance(Phase.READY))
    assert conditions(found) == {"Initialized": "True", "ContainersReady": "True", "Ready": "True"}
    assert found["containerStatuses"][0]["restartCount"] == 2
    assert found["containerStatuses"][0]["state"] == {"running": {"startedAt": "2026-01-02T03:04:05Z"}}
    assert [one["name"] for one in found["initContainerStatuses"]] == ["kubernetes"]


def test_between_two_starts_it_is_not_ready_and_says_why() -> None:
    found = status.running(pod(), instance(Phase.STOPPED, "ended with code 1"))
    assert conditions(found)["Ready"] == "False"
    assert found["containerStatuses"][0]["state"]["waiting"] == {
        "reason": "CrashLoopBackOff",
        "message": "ended with code 1",
    }


def test_the_same_state_has_the_same_status() -> None:
    """Else every look would write one."""
    ready = {"type": "Ready", "status": "True", "lastTransitionTime": "2025-01-01T00:00:00Z"}
    before = pod() | {
        "status": {"conditions": [ready, ready | {"type": "ContainersReady"}, ready | {"type": "Initialized"}]}
    }
    assert status.running(before, instance(Phase.READY)) == status.running(before, instance(Phase.READY))
    assert {one["lastTransitionTime"] for one in status.running(before, instance(Phase.READY))["conditions"]} == {
        "2025-01-01T00:00:00Z"
    }


def test_a_pods_address_is_routed_nowhere() -> None:
    address = ipaddress.ip_address(status.address(pod()))
    assert address in ipaddress.ip_network("198.18.0.0/16")
