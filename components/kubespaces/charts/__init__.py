"""Gets charts and renders them with the real ``helm``. Nothing here knows Pulumi, nor talks to a cluster."""

from .pin import ChartPin
from .rendering import RenderedChart, Rendering, render
from .source import LocalChart, obtain

__all__ = ["ChartPin", "LocalChart", "RenderedChart", "Rendering", "obtain", "render"]
