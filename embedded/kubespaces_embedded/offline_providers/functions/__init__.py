"""Answers of provider functions, such as ``aws:index/getRegion:getRegion``, that cost no account.

They come, in this order, from the stack's configuration (``kubespaces:offline``), from the provider's own
configuration, and from dated tables. What only the cloud can know, such as the id of the newest image, is answered
with a text that says so; see :mod:`placeholders`.
"""

from . import aws, azure_native, gcp
from .call import Call, Function, Unanswered

_KNOWN: dict[str, Function] = {**aws.FUNCTIONS, **azure_native.FUNCTIONS, **gcp.FUNCTIONS}

CONFIGURATION_KEY = "kubespaces:offline"
"""Key of the stack's configuration that holds answers by the function's token."""


def answer(call: Call, given: dict[str, object] | None) -> dict[str, object]:
    """Return the answer of a function.

    Args:
        call: what is asked.
        given: the answer in the stack's configuration; it is laid over what is known here.

    Raises:
        Unanswered: nobody knows; the message says how to tell.
    """
    known = _KNOWN.get(call.token)
    if known is None and given is None:
        raise Unanswered(
            f"{call.token}: an offline preview cannot ask the cloud, and no answer is known. Put one into the stack's "
            f"configuration under {CONFIGURATION_KEY}, as a map of results under the key {call.token}"
        )
    return {**(known(call) if known else {}), **(given or {})}


__all__ = ["CONFIGURATION_KEY", "Call", "Unanswered", "answer"]
