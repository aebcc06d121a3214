"""What can go wrong with a tool, in words for the person who started the command."""

from kubespaces.errors import KubespacesError


class ToolError(KubespacesError):
    """A tool cannot be used or had; the message names it, the reason and what to do."""


class UnavailableError(ToolError):
    """One way to a tool is closed, such as an unreachable server; the next way is tried."""


class BadDownloadError(ToolError):
    """A download is not what its publisher lists: it is discarded and reported, never used."""
