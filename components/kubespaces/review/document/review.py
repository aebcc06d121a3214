"""The whole review."""

from typing import Literal

from .base import Part
from .changes import Operation
from .isolation import HostReview, TenantReview
from .summary import Approval, BlastRadius, Capacity, Decision, Exemption, FleetOpening, PolicyReview, Window

SCHEMA = "https://kubespaces.io/schemas/v1alpha1/review.json"
"""Identifier of the schema that reviews follow."""


class Review(Part):
    """What a change will do, to whom, and whether it weakens anybody's isolation.

    The same input gives the same review, to the last character: it is in a stable order, and has no time in it.
    """

    api_version: Literal["kubespaces.io/v1alpha1"] = "kubespaces.io/v1alpha1"
    """Version of this form."""
    kind: Literal["Review"] = "Review"
    """What this is."""
    about: Literal["preview", "drift"]
    """A change that is planned, or one that was made behind Pulumi's back."""
    stacks: list[str]
    """The stacks that it is about, as ``project/stack``."""
    counts: dict[str, int]
    """How many resources are created, updated and so on; ``same`` are those that stay as they are."""
    decisions: list[Decision]
    """What a person has to decide; without any the change may go ahead."""
    errors: list[str] = []
    """What stops the change: errors of the engine, and violations of mandatory policies. Nobody can approve them."""
    tenants: list[TenantReview] = []
    """What happens, by tenant and environment."""
    hosts: list[HostReview] = []
    """What happens, by host cluster."""
    rest: list[Operation] = []
    """What happens besides."""
    blast_radius: BlastRadius
    """Whom and what the change touches."""
    policies: list[PolicyReview] = []
    """What policies found, by control."""
    exemptions: list[Exemption] = []
    """Exemptions of the policy packs' configuration."""
    capacity: list[Capacity] = []
    """Sums of quotas against what host clusters have."""
    openings: list[FleetOpening] = []
    """Ways between tenants and others."""
    window: Window | None = None
    """When production may be changed without a decision; none if at any time."""
    notes: list[str] = []
    """What a reader should know of the review itself, such as what it could not see."""
    plan: str = ""
    """Digest of the saved plan that belongs to it; empty if there is none."""
    digest: str = ""
    """``sha256:`` of all of the above as canonical JSON; whoever approves names it."""
    approval: Approval | None = None
    """The approval that was given; it holds if it names this review's digest."""
