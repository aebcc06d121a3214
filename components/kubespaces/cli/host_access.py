"""How the commands reach a stack's host cluster as the platform."""

import json
from dataclasses import dataclass

from kubespaces.errors import KubespacesError
from kubespaces.paths import kubeconfig_of

from .project import Stack


@dataclass(frozen=True)
class AdminAccess:
    """The platform's own way to a host cluster."""

    kubeconfig: str
    """Path or content; a secret, never to be printed."""
    context: str | None = None
    """Context inside it; default: its current one."""


def host_access(stack: Stack) -> AdminAccess:
    """Return the access of the stack's host cluster: the local control plane's, or what the host stack exports.

    Raises:
        KubespacesError: the control plane is not there, or the stack has no such output.
    """
    if stack.control_plane is not None:
        path = kubeconfig_of(stack.control_plane)
        if not path.exists():
            raise KubespacesError(
                f"there is no control plane '{stack.control_plane}'; start it with: kubespaces local up"
            )
        return AdminAccess(str(path))
    return _from_outputs(stack, str(stack.config.get("hostStack") or stack.name))


def _from_outputs(stack: Stack, name: str) -> AdminAccess:
    from kubespaces_embedded import engine  # noqa: PLC0415 - only stacks on real clusters need it

    result = engine.capture(["stack", "output", "--json", "--show-secrets"], cwd=stack.root, stack=name)
    if result.returncode != 0:
        raise KubespacesError(f"the outputs of stack '{name}' cannot be read: {result.stderr.strip()}")
    outputs = json.loads(result.stdout)
    if "kubeconfig" not in outputs:
        raise KubespacesError(f"stack '{name}' has no output 'kubeconfig'; run: kubespaces up --stack {name}")
    return AdminAccess(outputs["kubeconfig"], outputs.get("hostCluster", {}).get("context") or None)
