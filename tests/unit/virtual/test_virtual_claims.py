"""Storage: a folder for each claim, as long as the claim lives."""

from pathlib import Path

from kubespaces_embedded.virtual.claims import Claims

from .fakes import UID, FakeHost, claim

VOLUME = f"local-{UID}"


def test_a_pending_claim_gets_a_volume_of_its_own(tmp_path: Path) -> None:
    host = FakeHost()
    host.claims_there = [claim(storageClassName="fast")]

    assert Claims(host, tmp_path).provide("team-dev") == {"data-team-dev-0": tmp_path / UID}
    volume = host.laid[0]
    assert volume["metadata"]["name"] == VOLUME
    assert volume["spec"]["claimRef"]["uid"] == UID
    assert volume["spec"]["storageClassName"] == "fast"
    assert volume["spec"]["capacity"] == {"storage": "5Gi"}
    assert (tmp_path / UID).is_dir()


def test_a_bound_claim_keeps_its_folder(tmp_path: Path) -> None:
    host = FakeHost()
    host.claims_there = [claim("Bound", volumeName=VOLUME)]

    assert Claims(host, tmp_path).provide("team-dev") == {"data-team-dev-0": tmp_path / UID}
    assert host.laid == []


def test_a_claim_on_somebody_elses_volume_is_left_alone(tmp_path: Path) -> None:
    """Else whoever may name a volume could name a folder of this machine."""
    host = FakeHost()
    host.claims_there = [claim("Bound", volumeName="root-of-everything")]

    assert Claims(host, tmp_path).provide("team-dev") == {}


def test_what_a_released_volume_held_is_removed_with_it(tmp_path: Path) -> None:
    host = FakeHost()
    kept = tmp_path / "kept"
    for folder in (tmp_path / UID, kept):
        folder.mkdir()
        (folder / "state.db").touch()
    host.volumes_there = [
        {"metadata": {"name": VOLUME}, "status": {"phase": "Released"}},
        {"metadata": {"name": "local-kept"}, "status": {"phase": "Bound"}},
    ]
    Claims(host, tmp_path).clean()

    assert host.removed == [VOLUME]
    assert not (tmp_path / UID).exists()
    assert (kept / "state.db").exists()
