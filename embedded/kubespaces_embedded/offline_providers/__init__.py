"""Offline plugins: previews without an account, for ``kubespaces preview --offline``.

They take the place of ``pulumi-resource-aws``, ``-azure-native``, ``-gcp``, ``-kubernetes`` and of the plugin of every
other provider SDK that is installed, under the real engine, for previews only. Inputs are checked against the types
of the provider's own Python SDK and pass through; outputs are unknown until deployment, as in any preview.

What such a preview shows as an official one does
    Every resource, every input, dependencies, secrets, policies; with a saved state the property-by-property
    difference against it, replacements for the resources in the tables in ``facts/`` included.

What it cannot know
    - What the cloud itself would refuse: quotas, names that are taken, machine types that are sold out.
    - Drift: the saved state is taken for what is there.
    - Replacements of resources that are in no table and whose documentation does not say it.
    - Rules between properties that the SDK's types do not tell.

They are chosen by one command only, refuse every creation, change and deletion, and are never installed.
"""
