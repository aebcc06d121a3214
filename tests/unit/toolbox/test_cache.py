import errno
import fcntl
import json
import os
from pathlib import Path

import pytest

from kubespaces_embedded.toolbox import ToolError, find, look, require
from kubespaces_embedded.toolbox.cache import DamagedError, Slot, digest, writing
from kubespaces_embedded.toolbox.finder import slot_of
from kubespaces_embedded.toolbox.versions import spec

from .fakes import FakeGo, Recorder


def test_a_tool_is_built_once(fake_go: FakeGo, progress: Recorder) -> None:
    first = require("etcd", progress=progress)

    assert require("etcd", progress=progress) == first
    assert find("etcd") == first
    assert len(fake_go.builds()) == 1


def test_a_cached_tool_needs_no_go(fake_go: FakeGo, progress: Recorder) -> None:
    first = require("etcd", progress=progress)
    fake_go.path.unlink()

    assert require("etcd", progress=progress) == first


def _cut(path: Path) -> None:
    path.write_text(path.read_text()[:5])


def _forbid(path: Path) -> None:
    path.chmod(0o644)


def _remove_manifest(path: Path) -> None:
    (path.parent / "manifest.json").unlink()


def _spoil_manifest(path: Path) -> None:
    (path.parent / "manifest.json").write_text("{")


def _older_manifest(path: Path) -> None:
    (path.parent / "manifest.json").write_text('{"version": "3.6.6"}')


@pytest.mark.parametrize("damage", [_cut, Path.unlink, _forbid, _remove_manifest, _spoil_manifest, _older_manifest])
def test_a_damaged_entry_is_told_and_made_again(fake_go: FakeGo, progress: Recorder, damage: object) -> None:
    first = require("etcd", progress=progress)
    damage(first.path)  # type: ignore[operator]  # one of the functions above

    finding = look("etcd")
    second = require("etcd", progress=progress)

    assert finding.tool is None
    assert "is damaged" in finding.rejected[-1].reason
    assert second == first
    assert os.access(second.path, os.X_OK)
    assert len(fake_go.builds()) == 2
    assert "is damaged" in progress.warned[0]


def test_other_bytes_of_the_same_length_are_found_by_verify(fake_go: FakeGo, progress: Recorder) -> None:
    tool = require("etcd", progress=progress)
    slot = slot_of(spec("etcd"))
    slot.verify()
    tool.path.write_text(tool.path.read_text().replace("3.6.6", "6.6.6"))

    with pytest.raises(DamagedError, match="its SHA-256 is not the recorded one"):
        slot.verify()


def test_the_digest_follows_what_the_tool_is_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = spec("etcd")
    other = wanted.model_copy(update={"version": "3.6.7"})
    relaxed = wanted.model_copy(update={"on_path": ">=3"})

    assert slot_of(other).digest != slot_of(wanted).digest
    assert slot_of(relaxed).digest == slot_of(wanted).digest
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_leftovers_of_dead_makers_are_swept_and_those_of_living_ones_are_not(
    fake_go: FakeGo, progress: Recorder
) -> None:
    slot = slot_of(spec("etcd"))
    own = slot.folder / f"{slot.digest}.abc.partial"
    dead = slot.folder / "00000000000000000000.abc.partial"
    living = slot.folder / "11111111111111111111.abc.partial"
    for folder in (own, dead, living):
        folder.mkdir(parents=True)
        (folder / "half").touch()
    with (slot.folder / "11111111111111111111.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        require("etcd", progress=progress)

        assert list(slot.folder.glob("*.partial")) == [living]


def test_a_failed_build_leaves_nothing(fake_go: FakeGo, progress: Recorder) -> None:
    fake_go.fail()
    slot = slot_of(spec("etcd"))

    with pytest.raises(ToolError, match="no such word"):
        require("etcd", progress=progress)

    assert [file.name for file in slot.folder.iterdir()] == [f"{slot.digest}.lock"]


def test_an_exception_in_the_workspace_leaves_nothing(tmp_path: Path, progress: Recorder) -> None:
    slot = Slot("x", "0123")

    def interrupted() -> None:
        with slot.lock(progress), slot.workspace() as workspace:
            (workspace / "half").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert slot.load() is None
    assert not list(slot.folder.glob("*.partial"))


def test_a_cache_that_cannot_be_written_says_what_to_set(
    fake_go: FakeGo, progress: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KUBESPACES_CACHE", str(tmp_path / "file"))

    with pytest.raises(ToolError, match=r"cannot write to the cache .*set KUBESPACES_CACHE to a folder that you"):
        require("etcd", progress=progress)


def test_a_full_disk_says_so(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match=r"No space left.*free some space"), writing(tmp_path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_the_manifest_says_where_the_tool_is_from(fake_go: FakeGo, progress: Recorder) -> None:
    tool = require("etcd", progress=progress)
    manifest = json.loads((tool.path.parent / "manifest.json").read_text())

    assert (manifest["source"], manifest["version"], manifest["detail"]) == ("build", "3.6.6", "Go 1.26.8")
    assert manifest["size"] == tool.path.stat().st_size
