"""Why a run could not be made."""

from kubespaces.errors import KubespacesError


class CannotVerify(KubespacesError):  # noqa: N818 - reads as what it says
    """Nothing is proven: the cluster cannot be reached, or the caller may not act as the tenants."""
