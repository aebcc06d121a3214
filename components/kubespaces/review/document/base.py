"""The base of the review's models."""

from pydantic import ConfigDict

from kubespaces.spec.base import Model


class Part(Model):
    """A frozen part of a review; JSON has its fields in camelCase, programs give them by name."""

    model_config = ConfigDict(validate_by_name=True)
