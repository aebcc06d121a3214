import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from kubespaces.kube import Access, Call
from kubespaces.verify import CannotVerify, verify
from kubespaces.verify.line import Area, Line, Verdict
from kubespaces.verify.preflight import check_acting, check_reading
from kubespaces.verify.runner import _look_again
from kubespaces.verify.session import Session
from tests.unit.verify.fakes import FLEET, HOST, FakeSession, actor_named, scene


def line(verdict: Verdict) -> Line:
    return Line(Area.PODS, "a", "", "", "w", "", "", "", verdict)


def test_only_what_was_a_surprise_is_asked_again() -> None:
    asked: list[str] = []

    def question(name: str) -> Any:
        async def ask() -> list[Line]:
            asked.append(name)
            return [line(Verdict.AS_EXPECTED)]

        return ask

    first: Sequence[list[Line]] = [[line(Verdict.AS_EXPECTED)], [line(Verdict.SURPRISE)], [line(Verdict.NOT_TRIED)]]
    again = asyncio.run(_look_again([question(name) for name in "abc"], first, 0))
    assert asked == ["b"]
    assert [[found.verdict for found in lines] for lines in again] == [
        [Verdict.AS_EXPECTED], [Verdict.AS_EXPECTED], [Verdict.NOT_TRIED],
    ]  # fmt: skip


def access(server: str = "https://127.0.0.1:9") -> Access:
    return Access("c", server, "default", {"server": server}, {})


def test_a_dead_cluster_cannot_be_verified() -> None:
    with pytest.raises(CannotVerify, match="no answer from the Kubernetes API server"):
        verify(access(), FLEET, HOST)


def test_a_session_refuses_to_change_anything() -> None:
    async def attempt() -> None:
        async with Session(access("http://127.0.0.1:9")) as session:
            await session.attempt(actor_named("group pay-devs"), Call("DELETE", "/api/v1/namespaces/pay-dev"))

    with pytest.raises(AssertionError, match="would change the cluster"):
        asyncio.run(attempt())


def review(*refused: str) -> FakeSession:
    """Return a session whose platform user may do everything but some verbs."""

    def answer(_: Any, call: Call) -> Any:
        if call.path.endswith("selfsubjectreviews"):
            return {"status": {"userInfo": {"username": "checker"}}}
        return {"status": {"allowed": call.body["spec"]["resourceAttributes"]["verb"] not in refused}}

    return FakeSession(answer)


def test_missing_rights_are_named() -> None:
    asyncio.run(check_reading(review()))
    asyncio.run(check_acting(review(), scene().actors))
    with pytest.raises(CannotVerify) as reading:
        asyncio.run(check_reading(review("list")))
    assert "'checker' lacks rights" in str(reading.value)
    assert "\n  list validatingadmissionpolicies.admissionregistration.k8s.io" not in str(reading.value)  # shown: eight
    assert "\n  and 4 more" in str(reading.value)
    with pytest.raises(CannotVerify) as acting:
        asyncio.run(check_acting(review("create"), scene("lab").actors))
    assert "\n  create serviceaccounts/token 'deployer' in lab-dev" in str(acting.value)
    with pytest.raises(CannotVerify) as acting:
        asyncio.run(check_acting(review("impersonate"), scene("lab").actors))
    assert "\n  impersonate groups 'lab-heads'" in str(acting.value)
    assert "\n  impersonate serviceaccounts 'replicaset-controller' in kube-system" in str(acting.value)
