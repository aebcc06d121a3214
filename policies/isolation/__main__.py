"""The policy pack ``isolation``; its controls are in the package ``kubespaces_policies.isolation``."""

from kubespaces_policies.server import serve

serve("isolation")
