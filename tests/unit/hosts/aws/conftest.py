"""Imports AWS' SDK once, without its own warnings: it says on import which of its classes nobody should use."""

import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", category=DeprecationWarning, message=r"aws\.")
    import kubespaces.hosts.aws.make  # noqa: F401 - imported for its warnings
