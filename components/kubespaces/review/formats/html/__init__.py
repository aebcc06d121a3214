"""A review as one HTML page that needs nothing else: no network, no server, no build."""

from .page import to_html

__all__ = ["to_html"]
