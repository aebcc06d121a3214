"""What can go wrong before, around and after the engine, in words for the person who started the command."""

from kubespaces.errors import KubespacesError


class EngineError(KubespacesError):
    """The engine cannot be run, or not as asked; the message names the reason and what to do."""
