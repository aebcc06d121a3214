"""Registers planned Kubernetes objects with Pulumi."""

from collections.abc import Mapping, Sequence

import pulumi

from kubespaces.plan import Manifest, PlannedObject

from .sealed import sealed


class KubernetesObject(pulumi.CustomResource):
    """A Kubernetes object of any kind, registered under the same type token as pulumi-kubernetes registers it.

    pulumi-kubernetes' generated classes are not used for it: they cost 0.4 s of import time and several milliseconds
    for each object, and give nothing that a checked manifest does not have. State, policies, transforms and the
    Kubernetes plugin see no difference.
    """

    def __init__(
        self,
        name: str,
        planned: PlannedObject,
        opts: pulumi.ResourceOptions,
        secrets: Mapping[str, pulumi.Output[str]] | None = None,
    ) -> None:
        inputs = sealed(_inputs(planned), secrets)
        super().__init__(type_token(planned.manifest, patch=planned.patch), name, inputs, opts)


def type_token(manifest: Manifest, *, patch: bool = False) -> str:
    """Return pulumi-kubernetes' type token of an object, such as ``kubernetes:core/v1:Namespace``."""
    group, _, version = manifest["apiVersion"].rpartition("/")
    return f"kubernetes:{group or 'core'}/{version}:{manifest['kind']}{'Patch' if patch else ''}"


def register(
    component: pulumi.ComponentResource,
    name: str,
    objects: Sequence[PlannedObject],
    *,
    inside: pulumi.Resource | None = None,
    after: Sequence[pulumi.Resource] = (),
    secrets: Mapping[str, pulumi.Output[str]] | None = None,
) -> list[KubernetesObject]:
    """Register planned objects as children of a component, each named ``<name>-<role>``.

    Args:
        component: the parent.
        name: the component's name.
        objects: what to register.
        inside: the namespace that must be there first.
        after: whatever else must be there first; default nothing.
        secrets: what stands at the places of a chart's secret values; default none.

    Raises:
        pulumi.RunError: the component has no Kubernetes provider; Pulumi would take the kubeconfig that is at hand.
    """
    if component.get_provider("kubernetes:core/v1:Namespace") is None:
        raise pulumi.RunError(
            f"'{name}' has no Kubernetes provider; pass the host cluster's: "
            "opts=pulumi.ResourceOptions(providers=[provider])"
        )
    first = [*([inside] if inside else ()), *after]
    return [
        KubernetesObject(
            f"{name}-{planned.role}",
            planned,
            pulumi.ResourceOptions(
                parent=component,
                depends_on=first or None,
                protect=planned.protect or None,
                retain_on_delete=planned.retain or None,
                replace_on_changes=list(planned.replace_on) or None,
                import_=planned.id if planned.adopt and not planned.patch else None,
                # The type of a binding's role and the like cannot change in place; a fixed name cannot stand twice.
                delete_before_replace=None if planned.kind == "Namespace" else True,
            ),
            secrets,
        )
        for planned in objects
    ]


def _inputs(planned: PlannedObject) -> Manifest:
    if not planned.patch:
        return planned.manifest
    # Kubernetes makes the object by itself and may own the field by now; the platform's word counts.
    metadata = planned.manifest["metadata"]
    annotations = {**metadata.get("annotations", {}), "pulumi.com/patchForce": "true"}
    return {**planned.manifest, "metadata": {**metadata, "annotations": annotations}}
