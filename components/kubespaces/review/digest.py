"""Digests: of a review, so that an approval is for this one only, and of a saved plan, so that both belong together."""

import hashlib
import json
from pathlib import Path
from typing import Any

from .document import Review
from .errors import ReviewError

PREFIX = "sha256:"

_OF_ONE_RUN = frozenset({"seed", "state"})
"""Parts of a resource's plan that differ each time it is saved: what names are drawn from, and what the provider
foresees, times and versions of the moment among it. What `pulumi up --plan` holds to is the goal and the steps."""
_CIPHERTEXT = "ciphertext"
"""Key of a secret's encrypted content, which is another each time."""


def sealed(review: Review) -> Review:
    """Return a review with its digest."""
    return review.model_copy(update={"digest": digest_of(review)})


def digest_of(review: Review) -> str:
    """Return the digest of everything that a review says, but the digest itself and who approved it."""
    return _sha256(json.loads(review.model_dump_json(exclude={"digest", "approval"})))


def digest_of_plan(file: Path) -> str:
    """Return the digest of a saved plan: the same for every plan that does the same.

    When it was saved and what is drawn or encrypted anew each time is left out; so is the content of secrets.

    Raises:
        ReviewError: the file cannot be read, or is no saved plan.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReviewError(
            f"{file}: the plan cannot be read: {error}; save it with `pulumi preview --save-plan`"
        ) from None
    plans = content.get("resourcePlans") if isinstance(content, dict) else None
    if not isinstance(plans, dict) or not all(isinstance(plan, dict) for plan in plans.values()):
        raise ReviewError(f"{file}: is no plan that `pulumi preview --save-plan` wrote")
    resources = {
        urn: {key: _lasting(value) for key, value in plan.items() if key not in _OF_ONE_RUN}
        for urn, plan in plans.items()
    }
    return _sha256({"config": _lasting(content.get("config")), "resourcePlans": resources})


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lasting(item) for key, item in value.items() if key != _CIPHERTEXT}
    return [_lasting(item) for item in value] if isinstance(value, list) else value


def _sha256(value: Any) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return PREFIX + hashlib.sha256(canonical.encode()).hexdigest()
