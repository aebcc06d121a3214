"""Asks an executable for its version."""

import os
import re
from pathlib import Path

from .errors import UnavailableError
from .process import capture
from .versions import ToolSpec

TIMEOUT = 10.0
"""Seconds that an executable may take to tell its version; the slowest of ours takes 0.4."""


def read_version(path: Path, spec: ToolSpec) -> str:
    """Return the version that the executable reports, such as ``1.34.2``.

    Raises UnavailableError with the reason: it cannot be started, hangs, fails or reports no version.
    """
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        output = capture([str(path), *spec.version_command], TIMEOUT, environment)
    except (TimeoutError, RuntimeError) as error:
        raise UnavailableError(str(error)) from error
    except OSError as error:
        raise UnavailableError(f"it cannot be started: {error.strerror or error}") from error
    found = re.search(spec.version_pattern, output, re.MULTILINE)
    if found is None:
        first = output.strip().splitlines()[:1]
        said = repr(first[0][:80]) if first else "nothing"
        raise UnavailableError(f"`{path.name} {' '.join(spec.version_command)}` told no version but {said}")
    return found.group(1)
