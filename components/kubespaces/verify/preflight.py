"""Whether the caller may do what a run needs: read the walls, and act as the tenants."""

import asyncio
from collections.abc import Iterator, Sequence

from kubespaces.plan.access import DEPLOYER

from . import dry
from .actors import Actor, controller
from .errors import CannotVerify
from .pods import CONTROLLERS
from .rules import access_review
from .session import Session
from .snapshot import READ

_MOST_SHOWN = 8

Right = tuple[str, str, str, str, str]
"""Verb, group, resource, namespace and name."""


async def check_reading(session: Session) -> None:
    """Check that the caller may read what the walls consist of.

    Raises:
        CannotVerify: naming what is missing.
    """
    needed: list[Right] = [("list", resource.group, resource.plural, "", "") for resource in READ]
    await _check(session, [*needed, ("list", "", "pods", "", "")])


async def check_acting(session: Session, actors: Sequence[Actor]) -> None:
    """Check that the caller may act as every actor.

    Raises:
        CannotVerify: naming what is missing.
    """
    controllers = [controller(account) for account in CONTROLLERS.values()]
    needed = [right for actor in (*actors, *controllers) for right in _rights_to_act_as(actor)]
    await _check(session, list(dict.fromkeys(needed)))


def _rights_to_act_as(actor: Actor) -> Iterator[Right]:
    if actor.token_of:
        yield ("create", "", "serviceaccounts/token", actor.token_of, DEPLOYER)
    elif actor.user.startswith("system:serviceaccount:"):
        namespace, _, name = actor.user.removeprefix("system:serviceaccount:").partition(":")
        yield ("impersonate", "", "serviceaccounts", namespace, name)
    else:
        yield ("impersonate", "", "users", "", actor.user)
        yield from (("impersonate", "", "groups", "", group) for group in actor.groups)


async def _check(session: Session, needed: Sequence[Right]) -> None:
    answers = await asyncio.gather(*(session.as_platform(access_review(*right)) for right in needed))
    missing = [right for right, answer in zip(needed, answers, strict=True) if not answer["status"].get("allowed")]
    if missing:
        user = (await session.as_platform(dry.whoami()))["status"]["userInfo"]["username"]
        shown = "".join(f"\n  {_told(right)}" for right in missing[:_MOST_SHOWN])
        more = f"\n  and {len(missing) - _MOST_SHOWN} more" if len(missing) > _MOST_SHOWN else ""
        raise CannotVerify(
            f"'{user}' lacks rights that verifying needs; docs/verify.md has a role with all of them:{shown}{more}"
        )


def _told(right: Right) -> str:
    verb, group, resource, namespace, name = right
    return " ".join(
        [verb, f"{resource}.{group}" if group else resource, *([f"'{name}'"] if name else []),
         *([f"in {namespace}"] if namespace else [])]
    )  # fmt: skip
