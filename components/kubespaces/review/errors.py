"""What can go wrong when a preview is read; the messages are for the user."""

from kubespaces.errors import KubespacesError


class ReviewError(KubespacesError):
    """A preview, plan or setting that cannot be used: which one, why, and how to make a good one."""
