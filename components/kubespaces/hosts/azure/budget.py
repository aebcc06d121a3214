"""What the cluster may cost before somebody hears of it (control KS-COST-02)."""

from datetime import UTC, datetime
from typing import Any

from .site import Site

_TAG = "host-cluster"


def make_budget(site: Site) -> None:
    """Register a budget in the subscription, if the document has one.

    It counts what carries the cluster's tag, in the group of the nodes too: AKS hands the cluster's tags on. Azure
    wants a budget to start in the month in which it is made, and that month never changes.
    Source: https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets
    """
    budget = site.spec.budget
    if budget is None:
        return
    alerts = [("Actual", share) for share in sorted(budget.alerts)] + [("Forecasted", 100)]
    site.make(
        "consumption:Budget",
        "budget",
        {
            "scope": f"/subscriptions/{site.own.subscription_id}",
            "budgetName": f"kubespaces-{site.cluster_name}",
            "category": "Cost",
            "amount": budget.amount,
            "timeGrain": "Monthly",
            "timePeriod": {"startDate": _this_month()},
            "filter": {"tags": {"name": _TAG, "operator": "In", "values": [site.name]}},
            "notifications": {
                f"{kind.lower()}-{share}": _notification(kind, share, budget.emails) for kind, share in alerts
            },
        },
        ignore_changes=["timePeriod"],
    )


def _notification(kind: str, share: int, emails: list[str]) -> dict[str, Any]:
    return {
        "enabled": True,
        "operator": "GreaterThan",
        "threshold": share,
        "thresholdType": kind,
        "contactEmails": emails,
    }


def _this_month() -> str:
    return datetime.now(UTC).strftime("%Y-%m-01T00:00:00Z")
