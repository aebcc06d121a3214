"""Reads YAML the way a careful reader would: no key twice, no surprise types, no alias bombs."""

from collections.abc import Hashable, Iterator
from typing import Any

import yaml

_LARGEST_DOCUMENT = 1_000_000
"""Characters; etcd would not take a larger object (its request limit is 1.5 MiB)."""
_MOST_VALUES = 100_000


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, which by itself lets the last of two equal keys win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the key '{key.value}' stands twice", key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_document(self, node: yaml.Node) -> Any:
        _expanded_size(node, {})
        return super().construct_document(node)


def _expanded_size(node: yaml.Node, sizes: dict[int, int | None]) -> int:
    """Return how many values a node holds once its aliases are written out; refuse rings and bombs."""
    known = sizes.setdefault(id(node), -1)
    if known is None:
        raise yaml.composer.ComposerError(None, None, "an anchor contains itself", node.start_mark)
    if known >= 0:
        return known
    sizes[id(node)] = None
    children = node.value if isinstance(node, yaml.SequenceNode) else []
    if isinstance(node, yaml.MappingNode):
        children = [part for pair in node.value for part in pair]
    size = 1 + sum(_expanded_size(child, sizes) for child in children)
    if size > _MOST_VALUES:
        raise yaml.composer.ComposerError(
            None, None, f"its aliases unfold to more than {_MOST_VALUES} values", node.start_mark
        )
    sizes[id(node)] = size
    return size


def _as_in_yaml_1_2(first: str, tag: str) -> bool:
    """Whether a plain word may become something else than text: not yes, no, on and off, and no dates."""
    return not (tag.endswith(":timestamp") or (tag.endswith(":bool") and first in "yYnNoO"))


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if _as_in_yaml_1_2(first, tag)]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


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
        raise ValueError(f"{where}is not valid YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise ValueError(f"is not valid YAML: {' '.join(str(error).split())}") from None
    except (ValueError, RecursionError, OverflowError) as error:  # PyYAML on odd numbers and on deep nesting
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ValueError(f"is not valid YAML: {reason}") from None
