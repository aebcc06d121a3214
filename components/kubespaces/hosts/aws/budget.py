"""What the cluster may cost before somebody hears of it (control KS-COST-02)."""

from typing import Any

from .site import Site

_TAG = "host-cluster"


def make_budget(site: Site) -> None:
    """Register a budget, if the document has one.

    It counts what carries the cluster's tag, once the account that pays has made the tag one for cost allocation.
    Source: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create-filters.html
    """
    budget = site.spec.budget
    if budget is None:
        return
    from pulumi_aws.budgets.budget import Budget  # noqa: PLC0415 - only a cluster with a budget pays for the import

    alerts = [("ACTUAL", share) for share in sorted(budget.alerts)] + [("FORECASTED", 100)]
    Budget(
        site.child("budget"),
        name=f"kubespaces-{site.cluster_name}",
        account_id=site.spec.aws.account_id if site.spec.aws else None,
        budget_type="COST",
        time_unit="MONTHLY",
        limit_amount=str(budget.amount),
        limit_unit="USD",
        cost_filters=[{"name": "TagKeyValue", "values": [f"user:{_TAG}${site.name}"]}],
        notifications=[_notification(kind, share, budget.emails) for kind, share in alerts],
        tags=site.tags(),
        opts=site.options("budget"),
    )


def _notification(kind: str, share: int, emails: list[str]) -> Any:
    return {
        "notification_type": kind,
        "comparison_operator": "GREATER_THAN",
        "threshold": share,
        "threshold_type": "PERCENTAGE",
        "subscriber_email_addresses": emails,
    }
