"""Charts that tests make."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

SERVICE = """
    apiVersion: v1
    kind: Service
    metadata: {name: "{{ .Release.Name }}"}
    spec: {ports: [{port: 80}], selector: {app: web}}
"""


def chart(folder: Path, name: str = "web", *, values: dict[str, Any] | None = None, **files: str) -> Path:
    """Write a chart and return its folder; keywords are files in ``templates``, ``crds__x`` one in ``crds``."""
    root = folder / name
    (root / "templates").mkdir(parents=True)
    (root / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 1.2.3\n")
    (root / "values.yaml").write_text(yaml.safe_dump(values or {}))
    for key, text in files.items():
        place, _, file = key.rpartition("__")
        path = root / (place or "templates") / f"{file}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip())
    return root


def rendered(*objects: tuple[str, str]) -> str:
    """Return text as ``helm template`` prints it: templates and what they render to."""
    return "".join(f"---\n# Source: {template}\n{dedent(text).strip()}\n" for template, text in objects)
