"""What the policy packs said of a preview: the engine leaves it out of its JSON and writes it to its event log only."""

import json
from pathlib import Path
from typing import Any

SWITCH = {"PULUMI_DEBUG_COMMANDS": "true"}
"""The engine takes ``--event-log`` only with this; Pulumi's Automation API sets it for the same reason."""


def policy_results(log: Path) -> list[dict[str, str]]:
    """Return the findings of policies in an event log: policy, level, resource and message of each.

    Args:
        log: what the engine wrote with ``--event-log``; there is none if it did not get that far.
    """
    if not log.is_file():
        return []
    lines = log.read_text(encoding="utf-8").splitlines()
    events = [json.loads(line).get("policyEvent") for line in lines if "policyEvent" in line]
    return [_result(event) for event in events if event]


def _result(event: dict[str, Any]) -> dict[str, str]:
    from kubespaces_policies.catalogue import own_pack  # noqa: PLC0415 - loads all controls

    policy, asked = str(event.get("policyName", "")), str(event.get("policyPackName", ""))
    return {
        "policy": policy,
        "pack": own_pack(asked, policy),
        "level": str(event.get("enforcementLevel", "")),
        "urn": str(event.get("resourceUrn", "")),
        "message": str(event.get("message", "")).strip(),
    }
