"""What the cluster may cost before somebody hears of it (control KS-COST-02)."""

from collections.abc import Sequence

import pulumi

from kubespaces.spec.host_budget import Budget

from .resource import GcpResource
from .site import Site

_LABEL = "host-cluster"
_PERCENT = 100


def make_budget(site: Site, after: Sequence[pulumi.Resource]) -> None:
    """Register a budget on the billing account, if the document has one, and who is told.

    It counts what carries the cluster's label: a budget takes one label.
    Source: https://cloud.google.com/billing/docs/how-to/budgets#budget-scope
    """
    budget = site.spec.budget
    if budget is None:
        return
    channels = [_make_channel(site, email, number, after) for number, email in enumerate(budget.emails, start=1)]
    GcpResource(
        site,
        "billing/budget:Budget",
        "budget",
        {
            "billingAccount": site.own.billing_account,
            "displayName": f"Host cluster {site.name}",
            "budgetFilter": {
                "projects": [f"projects/{site.own.project_number}"],
                "labels": {_LABEL: site.labels()[_LABEL]},
                "calendarPeriod": "MONTH",
                "creditTypesTreatment": "INCLUDE_ALL_CREDITS",
            },
            "amount": {"specifiedAmount": {"units": str(budget.amount)}},
            "thresholdRules": _thresholds(budget),
            "allUpdatesRule": {
                "monitoringNotificationChannels": [channel.id for channel in channels],
                "disableDefaultIamRecipients": True,
            },
        },
        site.options("budget", after=after),
    )


def _make_channel(site: Site, email: str, number: int, after: Sequence[pulumi.Resource]) -> GcpResource:
    role = f"budget-mail-{number}"
    return GcpResource(
        site,
        "monitoring/notificationChannel:NotificationChannel",
        role,
        {
            "project": site.project,
            "displayName": f"Budget of host cluster {site.name}: {email}",
            "type": "email",
            "labels": {"email_address": email},
            "userLabels": site.labels(),
        },
        site.options(role, after=after),
    )


def _thresholds(budget: Budget) -> list[dict[str, object]]:
    spent: list[dict[str, object]] = [
        {"thresholdPercent": share / _PERCENT, "spendBasis": "CURRENT_SPEND"} for share in sorted(budget.alerts)
    ]
    return [*spent, {"thresholdPercent": 1.0, "spendBasis": "FORECASTED_SPEND"}]
