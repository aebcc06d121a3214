"""What each control must let pass and what it must find, a module for each group.

Every module has ``CASES``: control id to ``Cases``. The tests in ``test_controls.py`` do the rest for all of them:
unknown values, secrets, booleans as text, exemptions, remediation, damaged input.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from .case import Cases


def all_cases() -> Mapping[str, Cases]:
    """Return the cases of all controls."""
    found: dict[str, Cases] = {}
    for module in iter_modules(__path__):
        found |= getattr(import_module(f"{__name__}.{module.name}"), "CASES", {})
    return found
