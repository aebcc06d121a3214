"""Finds what looks like the renaming of a namespace, which Kubernetes cannot do."""

from collections.abc import Iterable, Iterator

from kubespaces.review.document import EnvironmentReview, Status, TenantReview


def renames(tenants: Iterable[TenantReview]) -> Iterator[str]:
    """Yield a warning for each tenant that loses as many namespaces as it gets."""
    for tenant in tenants:
        old = _with(tenant.environments, Status.REMOVED, Status.LEFT)
        new = _with(tenant.environments, Status.NEW)
        if tenant.name and old and len(old) == len(new):
            names = ", ".join(f"{one} → {other}" for one, other in zip(old, new, strict=True))
            yield (
                f"{tenant.name}: this looks like a renaming ({names}). Kubernetes cannot rename namespaces: the new "
                "one starts empty, and what is in the old one is NOT moved."
            )


def _with(environments: Iterable[EnvironmentReview], *statuses: Status) -> list[str]:
    return [environment.namespace for environment in environments if environment.status in statuses]
