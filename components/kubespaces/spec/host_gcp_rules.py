"""What a host cluster on Google Cloud must keep to in the cloud's own terms."""

from collections.abc import Iterator

from .errors import Problem
from .source import Source


def check_gcp(source: Source) -> Iterator[Problem]:
    """Yield what a Google Cloud host cluster's document gets wrong in Google's own terms."""
    if source.host.spec.gcp is None:
        return
    yield from ()
