"""The review itself, as data: what JSON holds, and what every other form is written from."""

from .changes import Operation, PropertyChange
from .isolation import DimensionReview, EnvironmentReview, HostReview, IsolationChange, Status, TenantReview
from .review import Review
from .summary import (
    Approval,
    BlastRadius,
    Capacity,
    Decision,
    DecisionKind,
    Destroyed,
    Exemption,
    FleetOpening,
    FoundBy,
    PolicyReview,
    Window,
)

__all__ = [
    "Approval",
    "BlastRadius",
    "Capacity",
    "Decision",
    "DecisionKind",
    "Destroyed",
    "DimensionReview",
    "EnvironmentReview",
    "Exemption",
    "FleetOpening",
    "FoundBy",
    "HostReview",
    "IsolationChange",
    "Operation",
    "PolicyReview",
    "PropertyChange",
    "Review",
    "Status",
    "TenantReview",
    "Window",
]
