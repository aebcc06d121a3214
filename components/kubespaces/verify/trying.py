"""Makes the attempts and turns what comes of them into lines."""

import asyncio
from collections.abc import Sequence

from kubespaces.kube import Impersonation

from . import dry, kinds
from .actors import Actor, control_plane, controller
from .attempts.attempt import BEYOND_ROLE, HANDS, MEND_ROLE, Attempt
from .attempts.cluster import ON_THE_CLUSTER
from .attempts.delegation import DELEGATION
from .attempts.neighbours import IN_ANOTHER_NAMESPACE, MEND, Intrusion
from .attempts.platform_objects import PLATFORM_OBJECTS
from .attempts.pods import BAD_PODS, BadPod
from .attempts.traffic import TRAFFIC
from .attempts.work import DAILY_WORK
from .judge import ALLOWED, NOT_AUTHORIZED, judge
from .line import Area, Line, Verdict
from .pods import CONTROLLERS, good_pod_spec, pod
from .scene import Place, Scene
from .session import Session

ATTEMPTS = (*PLATFORM_OBJECTS, *DELEGATION, *TRAFFIC, *DAILY_WORK)
"""What every actor tries in each of its namespaces."""

_MOST_NEIGHBOURS = 2
"""In how many namespaces without a role real requests are made; the rules reviews look at all of them."""


async def try_in_own_namespace(session: Session, place: Place, actor: Actor) -> list[Line]:
    """Return the lines about what an actor tries in one of its namespaces."""
    found = await asyncio.gather(*(_try(session, place, actor, attempt) for attempt in ATTEMPTS))
    return [line for line in found if line is not None]


async def _try(session: Session, place: Place, actor: Actor, attempt: Attempt) -> Line | None:
    may = actor.has(place.name, attempt.may)
    expected = attempt.expected(may=may)
    call = attempt.call(place)
    if call is None:
        if not attempt.needs or not may:
            return None
        verdict, got = Verdict.NOT_TRIED, f"there is nothing to try it on: {attempt.needs}"
    else:
        verdict, got = judge(expected, await session.attempt(actor, call), auditing=place.auditing)
    return Line(
        area=attempt.area,
        tenant=place.spec.tenant,
        actor=actor.name,
        where=place.name,
        what=attempt.what,
        control=attempt.control if may else attempt.control or BEYOND_ROLE,
        expected=str(expected),
        got=got,
        verdict=verdict,
        mend="" if verdict.is_good else attempt.mend,
    )


async def try_elsewhere(session: Session, scene: Scene, actor: Actor) -> list[Line]:
    """Return the lines about what an actor tries where it has no role, and on the cluster."""
    tasks = [_intrude(session, actor, intrusion, "", "the cluster") for intrusion in ON_THE_CLUSTER]
    for namespace in neighbours(scene, actor):
        tasks += [_intrude(session, actor, intrusion, namespace, namespace) for intrusion in IN_ANOTHER_NAMESPACE]
    return list(await asyncio.gather(*tasks))


def neighbours(scene: Scene, actor: Actor) -> list[str]:
    """Return some namespaces without a role: another tenant's first, then the platform's own."""
    foreign = scene.foreign(actor)
    others = [name for name in foreign if scene.tenant_of.get(name, actor.tenant) != actor.tenant]
    ordered = [*others[:1], "kube-system", "default", *others[1:]]
    return [name for name in ordered if name in foreign][:_MOST_NEIGHBOURS]


async def _intrude(session: Session, actor: Actor, intrusion: Intrusion, namespace: str, where: str) -> Line:
    verdict, got = judge(NOT_AUTHORIZED, await session.attempt(actor, intrusion.call(namespace)))
    return Line(
        area=intrusion.area,
        tenant=actor.tenant,
        actor=actor.name,
        where=where,
        what=intrusion.what,
        control=intrusion.control,
        expected=str(NOT_AUTHORIZED),
        got=got,
        verdict=verdict,
        mend="" if verdict.is_good else MEND,
    )


