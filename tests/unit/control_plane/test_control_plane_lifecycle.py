"""The life of a control plane, played by fake components."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import yaml

from kubespaces_embedded.control_plane import (
    ControlPlane,
    ControlPlaneError,
    State,
    Status,
    components,
    ports,
    processes,
    starter,
)
from kubespaces_embedded.control_plane.record import Record

from .workshop import Workshop

ETCD, API, CONTROLLERS = components.COMPONENTS


def pids(status: Status) -> dict[str, int | None]:
    return {part.name: part.pid for part in status.components}


def kill(status: Status, name: str) -> None:
    pid = status.component(name).pid
    assert pid is not None
    process = psutil.Process(pid)
    process.kill()
    process.wait(60)


def running(plane: ControlPlane) -> list[list[str]]:
    """Return the command lines of all processes that belong to a control plane, found by its folder alone."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and any(str(plane.folder) in a for a in process.cmdline()[2:]):
                found.append(process.cmdline())
        except psutil.Error:
            continue
    return found


@contextmanager
def taken_port() -> Iterator[int]:
    """Hold a port without listening on it, so that whoever asks there is refused at once."""
    with socket.socket() as thief:
        thief.bind(("127.0.0.1", 0))
        yield int(thief.getsockname()[1])


def test_up_then_up_again_then_down(workshop: Workshop) -> None:
    plane = workshop.plane()
    assert plane.status().state is State.STOPPED
    first = plane.up()
    assert first.ready
    assert len(running(plane)) == 3
    assert pids(plane.up()) == pids(first) == pids(plane.status())
    assert plane.down()
    assert running(plane) == []
    assert plane.status().state is State.STOPPED
    assert not plane.down()


def test_another_object_of_the_same_name_is_the_same_control_plane(workshop: Workshop) -> None:
    first = workshop.plane().up()
    assert pids(workshop.plane().status()) == pids(first)
    assert workshop.plane().down()
    assert workshop.plane().status().problem is None


@pytest.mark.parametrize(
    ("victim", "replaced"), [(ETCD, {ETCD}), (API, {API, CONTROLLERS}), (CONTROLLERS, {CONTROLLERS})]
)
def test_what_crashed_is_replaced_and_the_rest_kept(workshop: Workshop, victim: str, replaced: set[str]) -> None:
    plane = workshop.plane()
    before = plane.up()
    kill(before, victim)
    broken = plane.status()
    assert broken.state is State.BROKEN
    assert broken.component(victim).pid is None
    assert "is not running" in (broken.component(victim).problem or "")
    after = plane.up()
    assert after.ready
    assert {name for name in components.COMPONENTS if pids(after)[name] != pids(before)[name]} == replaced
    assert after.endpoint == before.endpoint
    assert len(running(plane)) == 3


def test_a_restart_of_the_machine_is_a_stop_that_up_mends(workshop: Workshop) -> None:
    plane = workshop.plane()
    before = plane.up()
    for name in components.COMPONENTS:
        kill(before, name)
    status = plane.status()
    assert status.state is State.STOPPED
    assert "not stopped by `down`" in (status.problem or "")
    assert plane.up().endpoint == before.endpoint


def test_a_process_that_got_a_recorded_id_is_left_alone(workshop: Workshop) -> None:
    plane = workshop.plane()
    plane.up()
    plane.down()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as stranger:
        record = plane.folder / "record.json"
        # As after a restart of the machine: the record is there, the process ids are somebody else's.
        text = '{"processes": {"etcd": {"pid": %d, "started": 1, "argv": ["/x", "-c"], "digest": "", "version": ""}}}'
        record.write_text(text % stranger.pid, encoding="utf-8")
        assert plane.status().state is State.STOPPED
        assert plane.up().ready
        assert plane.down()
        assert stranger.poll() is None
        stranger.kill()


def test_the_same_command_line_started_at_another_time_is_not_the_recorded_process(workshop: Workshop) -> None:
    plane = workshop.plane()
    plane.up()
    recorded = Record.model_validate_json((plane.folder / "record.json").read_bytes()).processes[ETCD]
    assert processes.find(recorded) is not None
    assert processes.find(recorded.model_copy(update={"started": recorded.started - 60})) is None
    assert processes.find(recorded.model_copy(update={"argv": (*recorded.argv, "--more")})) is None


