"""Inputs of a Pulumi resource that must all be used: none is lost on the way to a call."""

from typing import Any


class Inputs:
    """Inputs of one resource; ``done`` fails if some were never looked at."""

    def __init__(self, name: str, inputs: dict[str, Any]) -> None:
        self.name = name
        self._inputs = inputs
        self._used = {"region", "tags"}

    def __getitem__(self, key: str) -> Any:
        self._used.add(key)
        return self._inputs[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return an input, or a default."""
        self._used.add(key)
        return self._inputs.get(key, default)

    def some(self, **names: str) -> dict[str, Any]:
        """Return the inputs that are there, under the names that a call has for them."""
        found = {parameter: self.get(key) for parameter, key in names.items()}
        return {parameter: value for parameter, value in found.items() if value is not None}

    @property
    def tags(self) -> dict[str, str]:
        """The tags."""
        tags: dict[str, str] = self._inputs.get("tags", {})
        return tags

    def tag_list(self) -> list[dict[str, str]]:
        """Return the tags as EC2 and others write them."""
        return [{"Key": key, "Value": value} for key, value in self.tags.items()]

    def tagged(self, kind: str) -> list[dict[str, Any]]:
        """Return the tags of a new EC2 resource."""
        return [{"ResourceType": kind, "Tags": self.tag_list()}]

    def done(self) -> None:
        """Fail if an input was not used."""
        left = self._inputs.keys() - self._used
        assert not left, f"{self.name}: nothing was made of {', '.join(sorted(left))}"
