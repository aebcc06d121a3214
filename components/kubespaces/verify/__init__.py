"""Proves the isolation of a host cluster's tenants by trying to break it, as the tenants themselves.

>>> report = verify(load("~/.kube/config"), fleet, host)  # doctest: +SKIP
>>> report.ok  # doctest: +SKIP
True

It changes nothing: see :mod:`kubespaces.verify.dry`. What is tried stands in :mod:`kubespaces.verify.attempts`.
"""

from .errors import CannotVerify
from .line import Area, Line, Verdict
from .report import Report, Tally
from .runner import verify

__all__ = ["Area", "CannotVerify", "Line", "Report", "Tally", "Verdict", "verify"]
