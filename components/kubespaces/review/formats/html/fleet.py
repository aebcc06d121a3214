"""The picture of the fleet: regions, host clusters, tenants, and the ways between them; a drawing for each cluster."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kubespaces.review.document import EnvironmentReview, FleetOpening, HostReview, Review, Status
from kubespaces.review.formats.phrases import MARKS
from kubespaces.review.isolation import Direction
from kubespaces.review.words import counted

from .markup import Markup, element
from .parts import anchor

WIDTH = 440
"""Units that a drawing is wide; narrow enough to be read on a phone."""
_PADDING, _TILE, _HEIGHT, _GAP_X, _GAP_Y, _COLUMNS = 14, 120, 44, 26, 34, 3
_PILL, _PILL_GAP = 26, 18
_DRAWN = 80
"""Unchanged ways that are drawn; more would hide the ones that change."""
_SYSTEM = "kube-system"
"""Everybody asks it for names: a way that says nothing about a tenant."""
_LETTERS = 15


@dataclass(frozen=True, slots=True)
class Box:
    """Where something is drawn."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def edge_towards(self, x: float, y: float) -> tuple[float, float]:
        """Return where a line from the middle to a point leaves it."""
        own_x, own_y = self.centre
        across, down = x - own_x, y - own_y
        if not across and not down:
            return own_x, own_y
        reach = min(
            (self.width / 2 + 3) / abs(across) if across else float("inf"),
            (self.height / 2 + 3) / abs(down) if down else float("inf"),
        )
        return own_x + across * reach, own_y + down * reach


def fleet_part(review: Review) -> Markup:
    """Return the whole picture, region by region."""
    regions: dict[str, list[HostReview]] = defaultdict(list)
    for host in review.hosts:
        regions[" ".join(part for part in (host.cloud, host.region) if part) or "Region not known"].append(host)
    found = [_region(name, regions[name], review) for name in sorted(regions)]
    return element("div", found, class_="regions") if found else element("p", "There is no host cluster in it.")


def _region(name: str, hosts: Sequence[HostReview], review: Review) -> Markup:
    drawings = [_host(host, review) for host in hosts]
    return element("section", [element("h3", name), *drawings], class_="region")


def _host(host: HostReview, review: Review) -> Markup:
    openings = [opening for opening in review.openings if opening.host == host.name]
    changed = [opening for opening in openings if opening.status != "equal"]
    equal = [item for item in openings if item.status == "equal" and _SYSTEM not in (item.source, item.target)]
    drawn = [*changed, *equal[: max(0, _DRAWN - len(changed))]]
    environments = _environments(host, review)
    names = sorted({*host.tenants, *environments})
    others = sorted({end for opening in drawn for end in (opening.source, opening.target)} - {*names})
    boxes, height = _layout(names, others)
    shapes = [
        *(_way(opening, boxes) for opening in sorted(drawn, key=lambda item: item.status != "equal")),
        *(_pill(name, boxes[name]) for name in others),
        *(_tile(name, boxes[name], environments.get(name, [])) for name in names),
    ]
    title = f"Host cluster {host.name}: {counted(len(names), 'tenant')}, {counted(len(openings), 'way')} between them"
    drawing = element("svg", [_ARROWS, *shapes], viewBox=f"0 0 {WIDTH} {height:g}", role="group", aria_label=title)
    left_out = len(openings) - len(drawn)
    caption = [
        element("strong", host.name),
        f" {host.status.value} " if host.status is not Status.UNCHANGED else " ",
        _direction(host.direction),
        f" {left_out} unchanged ways are not drawn." if left_out else "",
    ]
    return element("figure", [element("figcaption", caption), drawing], class_=f"host {host.status}")


def _environments(host: HostReview, review: Review) -> Mapping[str, list[EnvironmentReview]]:
    found: dict[str, list[EnvironmentReview]] = defaultdict(list)
    for tenant in review.tenants:
        for environment in tenant.environments:
            if environment.cluster == host.name:
                found[tenant.name or environment.namespace].append(environment)
    return found