async def try_token(session: Session, actor: Actor) -> list[Line]:
    """Return the lines about an account's token: it logs in as that account, and as nobody else."""
    if not actor.token_of:
        return []
    whoami = dry.whoami()
    outcome = await session.attempt(actor, whoami)
    user = outcome.body["status"]["userInfo"]["username"] if outcome.error is None else ""
    login = Verdict.AS_EXPECTED if user == actor.user else Verdict.SURPRISE
    masters = Impersonation("kubespaces-verify-admin", ("system:masters",))
    verdict, got = judge(
        NOT_AUTHORIZED, await session.attempt(actor, dry.read(kinds.NAMESPACE), pretending=masters)
    )  # fmt: skip
    mend = "see why the API server takes the token for somebody else: its service account issuer and keys"
    return [
        Line(Area.DELEGATION, actor.tenant, actor.name, actor.token_of, "log in with a short-lived token", "KS-RBAC-08",
             actor.user, user or str(outcome.error), login, "" if login.is_good else mend),
        Line(Area.DELEGATION, actor.tenant, actor.name, "the cluster", "act as system:masters", "KS-RBAC-05",
             str(NOT_AUTHORIZED), got, verdict, "" if verdict.is_good else MEND_ROLE),
    ]  # fmt: skip


async def try_pods(session: Session, scene: Scene, place: Place) -> list[Line]:
    """Return the lines about pods in a namespace: started by hand where somebody may, and by every controller.

    Where a virtual cluster is, its control plane is the only one that makes pods for the tenant.
    """
    if place.spec.is_virtual:
        return await _try_maker(session, place, control_plane(place.spec), "", BAD_PODS)
    by_hand = scene.anybody_with(place, HANDS) or controller(CONTROLLERS["Deployment"])
    makers: list[tuple[Actor, str, Sequence[BadPod]]] = [(by_hand, "", BAD_PODS)]
    for account in dict.fromkeys(CONTROLLERS.values()):
        made = " or ".join(kind for kind, name in CONTROLLERS.items() if name == account)
        makers.append((controller(account), f", from a {made}", [bad for bad in BAD_PODS if bad.in_every_kind]))
    found = await asyncio.gather(*(_try_maker(session, place, *maker) for maker in makers))
    return [line for lines in found for line in lines]


async def _try_maker(
    session: Session, place: Place, actor: Actor, suffix: str, bad_pods: Sequence[BadPod]
) -> list[Line]:
    """Try the good pod first: where even that is refused, the refusal of a bad one proves nothing."""
    if not place.spec.registries:
        nothing = (Verdict.NOT_TRIED, "no registry is allowed, so no pod is; name one in the tenant's document")
        return [
            _pod_line(place, actor, Area.WORK, f"a pod that keeps every rule{suffix}", "", str(ALLOWED), nothing, "")
        ]
    good = judge(ALLOWED, await session.attempt(actor, dry.create(kinds.POD, pod(place, good_pod_spec(place)))))
    mend = "see what refuses it: a policy of the platform, or a class or quota that is not as planned"
    lines = [_pod_line(place, actor, Area.WORK, f"a pod that keeps every rule{suffix}", "", str(ALLOWED), good, mend)]
    wanted = [bad for bad in bad_pods if bad.when(place)]
    if not good[0].is_good:
        open_question = (Verdict.UNDECIDED, f"{len(wanted)} bad pods say nothing while good ones are refused")
        return [*lines, _pod_line(place, actor, Area.PODS, f"bad pods{suffix}", "", "refused", open_question, mend)]
    outcomes = await asyncio.gather(
        *(session.attempt(actor, dry.create(kinds.POD, pod(place, bad.spec(place)))) for bad in wanted)
    )
    for bad, outcome in zip(wanted, outcomes, strict=True):
        what = f"a pod with {bad.what}{suffix}"
        came = judge(bad.expected, outcome, auditing=place.auditing)
        lines.append(_pod_line(place, actor, bad.area, what, bad.control, str(bad.expected), came, bad.mend))
    return lines


def _pod_line(  # noqa: PLR0913, PLR0917 - the columns of a line
    place: Place, actor: Actor, area: Area, what: str, control: str, expected: str, came: tuple[Verdict, str], mend: str
) -> Line:
    verdict, got = came
    tenant, mending = place.spec.tenant, "" if verdict.is_good else mend
    return Line(area, tenant, actor.name, place.name, what, control, expected, got, verdict, mending)