def test_a_lost_record_costs_a_restart_but_no_stray_process(workshop: Workshop) -> None:
    plane = workshop.plane()
    before = plane.up()
    (plane.folder / "record.json").unlink()
    status = plane.status()
    assert status.state is State.BROKEN
    assert pids(status) == pids(before)
    assert plane.up().ready
    assert len(running(plane)) == 3


def test_a_copied_folder_does_not_reach_the_processes_of_its_original(workshop: Workshop) -> None:
    original = workshop.plane("original")
    before = original.up()
    shutil.copytree(original.folder / "pki", original.folder.with_name("copy") / "pki")
    shutil.copy(original.folder / "record.json", original.folder.with_name("copy"))
    copy = workshop.plane("copy")
    assert copy.status().state is State.STOPPED
    assert not copy.down()
    assert copy.up().ready
    copy.reset()
    assert pids(original.status()) == pids(before)


def test_another_spelling_of_the_home_is_the_same_home(workshop: Workshop) -> None:
    before = workshop.plane().up()
    alias = workshop.home.with_name("alias")
    alias.symlink_to(workshop.home)
    assert pids(ControlPlane(home=alias, tools=workshop.tools()).up()) == pids(before)


def test_a_home_of_any_length_and_spelling_will_do(workshop: Workshop) -> None:
    workshop.home = workshop.home / ("with spaces, = and ünïcödé " + "x" * 100) / ("y" * 100)
    plane = workshop.plane()
    assert plane.up().ready
    assert plane.down()


def test_a_removed_folder_costs_the_data_but_leaves_no_stray_process(workshop: Workshop) -> None:
    plane = workshop.plane()
    plane.up()
    plane.folder.rename(plane.folder.with_name("moved"))
    assert plane.status().state is State.BROKEN
    assert plane.down()
    assert running(plane) == []


def test_a_new_version_of_a_tool_replaces_the_running_one(workshop: Workshop) -> None:
    before = workshop.plane().up()
    after = workshop.plane(tools=workshop.tools(api_version="1.34.3")).up()
    assert after.component(API).version == "1.34.3"
    assert pids(after)[ETCD] == pids(before)[ETCD]
    assert pids(after)[API] != pids(before)[API]
    assert after.endpoint == before.endpoint


def test_lost_certificates_are_made_again_and_used(workshop: Workshop) -> None:
    plane = workshop.plane()
    plane.up()
    for file in (plane.folder / "pki").iterdir():
        file.unlink()
    broken = plane.status()
    assert "cannot be used" in (broken.component(API).problem or "")
    assert plane.up().ready


def test_the_audit_setting_stays_until_it_is_changed(workshop: Workshop) -> None:
    plane = workshop.plane()

    def audited() -> bool:
        return any(a.startswith("--audit-log-path") for line in running(plane) for a in line)

    plane.up(audit=True)
    assert audited()
    plane.up()
    assert audited()
    plane.up(audit=False)
    assert not audited()


def test_one_that_hangs_is_restarted(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starter, "PATIENCE", 0.2)
    plane = workshop.plane()
    before = plane.up()
    workshop.behaves(API, "deaf")
    assert plane.status().component(API).problem == "is not ready: etcd"
    workshop.behaves(API, "")
    pid = before.component(API).pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    monkeypatch.setattr(starter, "PROBE_TIMEOUT", 0.2)
    monkeypatch.setattr(processes, "GRACE", 0.2)
    after = plane.up()
    assert after.ready
    assert after.component(API).pid != pid
    assert len(running(plane)) == 3


