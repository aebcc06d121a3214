"""What the engine foresees, read from any of the forms in which it writes it."""

from .model import Diagnostic, PolicyResult, Preview, State, Step
from .read import read_preview
from .values import SECRET, UNKNOWN, is_known, plain

__all__ = [
    "SECRET",
    "UNKNOWN",
    "Diagnostic",
    "PolicyResult",
    "Preview",
    "State",
    "Step",
    "is_known",
    "plain",
    "read_preview",
]
