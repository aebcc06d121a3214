import pytest

from kubespaces_embedded.offline_providers.names import nearest, suggestion

KNOWN = ["instanceTypes", "nodeRoleArn", "subnetIds", "tags"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("instance_types", "instanceTypes"),
        ("instanceType", "instanceTypes"),
        ("NODE-ROLE-ARN", "nodeRoleArn"),
        ("subnetids", "subnetIds"),
        ("tag", "tags"),
        ("completelyDifferent", None),
    ],
)
def test_the_name_that_was_meant(written: str, meant: str | None) -> None:
    assert nearest(written, KNOWN) == meant


def test_a_suggestion_is_part_of_a_sentence_or_nothing() -> None:
    assert suggestion("tagz", KNOWN) == "; did you mean tags?"
    assert suggestion("xyz", KNOWN) == ""
    assert suggestion("tags", []) == ""