def test_one_that_will_not_end_is_ended(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GRACE", 0.2)
    workshop.behaves(ETCD, "stubborn")
    plane = workshop.plane()
    plane.up()
    assert plane.down()
    assert running(plane) == []


def test_a_port_that_was_taken_while_it_was_down_is_replaced_everywhere(workshop: Workshop) -> None:
    plane = workshop.plane()
    before = plane.up()
    plane.down()
    port = before.component(API).port
    assert port is not None
    with socket.create_server(("127.0.0.1", port)):
        after = plane.up()
    assert after.ready
    assert after.component(API).port != port
    assert after.component(CONTROLLERS).port == before.component(CONTROLLERS).port
    document = yaml.safe_load(plane.kubeconfig.read_text(encoding="utf-8"))
    assert document["clusters"][0]["cluster"]["server"] == after.endpoint


@pytest.mark.parametrize("component", [API, CONTROLLERS])
def test_a_port_that_somebody_takes_in_between_is_replaced(
    workshop: Workshop, component: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with taken_port() as taken:
        free = [ports.find_free() for _ in range(3)]
        answers = [taken, *free] if component == API else [free[0], taken, *free[1:]]
        monkeypatch.setattr(ports, "find_free", lambda: answers.pop(0))
        status = workshop.plane().up()
    assert status.ready
    assert status.component(component).port not in (None, taken)


def test_ports_that_are_always_taken_end_in_a_clear_word(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    plane = workshop.plane()
    with taken_port() as taken:
        monkeypatch.setattr(ports, "find_free", lambda: taken)
        with pytest.raises(ControlPlaneError, match="5 ports in a row were taken"):
            plane.up()
    assert running(plane) == []


@pytest.mark.parametrize("component", [ETCD, API, CONTROLLERS])
def test_one_that_fails_is_quoted_and_the_others_are_stopped(workshop: Workshop, component: str) -> None:
    workshop.behaves(component, 'fail {"level":"fatal","msg":"open wal","error":"no space left on device"}')
    plane = workshop.plane()
    with pytest.raises(ControlPlaneError) as failure:
        plane.up()
    log = plane.folder / "logs" / f"{component}.log"
    wanted = f"{component} ended while starting; it said: open wal: no space left on device (log: {log})"
    assert str(failure.value).startswith(wanted)
    assert running(plane) == []
    assert plane.status().state is State.STOPPED
    workshop.behaves(component, "")
    assert plane.up().ready


def test_one_that_never_gets_ready_is_given_up_on(workshop: Workshop) -> None:
    workshop.behaves(API, "deaf")
    plane = workshop.plane()
    with pytest.raises(ControlPlaneError, match=r"kube-apiserver was not ready within 5 s: it is not ready: etcd"):
        plane.up(timeout=5)
    assert running(plane) == []


def test_a_failed_repair_keeps_what_ran(workshop: Workshop) -> None:
    plane = workshop.plane()
    before = plane.up()
    kill(before, CONTROLLERS)
    workshop.behaves(CONTROLLERS, "fail Error: no")
    with pytest.raises(ControlPlaneError, match="it said: Error: no"):
        plane.up()
    kept = plane.status()
    assert kept.state is State.BROKEN
    assert {**pids(before), CONTROLLERS: None} == pids(kept)


def test_a_disk_that_is_nearly_full_is_named_even_if_the_log_is_empty(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.behaves(ETCD, "fail ")
    monkeypatch.setattr(starter, "LOW_SPACE", 2**70)
    with pytest.raises(ControlPlaneError, match=r"etcd ended while starting; it said nothing .* MiB are free"):
        workshop.plane().up()


def test_a_tool_that_is_no_executable_is_named(workshop: Workshop) -> None:
    path = workshop.tool(ETCD).path
    path.write_text("neither a script nor a program", encoding="utf-8")
    with pytest.raises(ControlPlaneError, match=f"etcd cannot be started: {path}: Exec format error"):
        workshop.plane().up()


UP = """
import sys
from pathlib import Path
from kubespaces_embedded.control_plane import ControlPlane, Tools
from kubespaces_embedded.toolbox import Tool
bin, home = Path(sys.argv[1]), Path(sys.argv[2])
names = ("etcd", "kube-apiserver", "kube-controller-manager")
ControlPlane(home=home, tools=Tools(*(Tool(n, bin / n, "1.34.2", "environment") for n in names))).up()
"""


def up_elsewhere(workshop: Workshop) -> "subprocess.Popen[bytes]":
    """Run `up` in another process, as a shell would: Ctrl-C reaches its whole process group."""
    folder = workshop.tool(ETCD).path.parent
    return subprocess.Popen(
        [sys.executable, "-c", UP, str(folder), str(workshop.home)],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )


def wait_for_log(plane: ControlPlane, component: str) -> None:
    deadline = time.monotonic() + 60
    while not (plane.folder / "logs" / f"{component}.log").exists():
        assert time.monotonic() < deadline, f"{component} was not started"
        time.sleep(0.01)


def wait_for_process(plane: ControlPlane, component: str) -> None:
    """Wait until a component runs: its log is there a moment before."""
    wait_for_log(plane, component)
    deadline = time.monotonic() + 60
    while not any(component in Path(word).name for command in running(plane) for word in command[:3]):
        assert time.monotonic() < deadline, f"{component} does not run"
        time.sleep(0.01)


def test_ctrl_c_leaves_no_process_behind(workshop: Workshop) -> None:
    workshop.behaves(API, "hang")
    plane = workshop.plane()
    with up_elsewhere(workshop) as command:
        wait_for_log(plane, API)
        os.killpg(command.pid, signal.SIGINT)
        assert command.wait(60) != 0
    assert running(plane) == []


@pytest.mark.parametrize("component", [ETCD, API, CONTROLLERS])
def test_after_a_kill_the_next_up_puts_things_right(workshop: Workshop, component: str) -> None:
    workshop.behaves(component, "hang")
    plane = workshop.plane()
    with up_elsewhere(workshop) as command:
        wait_for_process(plane, component)
        command.kill()
    workshop.behaves(component, "")
    # The fake read its behaviour at its start: it is still there, and hangs.
    assert running(plane)
    assert plane.up(timeout=30).ready
    assert len(running(plane)) == 3


def test_what_was_started_is_out_of_reach_of_its_terminal(workshop: Workshop) -> None:
    with up_elsewhere(workshop) as command:
        assert command.wait(60) == 0
    for pid in pids(workshop.plane().status()).values():
        assert pid is not None
        # A closed terminal ends what is in its session, Ctrl-C what is in its process group.
        assert os.getsid(pid) == os.getpgid(pid) == pid


def test_two_ups_at_once_start_one_control_plane(workshop: Workshop) -> None:
    answers: list[Status] = []
    threads = [threading.Thread(target=lambda: answers.append(workshop.plane().up())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 3
    assert len({tuple(pids(answer).values()) for answer in answers}) == 1
    assert len(running(workshop.plane())) == 3


def test_two_names_live_side_by_side(workshop: Workshop) -> None:
    one, two = workshop.plane("one"), workshop.plane("two")
    first, second = one.up(), two.up()
    assert first.endpoint != second.endpoint
    assert not set(pids(first).values()) & set(pids(second).values())
    one.reset()
    assert two.status().ready
    assert one.status().problem == "it was never started"


def test_reset_removes_data_and_processes_and_knows_what_there_is(workshop: Workshop) -> None:
    plane = workshop.plane("some")
    plane.up()
    plane.reset()
    assert running(plane) == []
    assert not plane.folder.exists()
    workshop.plane("left").up()
    with pytest.raises(ControlPlaneError, match=r"no control plane 'some' in .*; there are: left"):
        plane.reset()


@pytest.mark.parametrize(
    ("number", "hint"),
    [(28, "free some space"), (13, "KUBESPACES_HOME"), (30, "KUBESPACES_HOME"), (5, "see what is wrong with")],
)
def test_what_the_system_says_about_files_becomes_a_sentence(
    workshop: Workshop, number: int, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> tuple[int, str]:
        raise OSError(number, os.strerror(number), "/some/file")

    monkeypatch.setattr("kubespaces_embedded.control_plane.layout.tempfile.mkstemp", refuse)
    with pytest.raises(ControlPlaneError, match=f"^/some/file: {os.strerror(number)}; .*{hint}"):
        workshop.plane().up()


def test_a_home_that_is_a_file_is_named(workshop: Workshop) -> None:
    workshop.home.write_text("", encoding="utf-8")
    with pytest.raises(ControlPlaneError, match=str(workshop.home)):
        workshop.plane().up()
    workshop.home.unlink()


def test_a_full_disk_at_the_end_does_not_hide_the_first_reason(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    plane = workshop.plane()
    plane.up()
    plane.down()
    workshop.behaves(API, "fail Error: first reason")

    def full(path: Path, _: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    saves = iter([starter.save, starter.save, full])

    def save(path: Path, record: Record) -> None:
        next(saves)(path, record)

    monkeypatch.setattr(starter, "save", save)
    with pytest.raises(ControlPlaneError, match="first reason"):
        plane.up()
