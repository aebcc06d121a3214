"""KS-SUS: capacity that nobody needs."""

from .capacity import frugal_capacity

__all__ = ["frugal_capacity"]
