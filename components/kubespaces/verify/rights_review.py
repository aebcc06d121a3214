"""Decides the table of rights: from rules reviews, and from access reviews where those are incomplete."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kubespaces.plan.roles import cluster_roles, role_name

from .actors import Actor
from .attempts.attempt import BEYOND_ROLE
from .attempts.rights import (
    EVERYBODYS_RULES,
    EVERYBODYS_URLS,
    IN_OTHER_NAMESPACES,
    IN_OWN_NAMESPACE,
    ON_THE_CLUSTER,
    Right,
)
from .line import Area, Line, Verdict
from .rules import NOWHERE, Rule, Rules, access_review, read_rules, rules_of_manifest, rules_review
from .scene import Place, Scene
from .session import Session

_MEND = "take away the binding that gives it, or put the ClusterRoles kubespaces:tenant-* back (kubespaces up)"
_MEND_MISSING = "put the ClusterRoles kubespaces:tenant-* and the namespace's RoleBindings back; run: kubespaces up"

Question = tuple[str, str, str]
"""Verb, group and resource."""

Allows = Callable[[str, str, str], bool]


@dataclass(frozen=True)
class _Answers:
    """What one actor may do in one namespace, or cluster-wide."""

    rules: Rules
    reviewed: frozenset[Question]
    """Questions that access reviews answered with yes."""

    def allows(self, verb: str, group: str, resource: str) -> bool:
        return self.rules.allows(verb, group, resource) or (verb, group, resource) in self.reviewed


async def review_rights(session: Session, scene: Scene, actor: Actor) -> list[Line]:
    """Return the lines about what an actor may do, everywhere."""
    own, foreign = scene.own(actor), scene.foreign(actor)
    asked: Mapping[str, Sequence[Right]] = {
        NOWHERE: (*IN_OTHER_NAMESPACES, *ON_THE_CLUSTER),
        **dict.fromkeys(foreign, IN_OTHER_NAMESPACES),
        **{place.name: IN_OWN_NAMESPACE for place in own},
    }
    found = await asyncio.gather(*(_answers(session, actor, name, rights) for name, rights in asked.items()))
    answers = dict(zip(asked, found, strict=True))
    return [
        *_cluster_lines(actor, answers[NOWHERE]),
        *_foreign_lines(actor, {name: answers[name] for name in foreign}, answers[NOWHERE]),
        *(line for place in own for line in _own_lines(actor, place, answers[place.name], answers[NOWHERE].rules)),
    ]


async def _answers(session: Session, actor: Actor, namespace: str, rights: Iterable[Right]) -> _Answers:
    outcome = await session.attempt(actor, rules_review(namespace))
    if outcome.error is not None:
        raise outcome.error
    rules = read_rules(outcome.body)
    if not rules.incomplete:
        return _Answers(rules, frozenset())
    where = "" if namespace == NOWHERE else namespace
    questions = sorted({question for right in rights for question in right.questions()})
    granted = await asyncio.gather(*(_is_granted(session, actor, question, where) for question in questions))
    return _Answers(rules, frozenset(question for question, yes in zip(questions, granted, strict=True) if yes))


async def _is_granted(session: Session, actor: Actor, question: Question, namespace: str) -> bool:
    outcome = await session.attempt(actor, access_review(*question, namespace=namespace))
    if outcome.error is not None:
        raise outcome.error
    return bool(outcome.body["status"].get("allowed"))


def _cluster_lines(actor: Actor, answers: _Answers) -> list[Line]:
    lines = [
        _refused_line(Area.NEIGHBOURS, actor, "all namespaces", right, _given(right, answers.allows), 1)
        for right in IN_OTHER_NAMESPACES
    ]
    lines += [
        _refused_line(Area.CLUSTER, actor, "the cluster", right, _given(right, answers.allows), 1)
        for right in ON_THE_CLUSTER
    ]
    more = [str(rule) for rule in answers.rules.beyond(EVERYBODYS_RULES)]
    more += [f"{verb} {url}" for verb, url in answers.rules.urls if verb != "get" or url not in EVERYBODYS_URLS]
    return [*lines, _nothing_else(Area.CLUSTER, actor, "the cluster", "anything else cluster-wide", more)]


def _foreign_lines(actor: Actor, answers: Mapping[str, _Answers], everywhere: _Answers) -> list[Line]:
    """Return what an actor may do in namespaces without a role, besides what it may do in all: that is told already."""
    if not answers:
        return []
    where = f"{len(answers)} namespaces without a role"
    lines = []
    for right in IN_OTHER_NAMESPACES:
        given: dict[str, list[str]] = {}
        for name, found in answers.items():
            for text in _given(right, lambda *asked, may=found.allows: may(*asked) and not everywhere.allows(*asked)):
                given.setdefault(text, []).append(name)
        if given or not _given(right, everywhere.allows):
            texts = [f"{text} in {', '.join(names)}" for text, names in given.items()]
            place = ", ".join(sorted({name for names in given.values() for name in names})) or where
            lines.append(_refused_line(Area.NEIGHBOURS, actor, place, right, texts, len(answers)))
    known = (*EVERYBODYS_RULES, *everywhere.rules.resources)
    more = [f"{rule} in {name}" for name, found in answers.items() for rule in found.rules.beyond(known)]
    return [*lines, _nothing_else(Area.NEIGHBOURS, actor, where, "anything else there", more)]


def _own_lines(actor: Actor, place: Place, answers: _Answers, everywhere: Rules) -> list[Line]:
    lines = []
    for right in IN_OWN_NAMESPACE:
        if not actor.has(place.name, right.may):
            given = _given(right, answers.allows)
            lines.append(_refused_line(Area.OWN_RIGHTS, actor, place.name, right, given, 1, place.spec.tenant))
        else:
            lines.append(_allowed_line(actor, place, right, answers))
    known = (*EVERYBODYS_RULES, *everywhere.resources, *_planned_rules(actor, place))
    more = [str(rule) for rule in answers.rules.beyond(known)]
    what = "anything besides its roles"
    return [*lines, _nothing_else(Area.OWN_RIGHTS, actor, place.name, what, more, place.spec.tenant)]


def _planned_rules(actor: Actor, place: Place) -> list[Rule]:
    names = {role_name(role) for role in actor.roles[place.name]}
    return [
        rule
        for manifest in cluster_roles()
        if manifest["metadata"]["name"] in names
        for rule in rules_of_manifest(manifest)
    ]


def _given(right: Right, allows: Allows) -> list[str]:
    """Return which questions of a right are answered with yes, by resource."""
    by_resource: dict[str, list[str]] = {}
    for verb, group, resource in right.questions():
        if allows(verb, group, resource):
            by_resource.setdefault(resource, []).append(verb)
    return [f"{'/'.join(verbs)} {resource}" for resource, verbs in by_resource.items()]


def _refused_line(
    area: Area, actor: Actor, where: str, right: Right, given: list[str], times: int, tenant: str = ""
) -> Line:
    return Line(
        area=area,
        tenant=tenant or actor.tenant,
        actor=actor.name,
        where=where,
        what=right.what,
        control=right.control,
        expected="refused by authorization",
        got=f"allowed: {'; '.join(given)}" if given else "refused by authorization",
        verdict=Verdict.SURPRISE if given else Verdict.AS_EXPECTED,
        mend=_MEND if given else "",
        checks=times * len(list(right.questions())),
    )


def _allowed_line(actor: Actor, place: Place, right: Right, answers: _Answers) -> Line:
    missing = _given(right, lambda *question: not answers.allows(*question))
    return Line(
        area=Area.OWN_RIGHTS,
        tenant=place.spec.tenant,
        actor=actor.name,
        where=place.name,
        what=right.what,
        control="",
        expected="allowed",
        got=f"refused by authorization: {'; '.join(missing)}" if missing else "allowed",
        verdict=Verdict.SURPRISE if missing else Verdict.AS_EXPECTED,
        mend=_MEND_MISSING if missing else "",
        checks=len(list(right.questions())),
    )


def _nothing_else(area: Area, actor: Actor, where: str, what: str, more: list[str], tenant: str = "") -> Line:
    return Line(
        area=area,
        tenant=tenant or actor.tenant,
        actor=actor.name,
        where=where,
        what=what,
        control=BEYOND_ROLE,
        expected="refused by authorization",
        got=f"allowed: {'; '.join(more)}" if more else "refused by authorization",
        verdict=Verdict.SURPRISE if more else Verdict.AS_EXPECTED,
        mend=_MEND if more else "",
    )
