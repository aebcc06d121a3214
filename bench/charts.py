"""Measures rendering a chart of 1,000 objects, beside `helm template` of the same chart by itself.

Ours is all that `HelmChart` does at preview before it registers anything: the digest, the rendering, reading what Helm
printed, and planning. A chart that names a function such as `now` is rendered twice, to see whether it changes.
"""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from kubespaces.charts import ChartPin, Rendering, obtain, render
from kubespaces.charts.helm import find_helm
from kubespaces.cli.chart_tools import use_toolbox
from kubespaces.plan.charts import plan_chart

OBJECTS = 1000

_DEPLOYMENTS = """
{{- range until %d }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-{{ . }}
  labels: {app.kubernetes.io/name: web, app.kubernetes.io/instance: {{ $.Release.Name }}}
spec:
  replicas: 2
  selector:
    matchLabels: {app: web-{{ . }}}
  template:
    metadata:
      labels: {app: web-{{ . }}}
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1
          ports: [{containerPort: 8080, name: http}]
          resources: {limits: {cpu: 100m, memory: 128Mi}, requests: {cpu: 10m, memory: 64Mi}}
          env:
            - {name: LEVEL, value: "info"}
            - {name: REPLICAS, value: "2"}
{{- end }}
"""


def table(runs: int) -> list[str]:
    """Return the results as lines of Markdown."""
    use_toolbox()
    lines = [
        f"## A chart of {OBJECTS:,} objects",
        "",
        "| chart | `helm template` | `HelmChart` | ratio |",
        "|---|---|---|---|",
    ]
    for what, extra in (("that cannot change", ""), ("that names `now`, rendered twice", "{{- $when := now }}\n")):
        with TemporaryDirectory() as name:
            chart = _chart(Path(name), extra)
            alone, ours = _pairs(chart, runs)
        lines.append(f"| {what} | {alone:.2f} s | {ours:.2f} s | {ours / alone:.2f} |")
    return [*lines, ""]


def _chart(folder: Path, extra: str) -> Path:
    (folder / "templates").mkdir()
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n", encoding="utf-8")
    (folder / "templates" / "web.yaml").write_text(extra + _DEPLOYMENTS % OBJECTS, encoding="utf-8")
    return folder


def _pairs(chart: Path, runs: int) -> tuple[float, float]:
    """Return the medians of both ways, measured in turns so that what else the machine does meets both."""

    def alone() -> None:
        subprocess.run([str(find_helm()), "template", "web", str(chart)], check=True, stdout=subprocess.DEVNULL)

    def ours() -> None:
        local = obtain(ChartPin(name="web", path=str(chart)))
        objects = render("web", local, Rendering("web", "shop", "1.34")).objects
        if len(plan_chart("web", objects, "shop").objects) != OBJECTS:
            raise AssertionError("the chart does not make what it should")

    both: list[Callable[[], None]] = [alone, ours]
    times = [[_seconds(way) for way in both] for _ in range(runs)]
    return median(pair[0] for pair in times), median(pair[1] for pair in times)


def _seconds(way: Callable[[], None]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start
