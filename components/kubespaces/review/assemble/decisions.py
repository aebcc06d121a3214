"""What a person has to decide."""

from collections.abc import Iterable, Iterator

from kubespaces.review.document import (
    Capacity,
    Decision,
    DecisionKind,
    DimensionReview,
    EnvironmentReview,
    Exemption,
    HostReview,
    Operation,
    Status,
    TenantReview,
)
from kubespaces.review.isolation import Dimension, Direction
from kubespaces.review.settings import Settings

_ORDER = list(DecisionKind)
_OPENING = "opened: "
_REMOVED = ("removed: ", _OPENING)


def decisions_of(
    tenants: Iterable[TenantReview],
    hosts: Iterable[HostReview],
    rest: Iterable[Operation],
    settings: Settings,
) -> list[Decision]:
    """Return what has to be decided about tenants, host clusters and the rest, the gravest kinds first."""
    found: set[tuple[DecisionKind, str, str, str]] = set()
    for tenant in tenants:
        for environment in tenant.environments:
            where = environment.namespace
            for kind, words in _of_environment(environment, settings):
                found.add((kind, tenant.name, where, words))
    for host in hosts:
        for kind, words in _of_host(host, settings):
            found.add((kind, "", host.name, words))
    found |= {(kind, "", operation.name, words) for operation in rest for kind, words in _destruction(operation)}
    return ordered(Decision(kind=kind, tenant=tenant, where=where, words=words) for kind, tenant, where, words in found)


def ordered(decisions: Iterable[Decision]) -> list[Decision]:
    """Return decisions in the order in which they are shown."""
    return sorted(decisions, key=lambda item: (_ORDER.index(item.kind), item.tenant, item.where, item.words))


def of_capacity(rows: Iterable[Capacity]) -> Iterator[Decision]:
    """Yield a decision for each host cluster that is promised more than it has, by this change."""
    for row in rows:
        if row.over and row.before != row.after:
            words = f"quotas on {row.resource} add up to {row.after}, {row.host} has {row.maximum}"
            yield Decision(kind=DecisionKind.CAPACITY, where=row.host, words=words)


def of_exemptions(exemptions: Iterable[Exemption]) -> Iterator[Decision]:
    """Yield a decision for each exemption that was not there before."""
    for exemption in exemptions:
        if exemption.added:
            until = f" until {exemption.expires}" if exemption.expires else ", for ever"
            words = f"exempt from {exemption.control}{until}: {exemption.reason or 'no reason given'}"
            yield Decision(kind=DecisionKind.EXEMPTION, where=exemption.resource or "everything", words=words)


def _of_environment(environment: EnvironmentReview, settings: Settings) -> Iterator[tuple[DecisionKind, str]]:
    yield from _of_isolation(environment.isolation, settings)
    if environment.status is Status.NEW:
        yield from _of_new(environment.isolation)
    for operation in environment.operations:
        yield from _destruction(operation)
    if environment.production and environment.operations and settings.production_window:
        window = settings.production_window.part()
        when = f"{', '.join(window.days)} {window.start} to {window.end} {window.time_zone}"
        yield DecisionKind.PRODUCTION_WINDOW, f"production is changed; its window is {when}"


def _of_host(host: HostReview, settings: Settings) -> Iterator[tuple[DecisionKind, str]]:
    yield from _of_isolation(host.isolation, settings)
    if host.status is Status.NEW:
        yield from _of_new(host.isolation)
    for operation in host.operations:
        yield from _destruction(operation)


def _of_isolation(reviews: Iterable[DimensionReview], settings: Settings) -> Iterator[tuple[DecisionKind, str]]:
    for review in reviews:
        for change in review.changes:
            if not change.direction.may_lower:
                continue
            gone = change.words.startswith(_REMOVED)
            if review.dimension in settings.routine and not gone and change.direction is not Direction.UNKNOWN:
                continue
            yield _kind(review, change.direction, change.words), f"{review.dimension.words}: {change.words}"


def _kind(review: DimensionReview, direction: Direction, words: str) -> DecisionKind:
    if direction is Direction.UNKNOWN:
        return DecisionKind.ISOLATION_UNKNOWN
    if review.dimension is Dimension.EXEMPTIONS:
        return DecisionKind.EXEMPTION
    exposing = review.dimension in {Dimension.EXPOSURE, Dimension.ENDPOINT}
    if exposing and words.startswith(_OPENING) and _is_public(words.removeprefix(_OPENING)):
        return DecisionKind.PUBLIC_EXPOSURE
    return DecisionKind.ISOLATION_LOWERED


def _of_new(reviews: Iterable[DimensionReview]) -> Iterator[tuple[DecisionKind, str]]:
    """Yield what new namespaces and clusters have that nobody has decided about yet: ways in from the internet."""
    for review in reviews:
        if review.dimension in {Dimension.EXPOSURE, Dimension.ENDPOINT}:
            for words in review.after:
                if _is_public(words):
                    yield DecisionKind.PUBLIC_EXPOSURE, f"{review.dimension.words}: {words}"
        elif review.dimension is Dimension.EXEMPTIONS:
            yield from ((DecisionKind.EXEMPTION, words) for words in review.after)


def _is_public(words: str) -> bool:
    """Tell whether something that is exposed can be reached by anybody, from the words for it."""
    starts = ("host name ", "every host name", "load balancer ", "node ports ", "external address ", "API endpoint",
              "security group", "network security group", "firewall rule")  # fmt: skip
    return words.startswith(starts) and "(internal)" not in words and " from " not in words


def _destruction(operation: Operation) -> Iterator[tuple[DecisionKind, str]]:
    verb = {"delete": "deleted", "replace": "replaced", "gone": "deleted by hand"}.get(operation.op)
    if verb is None or not (operation.protected or operation.stateful):
        return
    because = sorted(change.path for change in operation.changes if change.replaces)
    why = f" because {' and '.join(because)} changes" if because and operation.op == "replace" else ""
    lost = f"; lost with it: {operation.stateful}" if operation.stateful else ""
    protected = " although it is protected" if operation.protected else ""
    words = f"{operation.kind} {operation.name} is {verb}{protected}{why}{lost}"
    yield DecisionKind.DESTRUCTION, words
