"""A budget of a host cluster, in each cloud's own terms."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.hosts.aws import clusters as aws
from tests.unit.hosts.azure import clusters as azure
from tests.unit.hosts.documents import errors, host
from tests.unit.hosts.gcp import clusters as gcp
from tests.unit.hosts.gcp.test_gcp_documents import document
from tests.unit.hosts.recording import Recording

pytestmark = pytest.mark.filterwarnings(r"ignore:(aws|gcp)\.:DeprecationWarning")  # the SDKs import deprecated modules
BUDGET: dict[str, Any] = {"amount": 5000, "emails": ["a@example.com", "b@example.com"], "alerts": [90, 60]}
ACCOUNT = "0A1B2C-3D4E5F-678901"


def without() -> list[Recording]:
    return [aws.made(), azure.made(), gcp.made()]


def test_no_budget_is_made_unless_the_document_has_one() -> None:
    for recording in without():
        assert not recording.of("Budget")


def test_on_aws() -> None:
    budget = aws.made(aws.facts(budget=BUDGET)).inputs("frankfurt-budget")
    assert budget["name"] == "kubespaces-frankfurt"
    assert (budget["limitAmount"], budget["limitUnit"], budget["timeUnit"]) == ("5000", "USD", "MONTHLY")
    assert budget["costFilters"] == [{"name": "TagKeyValue", "values": ["user:host-cluster$frankfurt"]}]
    told = [(item["notificationType"], item["threshold"]) for item in budget["notifications"]]
    assert told == [("ACTUAL", 60), ("ACTUAL", 90), ("FORECASTED", 100)]
    assert all(item["subscriberEmailAddresses"] == BUDGET["emails"] for item in budget["notifications"])
    assert budget["tags"]["cost-center"] == "cc-1"


def test_on_azure() -> None:
    budget = azure.made(azure.facts(budget=BUDGET)).one("amsterdam-budget")
    assert budget.inputs["scope"] == f"/subscriptions/{azure.SUBSCRIPTION}"
    assert (budget.inputs["amount"], budget.inputs["timeGrain"]) == (5000, "Monthly")
    assert budget.inputs["filter"] == {"tags": {"name": "host-cluster", "operator": "In", "values": ["amsterdam"]}}
    told = {name: item["threshold"] for name, item in budget.inputs["notifications"].items()}
    assert told == {"actual-60": 60, "actual-90": 90, "forecasted-100": 100}
    started = datetime.fromisoformat(budget.inputs["timePeriod"]["startDate"])
    assert started.day == 1
    assert started <= datetime.now(UTC)
    assert budget.ignore_changes == ["timePeriod"], "next month's run must not try to move the start"


def test_on_google_cloud() -> None:
    recording = gcp.made(gcp.facts(budget=BUDGET, gcp={"billing_account": ACCOUNT}), preview=False)
    budget = recording.inputs("eemshaven-budget")
    assert budget["billingAccount"] == ACCOUNT
    assert budget["budgetFilter"]["projects"] == [f"projects/{gcp.NUMBER}"]
    assert budget["budgetFilter"]["labels"] == {"host-cluster": "eemshaven"}
    assert budget["amount"] == {"specifiedAmount": {"units": "5000"}}
    told = [(item["spendBasis"], item["thresholdPercent"]) for item in budget["thresholdRules"]]
    assert told == [("CURRENT_SPEND", 0.6), ("CURRENT_SPEND", 0.9), ("FORECASTED_SPEND", 1)]
    channels = [recording.inputs(f"eemshaven-budget-mail-{number}") for number in (1, 2)]
    assert [channel["labels"]["email_address"] for channel in channels] == BUDGET["emails"]
    assert len(budget["allUpdatesRule"]["monitoringNotificationChannels"]) == 2
    apis = [item.inputs["service"] for item in recording.of("projects/service:Service")]
    assert "billingbudgets.googleapis.com" in apis


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        ({"amount": 0, "emails": ["a@example.com"]}, "budget.amount: 0: "),
        ({"amount": 5, "emails": []}, "budget.emails: "),
        ({"amount": 5, "emails": ["nobody"]}, "budget.emails[0]: nobody: is no mail address such as"),
        ({"amount": 5, "emails": ["a@example.com"], "alerts": [50, 50]}, "a share stands twice in alerts; remove one"),
        ({"amount": 5, "emails": ["a@example.com"], "alerts": [500]}, "budget.alerts[0]: 500: "),
    ],
)
def test_wrong_budgets(budget: dict[str, Any], said: str) -> None:
    (found,) = errors(host(budget=budget))
    assert said in found


def test_google_cloud_wants_a_billing_account() -> None:
    budget = {"amount": 5, "emails": ["a@example.com"]}
    rule = "is required with a budget; 'gcloud billing projects describe' shows the project's"
    assert errors(document(budget=budget)) == [f"h.yaml: eemshaven: gcp.billingAccount: {rule}"]
    assert errors(document(gcp={"billingAccount": ACCOUNT}, budget=budget)) == []
