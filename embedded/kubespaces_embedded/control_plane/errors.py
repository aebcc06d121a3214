"""What can go wrong with a control plane, in words for the person who started the command."""

from kubespaces.errors import KubespacesError


class ControlPlaneError(KubespacesError):
    """A control plane cannot do what was asked; the message is one sentence or two that say why and what to do."""
