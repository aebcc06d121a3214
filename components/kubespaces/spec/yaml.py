"""Reads YAML the way a careful reader would: no key twice, no surprise types, no alias bombs."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

_LARGEST_DOCUMENT = 1_000_000
"""Characters; etcd would not take a larger object (its request limit is 1.5 MiB)."""
_MOST_VALUES = 100_000
_DEEPEST = 50
"""Levels; no field of a document lies deeper than ten."""


_TOO_DEEP = f"it is nested more than {_DEEPEST} levels deep"


class _Extent(NamedTuple):
    """How much a value holds."""

    values: int
    levels: int


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, which by itself lets the last of two equal keys win in silence.

    Plain words become other types than text only where YAML 1.2 and 1.1 agree: ``no``, ``on``, dates, ``1:30``, ``010``
    and ``0x10`` stay text, so that a name or a time means what people see.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Read one value, unless it lies too deep (before Python's own limit, and before that costs time)."""
        if self._depth == _DEEPEST:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # the stubs lack its types
            raise yaml.composer.ComposerError(None, None, _TOO_DEEP, mark)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_document(self, node: yaml.Node) -> Any:
        self._measure(node, {})
        return super().construct_document(node)

    def _measure(self, node: yaml.Node, known: dict[int, _Extent | None]) -> _Extent:
        """Return the extent of a node once its aliases are written out; refuse what no reader would expect.

        Raises:
            yaml.composer.ComposerError: a ring or a bomb of anchors, too many levels, a key twice or that is no word,
                a tag.
        """
        if id(node) in known:
            extent = known[id(node)]
            if extent is None:
                raise _refused("an anchor contains itself", node)
            return extent
        known[id(node)] = None
        self._check_tag(node)
        children = node.value if isinstance(node, yaml.SequenceNode) else []
        if isinstance(node, yaml.MappingNode):
            _check_keys(node)
            children = [part for pair in node.value for part in pair]
        inner = [self._measure(child, known) for child in children]
        extent = _Extent(1 + sum(part.values for part in inner), 1 + max((part.levels for part in inner), default=0))
        if extent.values > _MOST_VALUES:
            raise _refused(f"it holds more than {_MOST_VALUES} values, aliases written out", node)
        if extent.levels > _DEEPEST:
            raise _refused(_TOO_DEEP, node)
        known[id(node)] = extent
        return extent

    def _check_tag(self, node: yaml.Node) -> None:
        """Refuse a type that the writer forced upon a value; text may be called text."""
        plain = getattr(node, "style", None) is None
        usual = self.resolve(type(node), node.value, (plain, not plain))  # type: ignore[no-untyped-call]  # stub lacks it
        if node.tag not in {usual, self.DEFAULT_SCALAR_TAG}:
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            raise _refused(f"the tag '{tag}' means nothing here; remove it", node)
        if isinstance(node, yaml.ScalarNode) and not node.value.isascii():
            try:
                node.value.encode()
            except UnicodeEncodeError:
                raise _refused("it has half a character ('\\ud800' to '\\udfff'); write the character", node) from None


# Where '<<' is no key it is text.
_Loader.add_constructor("tag:yaml.org,2002:merge", lambda _loader, node: node.value)
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile("<<"), ["<"])
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
# Numbers that no field could hold stay text, and are refused as what they are.
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("[-+]?(?:0|[1-9][0-9]{0,29})$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(?:(?:0|[1-9][0-9]{0,29})?\.[0-9]{1,30}(?:[eE][-+]?[0-9]{1,2})?)$"),
    list("-+.0123456789"),
)


def _check_keys(node: yaml.MappingNode) -> None:
    seen: set[str] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _refused("a key must be a word, not a list or a mapping", key)
        if key.value in seen:
            raise _refused(f"the key '{key.value}' stands twice", key)
        seen.add(key.value)


def _refused(why: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.composer.ComposerError(None, None, why, node.start_mark)


def documents(text: str) -> Iterator[object]:
    """Yield the YAML documents of a text, leaving out empty ones.

    Raises:
        ValueError: it cannot be read; the message has the line and a reason.
    """
    if len(text) > _LARGEST_DOCUMENT:
        raise ValueError(f"has {len(text)} characters; at most {_LARGEST_DOCUMENT} are read")
    try:
        for document in yaml.load_all(text, Loader=_Loader):
            if document is not None:
                yield document
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"{where}is not valid YAML: {_reason(error)}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        rule = f"line {line}: is not valid YAML: it has the invisible character U+{error.character:04X}; remove it"
        raise ValueError(rule) from None


_PLAINER = {
    "found character '\\t' that cannot start any token": "a tab stands where only spaces can",
    "mapping values are not allowed here": "a ':' stands where none can; indent it rightly, or put the text in quotes",
}


def _reason(error: yaml.MarkedYAMLError) -> str:
    twice = re.match("found duplicate anchor '(.*)'", error.context or "")
    if twice:
        return f"the anchor '{twice[1]}' is defined twice"
    reason = error.problem or error.context or ""
    return _PLAINER.get(reason, reason)
