"""The policy pack ``compliance``; its controls are in the package ``kubespaces_policies.compliance``."""

from kubespaces_policies.server import serve

serve("compliance")
