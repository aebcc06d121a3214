"""The component ``GuardRails``: the admission policies that hold the rules in the cluster."""

from typing import NotRequired, TypedDict

import pulumi

from .arguments import Arguments
from .objects import register
from .plan import plan_guard_rails
from .spec.base import Model
from .spec.posture import GuardRailMode


class GuardRailsArgs(TypedDict):
    """Arguments of ``GuardRails``."""

    mode: NotRequired[str]
    """What the rails do with what breaks a rule: ``enforce`` (default) refuses it, ``audit`` lets it pass with a
    warning and a note in the audit log, for the time of a roll-out."""


class GuardRails(pulumi.ComponentResource):
    """The guard rails alone, for a cluster whose host cluster component is made with ``platform=False``.

    ``ExistingHostCluster`` and the clouds' host clusters install them by themselves; the policies have fixed names, so
    a cluster has them once. They hold for tenants' namespaces: see ``docs/guard-rails.md``.
    """

    mode: pulumi.Output[str]
    """What they do with what breaks a rule."""

    def __init__(self, name: str, args: GuardRailsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Install them.

        Args:
            name: the component's name; children start with it.
            args: see ``GuardRailsArgs``.
            opts: ``providers`` must hold the Kubernetes provider of the host cluster.

        Raises:
            ArgumentsError: with every problem of the arguments, before anything is registered.
        """
        spec = _check(name, args)
        super().__init__("kubespaces:index:GuardRails", name, {}, opts)
        register(self, name, plan_guard_rails(spec.mode))
        self.mode = pulumi.Output.from_input(spec.mode.value)
        self.register_outputs({"mode": self.mode})


class _Spec(Model):
    mode: GuardRailMode = GuardRailMode.ENFORCE


def _check(name: str, args: GuardRailsArgs) -> _Spec:
    """Return the arguments as a model; see ``GuardRails`` for what is raised."""
    arguments = Arguments("GuardRails", name, args)
    spec = arguments.model(_Spec, arguments.values)
    if spec is None or not arguments.good:
        raise arguments.error()
    return spec
