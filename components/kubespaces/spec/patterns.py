"""Text of a certain form, with a rule that people understand when it has another."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True)
class Form:
    """Goes into ``Annotated[str, Form(...)]``: the text must match as a whole.

    pydantic's own ``pattern`` would tell the writer of a document about regular expressions.
    """

    pattern: str
    """Regular expression, without anchors; it must mean the same in Python and in ECMAScript (JSON Schema)."""
    rule: str
    """What is wrong when it does not match, such as ``is no mail address``."""
    longest: int = 253
    """Most characters; 253 is the longest DNS name (RFC 1035) and the longest name of Kubernetes objects."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "pattern": f"^({self.pattern})$", "maxLength": self.longest}

    def _check(self, text: str) -> str:
        if len(text) > self.longest:
            raise ValueError(f"has {len(text)} characters; at most {self.longest} are allowed")
        if re.fullmatch(self.pattern, text, re.ASCII) is None:
            raise ValueError(self.rule)
        return text
