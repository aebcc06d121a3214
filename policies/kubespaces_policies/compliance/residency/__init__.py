"""KS-RES: where data is, and where it may not go."""

from .copies import no_copies_outside
from .data_class import data_class_placement
from .regions import agreed_regions

__all__ = ["agreed_regions", "data_class_placement", "no_copies_outside"]
