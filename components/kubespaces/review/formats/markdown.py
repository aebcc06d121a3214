"""A review as Markdown for a pull-request comment: short at the top, details folded, never too long for one."""

import re
from collections.abc import Iterator

from kubespaces.review.document import (
    DimensionReview,
    EnvironmentReview,
    HostReview,
    Operation,
    PropertyChange,
    Review,
    Status,
    TenantReview,
)
from kubespaces.review.isolation import Direction
from kubespaces.review.words import counted

from .phrases import KINDS, MARKS, changed, counts, heading, isolation_words, lines, title, verdict

LIMIT = 65_536
"""Characters that a comment on GitHub may have; GitLab takes more."""
_ROOM = 1_000
"""Characters kept for what is said at the end."""
_TOP = 40
"""Lines of decisions that are shown before the details."""
_CHANGES = 40
"""Properties of one resource that are shown."""


def to_markdown(review: Review, *, limit: int = LIMIT) -> str:
    """Return a review as Markdown.

    Args:
        review: the review.
        limit: the most characters it may have; details that do not fit are left out, and counted.
    """
    top = "\n".join(_top(review))
    end = "\n".join(_end(review))
    blocks = list(_blocks(review))
    room = limit - len(top) - len(end) - _ROOM
    kept: list[str] = []
    for block in blocks:
        if len(block) + 1 <= room:
            kept.append(block)
            room -= len(block) + 1
    left_out = len(blocks) - len(kept)
    more = f"\n_{left_out} more sections do not fit into a comment; the JSON and HTML forms have them all._\n"
    return "\n".join([top, *kept, more if left_out else "", end]) + "\n"


def marker(review: Review) -> str:
    """Return the line by which a later review finds the comment of an earlier one, to update it in place."""
    return f"<!-- kubespaces {review.about}: {', '.join(review.stacks).replace('--', '- -')} -->"


def _top(review: Review) -> Iterator[str]:
    yield marker(review)
    yield f"### {_text(title(review))}"
    yield ""
    yield f"**{verdict(review)}.** {counts(review)[:1].upper()}{counts(review)[1:]}."
    yield ""
    for error in review.errors[:_TOP]:
        yield f"- **Error**: {_text(error)}"
    found = lines(review.decisions)
    for line in found[:_TOP]:
        yield f"- **{KINDS[line.kind]}** in {_code(line.where)}: {_text(line.words)}"
    if len(found) > _TOP:
        yield f"- … and {len(found) - _TOP} more decisions"
    for note in review.notes[:_TOP]:
        yield f"- _Note_: {_text(note)}"
    if changed(review):
        yield ""
        yield from _blast(review)
    yield ""


def _blast(review: Review) -> Iterator[str]:
    blast = review.blast_radius
    touched = [
        f"{counted(len(names), noun)} ({_some(names)})"
        for names, noun in (
            (blast.tenants, "tenant"),
            (blast.environments, "namespace"),
            (blast.production, "of them production"),
            (blast.hosts, "host cluster"),
        )
        if names
    ]
    yield f"Touches {', '.join(touched) or 'no tenant'}."
    if blast.people:
        yield f"People: {_some(blast.people)}."


