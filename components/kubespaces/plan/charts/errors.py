"""What is wrong with a chart, said so that the person who uses it can mend it."""

from collections.abc import Iterable

from kubespaces.errors import KubespacesError


class ChartError(KubespacesError):
    """A chart that cannot be used, with every problem found in it.

    Attributes:
        chart: how the user called the chart.
        problems: all of them, each a sentence that names the template or the argument.
    """

    def __init__(self, chart: str, problems: Iterable[str]) -> None:
        self.chart = chart
        self.problems = list(dict.fromkeys(problems))
        super().__init__("\n".join(f"chart {chart}: {problem}" for problem in self.problems))