def _layout(names: Sequence[str], others: Sequence[str]) -> tuple[dict[str, Box], float]:
    """Place everybody from outside in rows at the top, and tenants in a grid below."""
    boxes: dict[str, Box] = {}
    x, y = float(_PADDING), float(_PADDING)
    for name in others:
        width = min(WIDTH - 2 * _PADDING, 24 + 6.4 * len(_short(name, 28)))
        if x + width > WIDTH - _PADDING and x > _PADDING:
            x, y = float(_PADDING), y + _PILL + 10
        boxes[name] = Box(x, y, width, _PILL)
        x += width + _PILL_GAP
    top = y + _PILL + _GAP_Y if others else float(_PADDING)
    for index, name in enumerate(names):
        row, column = divmod(index, _COLUMNS)
        left = _PADDING + column * (_TILE + _GAP_X)
        boxes[name] = Box(left, top + row * (_HEIGHT + _GAP_Y), _TILE, _HEIGHT)
    rows = -(-len(names) // _COLUMNS)
    bottom = top + rows * (_HEIGHT + _GAP_Y) - _GAP_Y if names else top - _GAP_Y
    return boxes, max(bottom, 40.0) + _PADDING


def _tile(name: str, box: Box, environments: Sequence[EnvironmentReview]) -> Markup:
    """Return a tenant with a sign for each of its environments that is touched."""
    state = _state(environments)
    words = "; ".join(f"{item.environment}: {_env_words(item)}" for item in environments) or "not touched"
    frame = element("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=8)
    label = element("text", _short(name, _LETTERS), x=f"{box.x + 10:g}", y=f"{box.y + 18:g}", class_="label")
    signs = [
        element("tspan", f"{_sign(item)}{_short(item.environment, 8)} ", class_=_tone(item))
        for item in environments[:4]
    ]
    more = [f"+{len(environments) - 4}"] if len(environments) > 4 else []
    below = element("text", [*signs, *more] or "-", x=f"{box.x + 10:g}", y=f"{box.y + 35:g}", class_="signs")
    content = [element("title", f"{name}: {words}"), frame, label, below]
    group = element("g", content, class_=f"tile {state}", data_tenant=name)
    if not environments:
        return group
    tenant = environments[0]
    target = anchor("tenant", name if tenant.namespace != name else "")
    return element("a", group, href=f"#{target}", aria_label=f"{name}: {words}")


def _pill(name: str, box: Box) -> Markup:
    shape = element("rect", x=f"{box.x:g}", y=f"{box.y:g}", width=f"{box.width:g}", height=box.height, rx=13)
    x, y = box.centre
    label = element("text", _short(name, 28), x=f"{x:g}", y=f"{y + 4:g}", text_anchor="middle")
    return element("g", [element("title", name), shape, label], class_="pill")


def _way(opening: FleetOpening, boxes: Mapping[str, Box]) -> Markup:
    source, target = boxes[opening.source], boxes[opening.target]
    start = source.edge_towards(*target.centre)
    # The curve bends to the left of its way, so that the two directions between the same two lie apart.
    middle = ((start[0] + target.centre[0]) / 2, (start[1] + target.centre[1]) / 2)
    across, down = target.centre[0] - start[0], target.centre[1] - start[1]
    bend = (middle[0] + down * 0.14, middle[1] - across * 0.14)
    end = target.edge_towards(*bend)
    line = element(
        "path",
        d=f"M{start[0]:.1f} {start[1]:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {end[0]:.1f} {end[1]:.1f}",
        marker_end=f"url(#arrow-{opening.status})",
    )
    words = f"{opening.status}: {opening.source} to {opening.target}: {'; '.join(opening.words)}"
    ends = f"{opening.source}\n{opening.target}"
    return element("g", [element("title", words), line], class_=f"way {opening.status}", data_ends=ends)


_ARROWS = element(
    "defs",
    [
        element(
            "marker",
            element("path", d="M0 0L8 4L0 8z"),
            id=f"arrow-{status}",
            class_=f"arrow {status}",
            viewBox="0 0 8 8",
            refX=7,
            refY=4,
            markerWidth=7,
            markerHeight=7,
            orient="auto-start-reverse",
        )
        for status in ("equal", "opened", "closed")
    ],
)


def _state(environments: Sequence[EnvironmentReview]) -> str:
    tones = {_tone(item) for item in environments}
    order = ("gone", "lowered", "unknown", "changed", "new", "raised", "equal")
    return next((tone for tone in order if tone in tones), "untouched")


def _tone(environment: EnvironmentReview) -> str:
    if environment.status in {Status.REMOVED, Status.REPLACED}:
        return "gone"
    if environment.status is Status.NEW:
        return "new"
    return environment.direction.value


def _sign(environment: EnvironmentReview) -> str:
    status = {Status.NEW: "+", Status.REMOVED: "-", Status.REPLACED: "±", Status.LEFT: "<"}.get(environment.status)
    return status or MARKS[environment.direction]


def _env_words(environment: EnvironmentReview) -> str:
    if environment.status in {Status.NEW, Status.REMOVED, Status.REPLACED, Status.LEFT}:
        return environment.status.value
    return f"isolation {environment.direction.value}"


def _direction(direction: Direction) -> Markup:
    if direction is Direction.EQUAL:
        return Markup("")
    return element("span", f"{MARKS[direction]} {direction.value}", class_=f"badge {direction}")


def _short(name: str, letters: int) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1]}…"
