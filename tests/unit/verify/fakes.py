"""A fleet, its scene and a session that answers from a table."""

from collections.abc import Callable
from typing import Any

from kubespaces.kube import ApiError, Call, Impersonation
from kubespaces.spec import Fleet
from kubespaces.verify.actors import Actor
from kubespaces.verify.judge import Outcome
from kubespaces.verify.scene import Place, Scene, places_of, scene_of
from kubespaces.verify.session import Session
from tests.documents import sources_of
from tests.support.tenants import DOCUMENTS

FLEET = Fleet.of(sources_of(*DOCUMENTS))
HOST = FLEET.hosts["local"]
PLACES: dict[str, Place] = {place.name: place for place in places_of(FLEET, HOST)}
SYSTEM = ("default", "kube-system")


def scene(*wanted: str, without: tuple[str, ...] = (), pods: dict[str, str] | None = None) -> Scene:
    """Return a scene in which every namespace is there, but for some."""
    names = [name for name in (*PLACES, *SYSTEM) if name not in without]
    return scene_of(FLEET, HOST, wanted, {name: (pods or {}).get(name, "") for name in names})


def actor_named(name: str) -> Actor:
    return next(actor for actor in scene().actors if actor.name == name)


def status(code: int, message: str, reason: str = "Forbidden") -> ApiError:
    return ApiError(code, {"kind": "Status", "status": "Failure", "message": message, "reason": reason})


FORBIDDEN = status(403, 'pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "a"')

Answer = Callable[[Actor, Call], Any]


class FakeSession(Session):
    """Answers attempts by a function; an ``ApiError`` that it returns is a refusal."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.calls: list[tuple[Actor, Call]] = []

    async def attempt(self, actor: Actor, call: Call, *, pretending: Impersonation | None = None) -> Outcome:
        self.calls.append((actor, call))
        found = self._answer(actor, call)
        return Outcome(error=found) if isinstance(found, ApiError) else Outcome(body=found)

    async def as_platform(self, call: Call) -> Any:
        return self._answer(Actor("the platform", "", "admin", (), {}), call)
