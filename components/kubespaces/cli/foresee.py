"""Has the engine foresee a change, or drift, for ``kubespaces review`` and ``kubespaces drift``."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kubespaces.errors import KubespacesError
from kubespaces.review import Preview, ReviewError, read_preview

from .project import Stack, find_stack

if TYPE_CHECKING:
    from kubespaces_embedded.offline_providers.preview import Request

_EVENTS = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}
"""Makes the engine write its events: its plan has neither unchanged resources nor what policies found."""

_REMEMBERED = 4000
"""Characters of the engine's complaints that are shown."""


def online(stack: Stack, arguments: list[str]) -> Preview:
    """Return what the engine foresees for a stack with the cloud's and the cluster's own word.

    Raises:
        KubespacesError: the preview could not be made at all.
    """
    from kubespaces_embedded import engine  # noqa: PLC0415 - keeps --help quick
    from kubespaces_embedded.toolbox import ConsoleProgress  # noqa: PLC0415 - likewise

    installation = engine.require_installation(ConsoleProgress())
    engine.ensure_stack(cwd=stack.root, stack=stack.name, installation=installation)
    ended = engine.pulumi(
        [*arguments, "--non-interactive"],
        cwd=stack.root,
        stack=stack.name,
        capture=True,
        variables=_EVENTS,
        installation=installation,
    )
    return _read(ended.stdout, ended.stderr + ended.hint, stack.name, arguments[0])


def offline(name: str, state: Path | None, host_state: Path | None, arguments: list[str]) -> Preview:
    """Return what the engine foresees without account, cluster or network.

    Raises:
        KubespacesError: the preview could not be made at all.
    """
    from .offline import request_of  # noqa: PLC0415 - keeps --help quick

    return offline_of(request_of(find_stack(name), state, host_state), arguments)


def offline_of(request: "Request", arguments: Sequence[str] = ()) -> Preview:
    """Return what an offline preview foresees; see ``offline``."""
    from kubespaces_embedded.offline_providers.preview import session  # noqa: PLC0415 - keeps --help quick

    with session(request) as ready:
        eventful = replace(ready, variables={**ready.variables, **_EVENTS})
        ended = eventful.pulumi(["preview", "--json", "--non-interactive", *arguments], capture=True)
    return _read(ended.stdout, ended.stderr, request.stack, "preview")


def _read(stdout: str, stderr: str, stack: str, command: str) -> Preview:
    """Return the preview that the engine wrote, or what it said instead of one."""
    said = stderr.strip()[-_REMEMBERED:]
    if not stdout.strip():
        raise KubespacesError(f"pulumi {command} of stack '{stack}' told nothing: {said}")
    try:
        return read_preview(stdout, f"pulumi {command} of stack '{stack}'")
    except ReviewError as error:
        raise KubespacesError(f"{error}\n{said}".rstrip()) from None
