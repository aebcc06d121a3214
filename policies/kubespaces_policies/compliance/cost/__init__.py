"""KS-COST: who pays, and how much at most."""

from .bounds import bounded_growth
from .tags import allocation_tags
from .visibility import budgets

__all__ = ["allocation_tags", "bounded_growth", "budgets"]
