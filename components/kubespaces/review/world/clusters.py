"""Tells which Kubernetes cluster an object is on."""

from collections.abc import Iterable

from kubespaces.review.preview import Preview, State

_PROVIDER = "pulumi:providers:kubernetes"
_OURS = "-kubernetes"
"""Ends the names of our host clusters' providers, after the host cluster's own name."""


class Clusters:
    """The clusters that the previews' Kubernetes providers reach.

    Two providers with one ``clusterIdentifier`` are one cluster, in whichever stacks they are. A provider without one
    that is known is a cluster of its own.
    """

    def __init__(self, previews: Iterable[Preview]) -> None:
        self._names: dict[str, str] = {}
        self._identifiers: dict[str, str] = {}
        several = len(previews := list(previews)) > 1
        for preview in previews:
            for step in preview.steps:
                for state in (step.old, step.new):
                    if state is not None and state.type == _PROVIDER:
                        self._learn(state, preview.stack if several else "")

    def _learn(self, state: State, stack: str) -> None:
        identifier = state.inputs.get("clusterIdentifier")
        if isinstance(identifier, str) and identifier:
            known = self._identifiers.setdefault(identifier, state.name.removesuffix(_OURS))
            self._names[state.urn] = known
        else:
            name = state.name.removesuffix(_OURS)
            self._names.setdefault(state.urn, f"{stack}/{name}" if stack else name)

    def of(self, provider: str, urn: str) -> str:
        """Return the name of the cluster of an object with this provider; its stack's where no provider is known."""
        reference = provider.rpartition("::")[0]
        known = self._names.get(reference)
        if known is not None:
            return known
        if reference:
            return reference.rsplit("::", 1)[-1].removesuffix(_OURS)
        return urn.removeprefix("urn:pulumi:").split("::", maxsplit=1)[0]
