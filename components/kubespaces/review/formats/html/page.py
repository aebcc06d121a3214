"""Puts the page together."""

import base64
import hashlib
from collections.abc import Iterable
from importlib.resources import files

from kubespaces.review.document import Capacity, Review
from kubespaces.review.formats.phrases import (
    KINDS,
    Line,
    changed,
    counts,
    lines,
    title,
    verdict,
    window_words,
)
from kubespaces.review.isolation import Direction
from kubespaces.review.words import counted

from .fleet import fleet_part
from .markup import Content, Markup, element, text
from .parts import host_part, operation_list, tenant_part


def to_html(review: Review) -> str:
    """Return a review as one page: styles, script and picture are in it, and it asks nothing of any network."""
    style, script = (files(__package__).joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    head = element(
        "head",
        [
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=policy),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("title", title(review)),
            element("style", Markup(style)),
        ],
    )
    body = element("body", [*_body(review), element("script", Markup(script))])
    return f"<!doctype html>\n{element('html', [head, body], lang='en')}\n"


def _hash(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _body(review: Review) -> Iterable[Markup]:
    yield element("a", "To what has to be decided", href="#decisions", class_="skip")
    yield element("header", _header(review))
    yield element("main", [part for part in _sections(review) if part])
    yield element("footer", _footer(review))


def _header(review: Review) -> Iterable[Markup]:
    bad = bool(review.errors or review.decisions)
    yield element("h1", title(review))
    yield element("p", verdict(review), class_=f"verdict {'bad' if bad else 'good'}")
    yield element("p", f"{counts(review)}.", class_="quiet")
    names = sorted({tenant.name for tenant in review.tenants if tenant.name})
    options = [element("option", "All tenants", value=""), *(element("option", name, value=name) for name in names)]
    yield element(
        "div",
        [
            element("label", ["Show ", element("select", options, id="tenant")]),
            element("label", [element("input", type="checkbox", id="equal"), " what stays equal"]),
            element("output", "", id="shown", aria_live="polite"),
        ],
        class_="filters",
        hidden=not names,
    )


def _sections(review: Review) -> Iterable[Markup]:
    yield _section("decisions", "To decide", _decisions(review))
    if changed(review):
        yield _section("blast", "Who is touched", _blast(review))
    if review.hosts:
        yield _section("fleet", "The fleet", [fleet_part(review), _legend()])
    if review.tenants:
        deciding = {decision.tenant for decision in review.decisions}
        few = len(review.tenants) <= 3
        parts = [tenant_part(tenant, is_open=few or tenant.name in deciding) for tenant in review.tenants]
        yield _section("tenants", "Tenants", parts)
    hosts = [host for host in review.hosts if host.operations or host.direction is not Direction.EQUAL]
    if hosts:
        yield _section("hosts", "Host clusters", [host_part(host) for host in hosts])
    if review.rest:
        yield _section("rest", "Besides", operation_list(review.rest))
    if review.policies:
        yield _section("policies", "Policies", _policies(review))
    if review.exemptions:
        yield _section("exemptions", "Exemptions", _exemptions(review))
    if review.capacity:
        yield _section("capacity", "Capacity", _capacity(review.capacity))


def _section(name: str, heading: str, content: Content) -> Markup:
    return element("section", [element("h2", heading), text(content)], id=name)


def _decisions(review: Review) -> Iterable[Markup]:
    errors = [element("li", [element("strong", "Error: "), error]) for error in review.errors]
    found = [_decision(line, review) for line in lines(review.decisions)]
    if errors or found:
        yield element("ul", [*errors, *found], class_="decisions")
    else:
        yield element("p", f"{verdict(review)}.", class_="good")
    if review.notes:
        yield element("ul", [element("li", note) for note in review.notes], class_="notes")


def _decision(line: Line, review: Review) -> Markup:
    tenants = sorted(
        {
            decision.tenant
            for decision in review.decisions
            if decision.words == line.words and decision.kind is line.kind and decision.tenant
        }
    )
    content = [
        element("strong", KINDS[line.kind]),
        " in ",
        element("code", line.where),
        ": ",
        line.words,
    ]
    return element("li", content, class_=str(line.kind), data_tenants="\n".join(tenants) or None)


def _blast(review: Review) -> Iterable[Markup]:
    blast = review.blast_radius
    facts = [
        ("Tenants", blast.tenants),
        ("Namespaces", blast.environments),
        ("Production", blast.production),
        ("Host clusters", blast.hosts),
        ("People", blast.people),
        ("Left where it is", blast.left),
    ]
    rows = [
        element("div", [element("dt", f"{name} ({len(found)})"), element("dd", _some(found))])
        for name, found in facts
        if found
    ]
    yield element("dl", rows, class_="facts")
    if blast.destroyed:
        lost = [
            element("li", [element("strong", f"{item.where} is {item.how}"), f"; lost: {item.lost}"])
            for item in blast.destroyed
        ]
        yield element("ul", lost, class_="decisions")


def _some(names: list[str]) -> Content:
    if len(names) <= 12:
        return ", ".join(names)
    rest = element("details", [element("summary", f"and {len(names) - 12} more"), ", ".join(names[12:])])
    return [", ".join(names[:12]), " ", rest]


def _legend() -> Markup:
    signs = (
        ("lowered", "▼ isolation lowered"),
        ("changed", "◆ changed, not comparable"),
        ("unknown", "? known after deployment"),
        ("raised", "▲ raised"),
        ("new", "+ new"),
        ("gone", "- removed or ± replaced"),
        ("equal", "= equal"),
    )
    ways = (("opened", "━ way opened"), ("closed", "╍ way closed"), ("same", "┄ way as before"))
    words = [element("span", said, class_=f"tone {tone}") for tone, said in (*signs, *ways)]
    return element("p", words, class_="legend")


def _policies(review: Review) -> Iterable[Markup]:
    for policy in review.policies:
        head = [
            element("span", policy.control, class_="name"),
            element("span", f"{policy.level} {policy.severity}".strip(), class_=f"tag {policy.level}"),
            element("span", f"{policy.pack}, {counted(len(policy.findings), 'finding')}", class_="quiet"),
        ]
        found = [element("li", [element("code", item.where), f" {item.message}"]) for item in policy.findings]
        yield element(
            "details",
            [element("summary", head), element("ul", found, class_="operations")],
            class_="card",
            open=policy.level == "mandatory",
        )


def _exemptions(review: Review) -> Markup:
    head = element(
        "tr", [element("th", name, scope="col") for name in ("Control", "For", "Owner", "Until", "Reason", "")]
    )
    rows = [
        element(
            "tr",
            [
                *(element("td", said) for said in (item.control, item.resource, item.owner, item.expires, item.reason)),
                element("td", element("strong", "added") if item.added else ""),
            ],
        )
        for item in review.exemptions
    ]
    return element("div", element("table", [element("thead", head), element("tbody", rows)]), class_="scroll")


def _capacity(rows: Iterable[Capacity]) -> Markup:
    names = ("Host cluster", "Quota", "Before", "After", "It has")
    head = element("tr", [element("th", name, scope="col") for name in names])
    body = [
        element(
            "tr",
            [
                element("th", row.host, scope="row"),
                element("td", row.resource),
                element("td", row.before),
                element("td", element("mark", row.after) if row.before != row.after else row.after),
                element("td", [row.maximum or element("span", "not said", class_="quiet"), " "]
                        + ([element("strong", "over", class_="loud")] if row.over else [])),
            ],
        )
        for row in rows
    ]  # fmt: skip
    return element("div", element("table", [element("thead", head), element("tbody", body)]), class_="scroll")


def _footer(review: Review) -> Iterable[Markup]:
    facts = [("Digest", review.digest), ("Saved plan", review.plan)]
    for name, value in facts:
        if value:
            yield element("p", [f"{name} ", element("code", value)])
    if review.window is not None:
        yield element("p", f"Production may be changed {window_words(review.window)}.")
    if review.approval is not None:
        holds = "Approved" if review.approval.digest == review.digest else "Another review was approved"
        yield element("p", f"{holds} by {review.approval.by}: {review.approval.why}")
