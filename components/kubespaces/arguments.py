"""What a component says when its arguments are wrong."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import pulumi

from kubespaces.spec.base import Model
from kubespaces.spec.errors import Problem, SpecError
from kubespaces.spec.load import validate_args

M = TypeVar("M", bound=Model)


class ArgumentsError(pulumi.RunError, pulumi.InputPropertiesError):
    """Arguments that cannot be used, with every problem found in them.

    As a ``RunError`` it ends a Python program without a stack trace; as an ``InputPropertiesError`` it reaches programs
    in other languages pinned to the resource.
    """

    def __init__(self, component: str, problems: list[Problem]) -> None:
        details: list[pulumi.InputPropertyErrorDetails] = [
            {"property_path": problem.field, "reason": problem.rule} for problem in problems
        ]
        lines = "\n".join(f"  {problem}" for problem in problems)
        pulumi.InputPropertiesError.__init__(self, f"{component} has wrong arguments:\n{lines}", details)


def checked(model: type[M], component: str, name: str, args: Mapping[str, Any], *, prefix: str = "") -> M:
    """Return a component's arguments as a model.

    Args:
        model: what they become.
        component: class of the component, for messages.
        name: name of the component, for messages.
        args: the arguments, with their Python names.
        prefix: name of the argument that ``args`` is the value of, for messages.

    Raises:
        ArgumentsError: with every problem of the arguments, before anything is registered.
    """
    try:
        return validate_args(model, args, name)
    except SpecError as error:
        problems = [replace(problem, field=f"{prefix}.{problem.field}".lstrip(".")) for problem in error.problems]
        raise ArgumentsError(f"{component} '{name}'", problems) from None
