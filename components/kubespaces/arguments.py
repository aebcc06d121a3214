"""Checks the arguments of components, and says all that is wrong with them at once."""

import re
from collections.abc import Awaitable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import pulumi

from kubespaces.spec.base import Model
from kubespaces.spec.errors import Problem, SpecError, nearest, shorten
from kubespaces.spec.host_cluster import HostCluster, HostClusterSpec
from kubespaces.spec.load import validate_args

M = TypeVar("M", bound=Model)


class ArgumentsError(pulumi.RunError, pulumi.InputPropertiesError):
    """Arguments that cannot be used, with every problem found in them.

    As a ``RunError`` it ends a Python program without a stack trace; as an ``InputPropertiesError`` it reaches programs
    in other languages pinned to the resource.

    Attributes:
        component: class and name of the component.
        problems: all of them, with the names that documents and other languages have for the arguments.
    """

    def __init__(self, component: str, problems: Iterable[Problem]) -> None:
        self.component = component
        self.problems = sorted(set(problems))
        details: list[pulumi.InputPropertyErrorDetails] = [
            {"property_path": problem.field, "reason": problem.rule} for problem in self.problems
        ]
        lines = "\n".join(f"  {_in_python(problem)}" for problem in self.problems)
        pulumi.InputPropertiesError.__init__(self, f"{component} has wrong arguments:\n{lines}", details)


class Arguments:
    """The arguments of one component, while they are checked."""

    def __init__(self, component: str, name: str, args: Mapping[str, Any]) -> None:
        self.values: dict[str, Any] = {**args}
        """Those that are still to be checked."""
        self._component = component
        self._name = name
        self._problems = list(_not_plain(name, self.values))
        if self._problems:  # whatever else could be said would only be about these
            raise self.error()

    def model(self, model: type[M], values: object, *, prefix: str = "") -> M | None:
        """Return arguments as a model, or ``None`` after taking down what is wrong with them.

        Args:
            model: what they become.
            values: the arguments, with their Python names.
            prefix: name of the argument that ``values`` is the value of, for messages.
        """
        try:
            return validate_args(model, values, self._name)
        except SpecError as error:
            names = {name: alias for alias, name in _aliases().items()}
            fields = [f"{prefix}.{_renamed(problem.field, names)}".strip(".") for problem in error.problems]
            self.add(replace(problem, field=field) for problem, field in zip(error.problems, fields, strict=True))
            return None

    def host(self) -> HostCluster | None:
        """Take out the argument ``host`` and return it as a host cluster, or ``None`` if it is wrong."""
        given = self.required("host")
        spec = None if given is None else self.model(HostClusterSpec, given, prefix="host")
        return None if spec is None else HostCluster.of_program("(argument host)", spec)

    def required(self, key: str) -> Any:
        """Take one argument out; take it down as a problem if it is missing."""
        value = self.values.pop(key, None)
        if value in (None, ""):
            self.add([Problem("", self._name, key, "", "is required; add it")])
        return value

    def nothing_else(self, known: Iterable[str]) -> None:
        """Take down the arguments that are left, for there are only these ``known`` ones."""
        for key in map(shorten, self.values):
            rule = f"unknown key '{key}'; {nearest(key, sorted(known))}"
            self.add([Problem("", self._name, key, "", rule)])

    def add(self, problems: Iterable[Problem]) -> None:
        """Take down further problems."""
        self._problems += problems

    @property
    def good(self) -> bool:
        """Whether no problem was found so far."""
        return not self._problems

    def error(self) -> ArgumentsError:
        """Return the error with all problems found."""
        return ArgumentsError(f"{self._component} '{self._name}'", self._problems)


def _not_plain(name: str, value: object, path: str = "") -> Iterator[Problem]:
    """Yield values that are only known later: names, labels and isolation must be known at preview."""
    if isinstance(value, pulumi.Output | Awaitable):
        yield Problem("", name, path, "", "must be a plain value, known at preview, and no output of a resource")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _not_plain(name, inner, f"{path}.{key}".strip("."))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _not_plain(name, inner, f"{path}[{index}]")


_UNKNOWN_KEY = re.compile(r"(unknown key '[^']*')")


def _in_python(problem: Problem) -> Problem:
    """Return a problem with the arguments' Python names: ``pod_security`` for ``podSecurity``."""
    as_written, rule = "", problem.rule
    if match := _UNKNOWN_KEY.match(rule):
        as_written, rule = match[1], rule[match.end() :]
    names = _aliases()
    return replace(problem, document="", field=_renamed(problem.field, names), rule=as_written + _renamed(rule, names))


def _renamed(text: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), text)


def _aliases() -> dict[str, str]:
    """Return the Python name of every argument that documents and other languages write otherwise."""
    fields = (item for model in Model.__subclasses__() for item in model.model_fields.items())
    return {field.alias: name for name, field in fields if field.alias and field.alias != name}
