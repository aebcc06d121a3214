"""Kubernetes quantities in manifests."""

from decimal import Decimal

from kubespaces.spec.quantity import parse_quantity
from kubespaces_policies.value import Value


def amount_of(value: Value) -> Decimal | None:
    """Return the number that a quantity stands for; none if it is absent or no quantity.

    Raises:
        UnknownValueError: it is not known yet.
    """
    try:
        return parse_quantity(value.text())
    except ValueError:
        return None
