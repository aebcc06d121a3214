"""What selectors of namespaces select, as far as their text tells."""

import pytest

from kubespaces_policies.kubernetes.selectors import excludes, named_namespaces
from kubespaces_policies.value import UNKNOWN, UnknownValueError, Value

_NAME = "kubernetes.io/metadata.name"


def _expression(key: str, operator: str, *values: str) -> Value:
    return Value({"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]})


@pytest.mark.parametrize(
    ("selector", "excluded"),
    [
        (Value(None), False),
        (Value({}), False),
        (Value({"matchLabels": {"guard": "on"}}), True),
        (Value({"matchLabels": {_NAME: "kube-system"}}), False),
        (Value({"matchLabels": {_NAME: "payments-dev"}}), True),
        (_expression(_NAME, "NotIn", "kube-system", "ingress"), True),
        (_expression(_NAME, "NotIn", "ingress"), False),
        (_expression(_NAME, "Exists"), False),
        (_expression("guard", "Exists"), True),
        (_expression("guard", "NotIn", "off"), False),
        (_expression("guard", "DoesNotExist"), False),
    ],
)
def test_the_system_is_left_out_only_where_that_is_sure(selector: Value, *, excluded: bool) -> None:
    assert excludes(selector, "kube-system") is excluded


def test_only_labels_that_no_tenant_can_change_pin_namespaces_down() -> None:
    assert named_namespaces(_expression(_NAME, "In", "a", "b"))
    assert named_namespaces(Value({"matchLabels": {"kubespaces.io/tenant": "payments", "team": "x"}}))
    assert not named_namespaces(Value({"matchLabels": {"team": "x"}}))
    assert not named_namespaces(_expression("kubespaces.io/tenant", "Exists"))
    assert not named_namespaces(_expression(_NAME, "In"))


def test_an_unknown_part_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownValueError, match="matchLabels"):
        excludes(Value({"matchLabels": UNKNOWN}), "kube-system")
