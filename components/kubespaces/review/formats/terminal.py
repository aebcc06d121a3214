"""A review in a terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kubespaces.review.document import DimensionReview, HostReview, Operation, Review, Status
from kubespaces.review.isolation import Direction
from kubespaces.review.words import counted

from .phrases import KINDS, MARKS, changed, counts, heading, isolation_words, lines, title, verdict

_STYLES = {
    Direction.LOWERED: "bold red",
    Direction.CHANGED: "bold yellow",
    Direction.UNKNOWN: "bold yellow",
    Direction.RAISED: "green",
    Direction.EQUAL: "dim",
}
_OPS = {
    "create": ("+", "green"),
    "import": ("+", "green"),
    "update": ("~", "yellow"),
    "changed": ("~", "yellow"),
    "protect": ("~", "yellow"),
    "replace": ("±", "bold red"),
    "delete": ("-", "bold red"),
    "gone": ("-", "bold red"),
    "leave": ("<", "magenta"),
}

_AT_ONCE = 500
"""Lines that are printed at once: one by one they take most of a large review's time."""


def show(review: Review, console: Console, *, verbose: bool = False) -> None:
    """Print a review: what to decide first, then tenant by tenant; with ``verbose`` what stays equal as well."""
    lines: list[Text] = []
    for text in _texts(review, verbose=verbose):
        if isinstance(text, Text):
            lines.append(text)
        if lines and (isinstance(text, Table) or len(lines) >= _AT_ONCE):
            _print(lines, console)
            lines.clear()
        if isinstance(text, Table):
            console.print(text)
    _print(lines, console)


def _print(lines: list[Text], console: Console) -> None:
    if lines:  # lines are not wrapped, so that they can be searched and copied
        console.print(Text("\n").join(lines), soft_wrap=True)


def _texts(review: Review, *, verbose: bool) -> Iterator[Text | Table]:
    yield Text(title(review), style="bold")
    yield Text(counts(review), style="dim")
    yield from _head(review)
    for tenant in review.tenants:
        name = f"Tenant {tenant.name}" if tenant.name else "No tenant's"
        yield Text.assemble("\n", (name, "bold"), (f"  {tenant.owner}" if tenant.owner else "", "dim"))
        for environment in tenant.environments:
            isolation = isolation_words(environment.direction, environment.status)
            mark = f"  {MARKS[environment.direction]} {isolation}" if isolation else ""
            yield Text.assemble(f"  {heading(environment)}", (mark, _STYLES[environment.direction]))
            yield from _isolation(environment.isolation, environment.status, verbose=verbose)
            yield from _operations(environment.operations)
    for host in review.hosts:
        if host.operations or host.direction is not Direction.EQUAL:
            yield from _host(host, verbose=verbose)
    if review.rest:
        yield Text("\nBesides", style="bold")
        yield from _operations(review.rest)
    yield from _policies(review)
    if review.capacity and changed(review):
        yield _capacity(review)
    for note in review.notes:
        yield Text.assemble("\n", ("note: ", "bold yellow"), note)
    yield from _decisions(review)


def _head(review: Review) -> Iterator[Text]:
    blast = review.blast_radius
    if blast.environments or blast.hosts:
        touched = [
            counted(len(blast.tenants), "tenant"),
            f"{counted(len(blast.environments), 'namespace')} ({len(blast.production)} production)",
            counted(len(blast.hosts), "host cluster"),
        ]
        yield Text(f"touches {', '.join(touched)}; people: {', '.join(blast.people) or 'nobody'}", style="dim")
    for item in blast.destroyed:
        yield Text.assemble((f"! {item.where} is {item.how}", "bold red"), f"; lost: {item.lost}")


def _host(host: HostReview, *, verbose: bool) -> Iterator[Text]:
    where = " ".join(part for part in (host.cloud, host.region) if part)
    yield Text.assemble("\n", (f"Host cluster {host.name}", "bold"), (f"  {where}" if where else "", "dim"))
    yield from _isolation(host.isolation, host.status, verbose=verbose)
    yield from _operations(host.operations)


def _isolation(reviews: list[DimensionReview], status: Status, *, verbose: bool) -> Iterator[Text]:
    for review in reviews:
        name = f"    {review.dimension.words:<16} "
        if status in {Status.NEW, Status.REMOVED}:
            if verbose:
                yield Text(f"{name}{'; '.join(review.after or review.before)}", style="dim")
        elif review.changes:
            for change in review.changes:
                mark = f"{MARKS[change.direction]} {change.direction:<8} "
                yield Text.assemble(name, (mark, _STYLES[change.direction]), change.words)
        elif verbose:
            yield Text(f"{name}= equal    {'; '.join(review.before)}", style="dim")


def _operations(operations: list[Operation]) -> Iterator[Text]:
    for operation in operations:
        sign, style = _OPS.get(operation.op, ("·", ""))
        by = f"  by {', '.join(operation.by)}" if operation.by else ""
        lost = f"  lost with it: {operation.stateful}" if operation.stateful else ""
        yield Text.assemble(
            "    ", (sign, style), f" {operation.kind} {operation.name}", (by, "cyan"), (lost, "bold red")
        )
        for change in operation.changes:
            why = " (replaces)" if change.replaces else ""
            yield Text.assemble(
                (f"        {change.path}: ", "dim"),
                f"{_value(change.before)} → {_value(change.after)}",
                (why, "bold red"),
            )


def _value(value: str | None) -> str:
    return "(none)" if value is None else value or "(empty)"


def _policies(review: Review) -> Iterator[Text]:
    if review.policies:
        yield Text("\nPolicies", style="bold")
    for policy in review.policies:
        for found in policy.findings:
            style = "bold red" if policy.level == "mandatory" else "yellow"
            yield Text.assemble("  ", (f"{policy.control} {policy.level}", style), f"  {found.where}: {found.message}")


def _capacity(review: Review) -> Table:
    table = Table(title="Sums of quotas", title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("host cluster", "quota", "before", "after", "it has"):
        table.add_column(column, justify="left" if column in {"host cluster", "quota"} else "right")
    for row in review.capacity:
        after = Text(row.after, style="bold red" if row.over else "")
        table.add_row(row.host, row.resource, row.before, after, row.maximum or "not said")
    return table


def _decisions(review: Review) -> Iterator[Text]:
    style = "bold red" if review.errors or review.decisions else "green"
    yield Text.assemble("\n", (verdict(review), style))
    for error in review.errors:
        yield Text.assemble(("  error: ", "bold red"), error)
    for line in lines(review.decisions):
        yield Text.assemble(("  • ", "red"), (f"{KINDS[line.kind]}: ", "bold"), f"{line.where}: {line.words}")
    yield Text(f"digest {review.digest}", style="dim")
    if review.approval is not None and review.approval.digest == review.digest:
        yield Text(f"approved by {review.approval.by}: {review.approval.why}", style="green")
