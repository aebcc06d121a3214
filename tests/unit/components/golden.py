"""Golden inventories: what a component registers, as (type, name, parent).

A changed row is a resource that is replaced or renamed in every stack of every user. Where that is meant, write the
files anew with ``KUBESPACES_GOLDEN=write python -m pytest tests/unit/components`` and read the difference.
"""

import json
import os
from pathlib import Path

from .world import Registered

FOLDER = Path(__file__).parents[2] / "golden"


def check(name: str, registered: list[Registered]) -> None:
    """Compare what was registered with the golden inventory of that name."""
    rows = sorted(resource.row for resource in registered)
    path = FOLDER / f"{name}.json"
    written = "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in rows) + "\n]\n"
    if os.environ.get("KUBESPACES_GOLDEN") == "write":
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8"), f"{path.name} has other resources; see {__file__}"
