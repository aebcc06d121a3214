"""The parts of a page that show isolation and what happens to resources."""

import re
from collections.abc import Iterable

from kubespaces.review.document import (
    DimensionReview,
    EnvironmentReview,
    HostReview,
    Operation,
    PropertyChange,
    Status,
    TenantReview,
)
from kubespaces.review.formats.phrases import MARKS, heading, isolation_words
from kubespaces.review.isolation import Direction
from kubespaces.review.words import counted

from .markup import Markup, element

SIGNS = {
    "create": "+",
    "import": "+",
    "update": "~",
    "changed": "~",
    "protect": "~",
    "replace": "±",
    "delete": "-",
    "gone": "-",
    "leave": "<",
}
"""A sign for each operation, beside its word."""


def anchor(kind: str, name: str) -> str:
    """Return an id for a part of the page."""
    return f"{kind}-{re.sub(r'[^A-Za-z0-9_-]', '_', name) or 'none'}"


def badge(direction: Direction, words: str = "") -> Markup:
    """Return a direction as a sign and a word, coloured."""
    return element("span", f"{MARKS[direction]} {words or direction.value}", class_=f"badge {direction}")


def tenant_part(tenant: TenantReview, *, is_open: bool) -> Markup:
    """Return a tenant, folded unless something about it has to be decided."""
    name = f"Tenant {tenant.name}" if tenant.name else "No tenant's"
    head = [
        element("span", name, class_="name"),
        element("span", tenant.owner, class_="quiet"),
        element("span", counted(len(tenant.environments), "namespace"), class_="quiet"),
        badge(tenant.direction) if tenant.direction is not Direction.EQUAL else "",
    ]
    body = [element("summary", head), *(environment_part(item) for item in tenant.environments)]
    return element(
        "details", body, id=anchor("tenant", tenant.name), class_="card", data_tenant=tenant.name, open=is_open
    )


def environment_part(environment: EnvironmentReview) -> Markup:
    """Return one namespace."""
    words = isolation_words(environment.direction, environment.status)
    loud = environment.status in {Status.REMOVED, Status.REPLACED, Status.LEFT}
    title = element(
        "h4",
        [
            element("span", heading(environment), class_="loud" if loud else None),
            " ",
            badge(environment.direction, words) if words else "",
        ],
    )
    body = [title, isolation_table(environment.isolation, environment.status), operation_list(environment.operations)]
    return element("section", body, class_="environment")


def host_part(host: HostReview) -> Markup:
    """Return one host cluster."""
    where = " ".join(part for part in (host.cloud, host.region) if part)
    head = [
        element("span", f"Host cluster {host.name}", class_="name"),
        element("span", where, class_="quiet"),
        element("span", f"{host.status}, {counted(len(host.operations), 'change')}", class_="quiet"),
        badge(host.direction) if host.direction is not Direction.EQUAL else "",
    ]
    body = [
        element("summary", head),
        isolation_table(host.isolation, host.status),
        operation_list(host.operations),
    ]
    changed = host.direction.may_lower
    return element("details", body, id=anchor("host", host.name), class_="card", open=changed)


def isolation_table(reviews: Iterable[DimensionReview], status: Status) -> Markup:
    """Return isolation before and after; rows of what stays equal can be hidden."""
    one_sided = status in {Status.NEW, Status.REMOVED}
    rows = [_row(review, one_sided=one_sided) for review in reviews]
    if not rows:
        return Markup("")
    held = {Status.NEW: "Will hold", Status.REMOVED: "Held"}.get(status, "")
    names = ["Isolation", held] if one_sided else ["Isolation", "", "Before", "After"]
    head = element("tr", [element("th", name, scope="col") for name in names])
    table = element("table", [element("thead", head), element("tbody", rows)])
    return element("div", table, class_="scroll")


def _row(review: DimensionReview, *, one_sided: bool) -> Markup:
    name = element("th", review.dimension.words, scope="row")
    if one_sided:
        return element("tr", [name, element("td", _words(review.after or review.before, set()))])
    mark = element("td", badge(review.direction))
    if review.direction is Direction.EQUAL and not review.changes:
        held = element("td", "; ".join(review.before), colspan=2)
        return element("tr", [name, mark, held], class_="equal")
    before, after = set(review.before), set(review.after)
    cells = [
        name,
        mark,
        element("td", _words(review.before, before - after), data_head="before"),
        element("td", _words(review.after, after - before), data_head="after"),
    ]
    return element("tr", cells)


def _words(words: list[str], marked: set[str]) -> Markup:
    """Return words in lines; those that both sides have can be hidden beside those that only this one has."""
    if not words:
        return element("span", "none", class_="quiet")
    lines = [
        element("li", element("mark", word))
        if word in marked
        else element("li", word, class_="same" if marked else None)
        for word in words
    ]
    same = len(words) - len(marked)
    more = [element("li", f"and {same} the same", class_="others")] if marked and same else []
    return element("ul", [*lines, *more], class_="plain")


def operation_list(operations: Iterable[Operation]) -> Markup:
    """Return what happens to resources."""
    found = [_operation(operation) for operation in operations]
    return element("ul", found, class_="operations") if found else Markup("")


def _operation(operation: Operation) -> Markup:
    loud = operation.op in {"delete", "replace", "gone"}
    sign = element("span", SIGNS.get(operation.op, "·"), class_=f"sign {operation.op}", aria_hidden="true")
    head: list[Markup | str] = [
        sign,
        element("span", operation.op, class_="op loud" if loud else "op"),
        " ",
        element("code", f"{operation.kind} {operation.name}"),
    ]
    head += [element("span", "protected", class_="tag")] if operation.protected else []
    head += [element("span", f" by {', '.join(operation.by)}", class_="by")] if operation.by else []
    if operation.stateful:
        head.append(element("span", f" lost with it: {operation.stateful}", class_="loud"))
    changes = [_change(change) for change in operation.changes]
    return element("li", [*head, element("ul", changes, class_="changes") if changes else ""])


def _change(change: PropertyChange) -> Markup:
    path: list[Markup | str] = [element("code", change.path, class_="path"), ": "]
    arrow: list[Markup | str] = [_value(change.before), " → ", _value(change.after)]
    why = element("span", " replaces it", class_="loud") if change.replaces else ""
    return element("li", [*path, *arrow, why], title=change.words)


def _value(value: str | None) -> Markup:
    if value is None:
        return element("span", "none", class_="quiet")
    return element("code", value) if value else element("span", "empty", class_="quiet")
