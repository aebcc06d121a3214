"""Controls of tenant isolation and of compliance, for Pulumi policy packs and for whoever wants to ask them directly.

``catalogue`` lists them, ``evaluate`` runs them, ``server`` is what the two packs beside this package start.
"""
