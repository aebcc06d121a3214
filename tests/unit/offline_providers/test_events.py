"""What an event log says of policies."""

import json
from pathlib import Path

from kubespaces_embedded.offline_providers.events import policy_results


def test_a_finding_is_told_with_its_own_pack(tmp_path: Path) -> None:
    event = {"policyName": "KS-POD-02", "policyPackName": "isolation+compliance", "enforcementLevel": "mandatory"}
    theirs = {"policyName": "no-public-buckets", "policyPackName": "theirs", "message": " is public \n"}
    log = tmp_path / "events.jsonl"
    log.write_text("\n".join(json.dumps(line) for line in ({"policyEvent": event}, {}, {"policyEvent": theirs})))
    ours, other = policy_results(log)
    assert (ours["policy"], ours["pack"], ours["level"]) == ("KS-POD-02", "isolation", "mandatory")
    assert (other["policy"], other["pack"], other["message"]) == ("no-public-buckets", "theirs", "is public")


def test_without_a_log_there_are_no_findings(tmp_path: Path) -> None:
    assert policy_results(tmp_path / "events.jsonl") == []
