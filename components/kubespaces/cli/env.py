"""`kubespaces env`: the environment for running plain `pulumi` by hand."""

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from kubespaces_embedded.engine import LOCAL_STACK, environment


def env(
    stack: Annotated[str, typer.Option("--stack", "-s", help="The stack to work on.")] = LOCAL_STACK,
) -> None:
    """Print shell commands that set up `pulumi` for a stack: eval "$(kubespaces env)".

    Prints only what differs from the environment it runs in, so nothing that you have set, and no secret: the
    passphrase among it is the published one of the stack `local`.
    """
    for name, value in sorted(environment(stack, cwd=Path.cwd()).items()):
        if os.environ.get(name) != value:
            typer.echo(f"export {name}={shlex.quote(value)}")
