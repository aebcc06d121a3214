"""One run: looks, logs in as everybody, tries everything, and asks again where the answer was a surprise."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from kubespaces.kube import Access, KubeError
from kubespaces.spec import Fleet, HostCluster

from . import dry, kinds
from .culprits import name_culprits
from .errors import CannotVerify
from .line import Line
from .preflight import check_acting, check_reading
from .report import Report, report_of
from .rights_review import review_rights
from .scene import Scene, places_of, scene_of
from .session import Session
from .snapshot import Snapshot, take_snapshot
from .structure import structure
from .trying import try_elsewhere, try_in_own_namespace, try_pods, try_token

SECOND_LOOK = 2.0
"""Seconds after which surprises are tried again: just after ``up`` the API server may not have compiled every rail,
and the quota controller not have counted. Both take a second at most where nothing is wrong."""

Question = Callable[[], Coroutine[Any, Any, list[Line]]]


def verify(
    access: Access,
    fleet: Fleet,
    host: HostCluster,
    tenants: Sequence[str] = (),
    *,
    second_look: float | None = SECOND_LOOK,
) -> Report:
    """Try everything on a host cluster, as its tenants.

    Args:
        access: the platform's way to the cluster.
        fleet: all documents.
        host: the host cluster.
        tenants: the tenants to verify; empty for all that it carries.
        second_look: seconds after which surprises are tried again; ``None`` takes the first answer.

    Raises:
        CannotVerify: the cluster cannot be reached, carries none of the tenants, or the caller lacks rights.
    """
    try:
        return asyncio.run(_verify(access, fleet, host, tenants, second_look))
    except KubeError as error:
        raise CannotVerify(str(error)) from error


async def _verify(
    access: Access, fleet: Fleet, host: HostCluster, tenants: Sequence[str], second_look: float | None
) -> Report:
    started = time.monotonic()
    async with Session(access) as session:
        await check_reading(session)
        scene = await _look(session, fleet, host, tenants)
        await check_acting(session, scene.actors)
        await session.log_in(scene.actors)
        questions = _questions(session, scene)
        lines = await asyncio.gather(*(question() for question in questions))
        if second_look is not None:
            lines = await _look_again(questions, lines, second_look)
        snapshot = await take_snapshot(session)
        named = name_culprits((line for found in lines for line in found), scene, snapshot)
    return report_of(host.name, named, time.monotonic() - started)


async def _look(session: Session, fleet: Fleet, host: HostCluster, tenants: Sequence[str]) -> Scene:
    """Return the scene; each of its namespaces with a pod of it, if there is one."""
    live = {obj["metadata"]["name"]: "" for obj in await session.everything(kinds.NAMESPACE)}
    wanted = [place.name for place in places_of(fleet, host) if not tenants or place.spec.tenant in tenants]
    there = [name for name in wanted if name in live]
    if not there:
        what = f"none of the namespaces {', '.join(wanted)}" if wanted else "no tenant"
        raise CannotVerify(f"host cluster '{host.name}' carries {what}; run: kubespaces up")
    pods = await asyncio.gather(*(session.as_platform(dry.read(kinds.POD, name)) for name in there))
    for name, found in zip(there, pods, strict=True):
        live[name] = found["items"][0]["metadata"]["name"] if found["items"] else ""
    return scene_of(fleet, host, tenants, live)


def _questions(session: Session, scene: Scene) -> list[Question]:
    """Return everything that is asked, in parts that can be asked again by themselves."""

    async def compare() -> list[Line]:
        snapshot: Snapshot = await take_snapshot(session)
        return structure(scene, snapshot)

    questions: list[Question] = [compare]
    for actor in scene.actors:
        questions.append(partial(review_rights, session, scene, actor))
        questions.append(partial(try_elsewhere, session, scene, actor))
        questions.append(partial(try_token, session, actor))
        questions += [partial(try_in_own_namespace, session, place, actor) for place in scene.own(actor)]
    questions += [partial(try_pods, session, scene, place) for place in scene.places]
    return questions


async def _look_again(questions: Sequence[Question], lines: Sequence[list[Line]], pause: float) -> list[list[Line]]:
    doubtful = [index for index, found in enumerate(lines) if not all(line.verdict.is_good for line in found)]
    result = list(lines)
    if doubtful:
        await asyncio.sleep(pause)
        again = await asyncio.gather(*(questions[index]() for index in doubtful))
        for index, found in zip(doubtful, again, strict=True):
            result[index] = found
    return result