def _some(names: list[str], most: int = 8) -> str:
    shown = ", ".join(_code(name) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def _blocks(review: Review) -> Iterator[str]:
    if review.blast_radius.destroyed:
        rows = [
            f"- **{_text(item.where)}** is {item.how}; lost: {_text(item.lost)}"
            for item in review.blast_radius.destroyed
        ]
        yield _folded(f"Deleted or replaced: {len(rows)}", rows, is_open=True)
    for tenant in review.tenants:
        yield _tenant(tenant)
    for host in review.hosts:
        if host.operations or host.direction is not Direction.EQUAL:
            yield _host(host)
    if review.rest:
        yield _folded(f"Besides: {counted(len(review.rest), 'resource')}", _operations(review.rest))
    if review.policies:
        rows = [
            f"- **{_text(policy.control)}** ({policy.level}{', ' + policy.severity if policy.severity else ''}): "
            f"{_code(found.where)} {_text(found.message)}"
            for policy in review.policies
            for found in policy.findings
        ]
        yield _folded(f"Policies: {counted(len(rows), 'finding')}", rows)
    if review.exemptions:
        rows = [
            f"- {'**added** ' if item.added else ''}{_text(item.control)} for {_code(item.resource)}, owner "
            f"{_code(item.owner)}, until {_text(item.expires or 'ever')}: {_text(item.reason)}"
            for item in review.exemptions
        ]
        yield _folded(f"Exemptions: {len(rows)}", rows)
    if review.capacity:
        rows = ["| host cluster | quota | before | after | it has |", "|---|---|---|---|---|"]
        rows += [
            f"| {_text(row.host)} | {row.resource} | {row.before} | {row.after}{' **(over)**' if row.over else ''} "
            f"| {row.maximum or 'not said'} |"
            for row in review.capacity
        ]
        yield _folded("Capacity: sums of quotas", rows)


def _tenant(tenant: TenantReview) -> str:
    body: list[str] = []
    for environment in tenant.environments:
        body += _environment(environment)
    name = f"Tenant {tenant.name}" if tenant.name else "No tenant's"
    direction = (
        "" if tenant.direction is Direction.EQUAL else f", isolation {MARKS[tenant.direction]} {tenant.direction}"
    )
    return _folded(f"{name}: {counted(len(tenant.environments), 'namespace')}{direction}", body)


def _host(host: HostReview) -> str:
    body = [*_isolation(host.isolation, host.status), "", *_operations(host.operations)]
    where = " ".join(part for part in (host.cloud, host.region) if part)
    name = f"Host cluster {host.name}{f' ({where})' if where else ''}"
    return _folded(f"{name}: {host.status}, {counted(len(host.operations), 'change')}", body)


def _environment(environment: EnvironmentReview) -> list[str]:
    isolation = isolation_words(environment.direction, environment.status)
    head = f"**{_text(heading(environment))}**{f', {MARKS[environment.direction]} {isolation}' if isolation else ''}"
    body = _isolation(environment.isolation, environment.status)
    return [head, "", *body, "", *_operations(environment.operations), ""]


def _isolation(reviews: list[DimensionReview], status: Status) -> list[str]:
    if not reviews:
        return []
    if status in {Status.NEW, Status.REMOVED}:
        shown = [(review.dimension.words, review.after or review.before) for review in reviews]
        held = "will hold" if status is Status.NEW else "held"
        return [f"| isolation | {held} |", "|---|---|", *(f"| {name} | {_list(words)} |" for name, words in shown)]
    rows = ["| isolation | | before | after |", "|---|---|---|---|"]
    for review in reviews:
        if review.direction is Direction.EQUAL and not review.changes:
            continue
        mark = f"{MARKS[review.direction]} {review.direction}"
        rows.append(f"| {review.dimension.words} | {mark} | {_only(review, old=True)} | {_only(review, old=False)} |")
    equal = [review.dimension.words for review in reviews if review.direction is Direction.EQUAL and not review.changes]
    return [*(rows if len(rows) > 2 else []), "", f"Equal: {', '.join(equal)}." if equal else ""]


def _only(review: DimensionReview, *, old: bool) -> str:
    """Return what holds on one side and not on the other: what both have in common is left out."""
    mine, other = (review.before, review.after) if old else (review.after, review.before)
    return _list([words for words in mine if words not in other])


def _list(words: list[str]) -> str:
    return "<br>".join(_text(word) for word in words) or "-"


def _operations(operations: list[Operation]) -> list[str]:
    rows = []
    for operation in operations:
        state = f"; lost with it: {operation.stateful}" if operation.stateful else ""
        protected = " (protected)" if operation.protected and operation.op != "update" else ""
        by = f", by {', '.join(map(_text, operation.by))}" if operation.by else ""
        rows.append(f"- {_text(operation.words)}{protected}{by}{state}")
        rows += [_change(change) for change in operation.changes[:_CHANGES]]
        if len(operation.changes) > _CHANGES:
            rows.append(f"  - … and {len(operation.changes) - _CHANGES} more properties")
    return rows


def _change(change: PropertyChange) -> str:
    why = " **(replaces)**" if change.replaces else ""
    words = "" if change.words == change.path else f"{_text(change.words)}, "
    return f"  - {words}{_code(change.path)}: {_value(change.before)} → {_value(change.after)}{why}"


def _value(value: str | None) -> str:
    return "_none_" if value is None else _code(value) if value else "_empty_"


def _folded(summary: str, body: list[str], *, is_open: bool = False) -> str:
    opening = "<details open>" if is_open else "<details>"
    return "\n".join([f"{opening}<summary>{_text(summary)}</summary>", "", *body, "", "</details>"])


def _end(review: Review) -> Iterator[str]:
    yield ""
    if review.plan:
        yield f"Saved plan: {_code(review.plan)}"
    yield f"Digest: {_code(review.digest)}"
    if review.approval is not None:
        holds = "Approved" if review.approval.digest == review.digest else "Another review was approved"
        yield f"\n{holds} by {_code(review.approval.by)}: {_text(review.approval.why)}"


def _code(text: str) -> str:
    """Return a text as code, in which nothing is Markdown and nobody is mentioned."""
    flat = " ".join(text.split())
    longest = max((len(run) for run in re.findall(r"`+", flat)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if flat.startswith("`") or flat.endswith("`") or not flat else ""
    return f"{fence}{padding}{flat}{padding}{fence}"


def _text(text: str) -> str:
    """Return a text in which nothing is Markdown or HTML, and nobody is mentioned."""
    flat = " ".join(text.split())
    escaped = re.sub(r"([\\`*_\[\]|#~])", r"\\\1", flat)
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("@", "@\u200b")
