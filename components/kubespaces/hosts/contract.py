"""What a host stack hands to the tenants stacks of its region, and how they read it.

Only what cannot be known before deployment crosses from stack to stack: credentials and identity. Everything that a
preview must know is in the ``HostCluster`` document, which both stacks read.
"""

from dataclasses import dataclass

import pulumi

CONTRACT = 1
"""Version of the contract; a tenants stack refuses one that it does not know."""


@dataclass(frozen=True)
class HostAccess:
    """How a host cluster is reached."""

    kubeconfig: pulumi.Output[str]
    """Kubeconfig, as content or as a path; always a secret."""
    identifier: pulumi.Output[str]
    """What tells this cluster from all others, for ever; it decides whether objects are replaced."""
    context: pulumi.Output[str] | None = None
    """Context inside the kubeconfig; default: its current one."""


def export(access: HostAccess) -> None:
    """Export the contract from a host stack; the secret stands apart, so that nothing plain hides it."""
    pulumi.export("hostCluster", {"contract": CONTRACT, "identifier": access.identifier, "context": access.context})
    pulumi.export("kubeconfig", access.kubeconfig)


def read(stack: str) -> HostAccess:
    """Read the contract of a host stack.

    Args:
        stack: full name of the stack, such as ``organization/kubespaces/aws-eu-central-1-host``.
    """
    reference = pulumi.StackReference(stack)
    facts = reference.require_output("hostCluster").apply(lambda value: _check(stack, value))
    return HostAccess(
        kubeconfig=pulumi.Output.secret(reference.require_output("kubeconfig")),
        identifier=facts.apply(lambda value: str(value["identifier"])),
        context=facts.apply(lambda value: value.get("context") or ""),
    )


def _check(stack: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict) or value.get("contract") != CONTRACT:
        found = value.get("contract") if isinstance(value, dict) else None
        raise pulumi.RunError(
            f"stack '{stack}' offers version {found} of the host cluster contract, this program reads "
            f"version {CONTRACT}; update the host stack first"
        )
    return value
