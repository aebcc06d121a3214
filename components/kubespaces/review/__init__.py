"""Reviews of previews: what a change will do, to whom, and whether it weakens anybody's isolation.

Reads what the engine foresees, from any stack in any language; never imports Pulumi, never asks a cluster.
"""

from .assemble import review_of
from .context import Context, HostFacts
from .document import Review
from .errors import ReviewError
from .preview import Preview, read_preview
from .settings import Settings, read_settings

__all__ = [
    "Context",
    "HostFacts",
    "Preview",
    "Review",
    "ReviewError",
    "Settings",
    "read_preview",
    "read_settings",
    "review_of",
]
