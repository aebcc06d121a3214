"""The result of a run."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .line import Area, Line, Verdict

_EVERYBODY = "(everybody)"
_AREAS = {area: index for index, area in enumerate(Area)}


@dataclass(frozen=True)
class Tally:
    """How many questions came out how."""

    name: str
    """What they are about."""
    checks: int
    """All of them."""
    as_expected: int
    """Those that came out as expected."""
    not_tried: int
    """Those that could not be tried."""
    surprises: int
    """Those that did not come out as expected, or proved nothing."""


@dataclass(frozen=True)
class Report:
    """Everything that a run found out."""

    host: str
    """Name of the host cluster."""
    lines: Sequence[Line]
    """All lines, in the order of tenants and areas."""
    seconds: float = field(default=0.0, compare=False)
    """How long it took."""

    @property
    def surprises(self) -> list[Line]:
        """The lines that are not good."""
        return [line for line in self.lines if not line.verdict.is_good]

    @property
    def ok(self) -> bool:
        """Whether all came out as expected."""
        return not self.surprises

    def by_tenant(self) -> list[Tally]:
        """Return the counts of each tenant; what belongs to nobody's tenant comes last."""
        return self._tallies(lambda line: line.tenant or _EVERYBODY)

    def by_area(self) -> list[Tally]:
        """Return the counts of each area."""
        return sorted(self._tallies(lambda line: line.area), key=lambda tally: _AREAS[Area(tally.name)])

    def controls(self) -> list[str]:
        """Return the controls that lines cite."""
        return sorted({line.control for line in self.lines if line.control})

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON has it."""
        return {
            "host": self.host,
            "ok": self.ok,
            "seconds": round(self.seconds, 2),
            "tenants": [asdict(tally) for tally in self.by_tenant()],
            "areas": [asdict(tally) for tally in self.by_area()],
            "lines": [asdict(line) for line in self.lines],
        }

    def _tallies(self, key: Callable[[Line], str]) -> list[Tally]:
        counts: dict[str, Counter[Verdict]] = {}
        for line in self.lines:
            counts.setdefault(key(line), Counter())[line.verdict] += line.checks
        return [
            Tally(
                name,
                sum(count.values()),
                count[Verdict.AS_EXPECTED],
                count[Verdict.NOT_TRIED],
                count[Verdict.SURPRISE] + count[Verdict.UNDECIDED],
            )
            for name, count in sorted(counts.items(), key=lambda item: (item[0] == _EVERYBODY, item[0]))
        ]


def report_of(host: str, lines: Sequence[Line], seconds: float) -> Report:
    """Return the report of a run, its lines in order."""
    ordered = sorted(
        lines, key=lambda line: (not line.tenant, line.tenant, _AREAS[line.area], line.actor, line.where, line.what)
    )
    return Report(host, ordered, seconds)
