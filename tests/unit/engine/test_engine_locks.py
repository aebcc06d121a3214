import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kubespaces_embedded.engine import Project
from kubespaces_embedded.engine.locks import held, locks, release_stale_locks


@pytest.fixture
def ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def write(backend: Path, pid: int, *, host: str = "", age: timedelta = timedelta()) -> Path:
    folder = backend / ".pulumi" / "locks" / "organization" / "shop" / "dev"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{pid}-{host}.json"
    since = datetime.now(UTC) - age
    content = {
        "pid": pid,
        "username": "ada",
        "hostname": host or socket.gethostname(),
        # As Go writes it: with nanoseconds.
        "timestamp": since.strftime("%Y-%m-%dT%H:%M:%S.%f123Z"),
    }
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def test_a_lock_of_an_ended_process_is_removed(tmp_path: Path, project: Project, ended_process: int) -> None:
    file = write(tmp_path, ended_process)

    released = release_stale_locks(tmp_path, project, "dev")

    assert [lock.pid for lock in released] == [ended_process]
    assert "of ada" in released[0].describe()
    assert not file.exists()


def test_a_lock_of_a_running_process_stays(tmp_path: Path, project: Project) -> None:
    file = write(tmp_path, os.getpid())

    assert release_stale_locks(tmp_path, project, "dev") == []
    assert file.exists()
    assert [lock.pid for lock in locks(tmp_path, project, "dev")] == [os.getpid()]


def test_a_number_that_another_process_has_got_since_is_stale(tmp_path: Path, project: Project) -> None:
    write(tmp_path, os.getpid(), age=timedelta(days=365))

    assert len(release_stale_locks(tmp_path, project, "dev")) == 1


def test_a_lock_of_another_machine_stays(tmp_path: Path, project: Project, ended_process: int) -> None:
    file = write(tmp_path, ended_process, host="elsewhere")

    assert release_stale_locks(tmp_path, project, "organization/shop/dev") == []
    assert file.exists()


def test_a_zombie_holds_no_lock(tmp_path: Path, project: Project) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # ended, and not waited for
    write(tmp_path, process.pid)

    assert len(release_stale_locks(tmp_path, project, "dev")) == 1
    process.wait()


def test_files_that_are_no_locks_are_left_to_the_engine(tmp_path: Path, project: Project) -> None:
    file = write(tmp_path, 1)
    file.write_text("{", encoding="utf-8")

    assert locks(tmp_path, project, "dev") == []
    assert release_stale_locks(tmp_path, project, "dev") == []
    assert file.exists()


def test_other_stacks_are_not_touched(tmp_path: Path, project: Project, ended_process: int) -> None:
    file = write(tmp_path, ended_process)

    assert release_stale_locks(tmp_path, project, "prod") == []
    assert file.exists()


def test_a_lock_of_our_own_is_one_that_the_engine_understands(tmp_path: Path, project: Project) -> None:
    backend = tmp_path / "backend"
    with held(backend, project, "dev"):
        [lock] = locks(backend, project, "dev")
        assert lock.pid == os.getpid()
        assert not lock.is_stale

    assert not [path for path in backend.rglob("*") if path.is_file()]
