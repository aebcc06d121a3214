"""What a host cluster on Azure must keep to in the cloud's own terms."""

from collections.abc import Iterator

from .errors import Problem
from .source import Source


def check_azure(source: Source) -> Iterator[Problem]:
    """Yield what an Azure host cluster's document gets wrong in Azure's own terms."""
    if source.host.spec.azure is None:
        return
    yield from ()
