"""Which service accounts put a token of the API server into pods."""

from collections.abc import Sequence

from kubespaces.review.preview import is_known
from kubespaces.review.world import KubeObject

from .order import Fact, Facts, Item

_DEFAULT = "default"
"""Every namespace has it, and pods that name no account run as it."""


def tokens(accounts: Sequence[KubeObject]) -> Facts:
    """Return which accounts mount tokens; the default one does unless its object says otherwise."""
    mounts: dict[str, object] = {}
    for account in accounts:
        said = account.body.get("automountServiceAccountToken")
        mounts[account.name] = mounts.get(account.name, True) if said is None else said
    default = mounts.get(_DEFAULT, True)
    controls: list[Fact] = (
        [] if default is True else [Item("token", str(default), _words(default), not is_known(default))]
    )
    openings = [
        Item(f"token of {name}", "", f"service account {name} mounts its token", not is_known(said))
        for name, said in sorted(mounts.items())
        if said is not False and name != _DEFAULT
    ]
    return Facts(controls, openings)


def _words(default: object) -> str:
    return "pods get no token by default" if default is False else f"token by default: {default}"
