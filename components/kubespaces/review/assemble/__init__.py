"""Makes the review of previews."""

from .make import review_of

__all__ = ["review_of"]
