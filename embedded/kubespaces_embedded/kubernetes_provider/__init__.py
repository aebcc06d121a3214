"""A stand-in for the official Kubernetes plugin of Pulumi (``pulumi-resource-kubernetes``).

It is for laptops, tests and previews on machines that reach package registries only. It is never used where the
official plugin is installed. Programs and state move between the two unchanged: same type tokens, inputs, outputs
(the live object with ``__inputs``, ``__initialApiVersion`` and ``__fieldManager``), ids and provider configuration
as pulumi-kubernetes 4.34.

What it does as the official plugin does
    All kinds that the API server serves, custom ones too, by discovery; creation with POST, so that what already
    exists is refused; updates by server-side apply with a field manager of each resource's own; ``*Patch``
    resources; autonaming; the provider's default namespace; replacement where a field cannot be changed; refresh,
    import, deletion that waits until the object is gone; secrets; unknown values; unreachable clusters.

What it does better, because this library relies on it
    Previews show what admission says. The official plugin takes every 403 of a dry run for a missing permission and
    shows nothing; here only missing permissions are passed over, and an exceeded quota, a Pod Security violation
    or a denying policy fails the preview. Fields that the API server calls immutable cause a replacement even where
    the official plugin's table does not know them.

What it does not do
    - Helm (``helm.sh/v3:Release``, ``helm.sh/v4:Chart``), Kustomize, ``yaml`` ConfigFile and ConfigGroup: refused.
    - Waiting for workloads: creation and update return when the API server has accepted the object. The annotations
      ``pulumi.com/waitFor`` and ``pulumi.com/replaceUnready`` are ignored, with a warning.
    - Client-side apply (``enableServerSideApply: false``) and ``renderYamlToDirectory``: refused.
    - Schemas: ``GetSchema`` names no resources, so no code generation and no Pulumi YAML.
    - Listing existing objects for bulk import, Terraform conversion, CRD packages (``Parameterize``).
"""
