"""A sandbox is a world of its own, reached and left by two doors only. Made for real, where the kernel lets us."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import psutil
import pytest

from kubespaces_embedded.virtual.relay import relay
from kubespaces_embedded.virtual.sandbox import Bind, Description
from kubespaces_embedded.virtual.support import unsupported

pytestmark = pytest.mark.skipif(bool(unsupported()), reason=unsupported() or "runs here")

_NEEDED = (sys.executable, sys.base_prefix, "/usr/lib", "/lib/x", "/lib64/x")
SEEN = [path for path in {Path("/", Path(name).parts[1]) for name in _NEEDED} if path.exists()]
"""What Python itself needs; a vCluster needs none of it."""


@dataclass
class Running:
    process: subprocess.Popen[str]
    port: int
    door: socket.socket


@contextlib.contextmanager
def sandbox(folder: Path, code: str, *, read_only: bool = False) -> Iterator[Running]:
    """Run Python code in a sandbox; /data inside is a folder of the test."""
    (folder / "root").mkdir()
    (folder / "data").mkdir()
    description = Description(
        root=str(folder / "root"),
        user=12345,
        group=12345,
        binds=(*(Bind(str(path), str(path)) for path in SEEN), Bind(str(folder / "data"), "/data", writable=True)),
        folders=("/empty",),
        argv=(sys.executable, "-c", dedent(code)),
        environment={"ONLY": "this"},
        port=8443,
        api_port=6443,
        read_only=read_only,
    )
    (folder / "sandbox.json").write_text(description.dump())
    listener = socket.create_server(("127.0.0.1", 0))
    near, far = socket.socketpair()
    fds = (listener.fileno(), far.fileno())
    command = [sys.executable, "-m", "kubespaces_embedded.virtual.sandbox", str(folder / "sandbox.json")]
    with listener, near, far:
        process = subprocess.Popen([*command, *map(str, fds)], pass_fds=fds, stdout=subprocess.PIPE, text=True)
        far.close()
        near.settimeout(30)
        _, doors, _, _ = socket.recv_fds(near, 1, 1)
        with socket.socket(fileno=doors[0]) as door:
            try:
                yield Running(process, listener.getsockname()[1], door)
            finally:
                process.kill()
                process.communicate()


def told(running: Running) -> dict[str, object]:
    output, _ = running.process.communicate(timeout=30)
    assert running.process.returncode == 0
    found: dict[str, object] = json.loads(output)
    return found


def test_inside_is_nothing_but_what_was_described(tmp_path: Path) -> None:
    code = """
        import json, os, socket
        def refused(path):
            try:
                open(path, "w")
            except OSError as error:
                return error.strerror
        open("/data/kept", "w").write("x")
        print(json.dumps({
            "files": [name for name in os.listdir("/proc/self/fd") if int(name) > 3],
            "user": os.getuid(), "pid": os.getpid(), "environment": dict(os.environ),
            "networks": [name for _, name in socket.if_nameindex()],
            "root": sorted(os.listdir("/")), "program": refused("/usr/written"),
            "capabilities": [line for line in open("/proc/self/status") if line.startswith(("CapEff", "NoNewPrivs"))],
        }))
    """
    with sandbox(tmp_path, code) as running:
        found = told(running)

    assert (found["user"], found["pid"], found["networks"]) == (12345, 1, ["lo"])
    assert found["environment"] == {"ONLY": "this"} | {
        key: value
        for key, value in dict(found["environment"]).items()
        if key == "LC_CTYPE"  # Python sets it itself
    }
    assert set(found["root"]) == {"data", "dev", "empty", "etc", "proc", *(path.name for path in SEEN)}
    assert found["files"] == []  # the third is the listing itself
    assert found["program"] == "Read-only file system"
    assert [line.split() for line in found["capabilities"]] == [["CapEff:", "0" * 16], ["NoNewPrivs:", "1"]]
    assert (tmp_path / "data" / "kept").read_text() == "x"
    assert list((tmp_path / "root").iterdir()) == []  # mounts of the inside are not seen outside


@pytest.mark.parametrize("read_only", [True, False])
def test_a_read_only_root_can_be_written_to_in_its_folders_alone(tmp_path: Path, read_only: bool) -> None:
    code = """
        import json
        def told(path):
            try:
                open(path, "w").close()
            except OSError as error:
                return error.strerror
            return "written"
        print(json.dumps({path: told(path) for path in ("/here", "/etc/here", "/empty/here", "/data/here")}))
    """
    with sandbox(tmp_path, code, read_only=read_only) as running:
        found = told(running)

    outside = "Read-only file system" if read_only else "written"
    assert found == {"/here": outside, "/etc/here": outside, "/empty/here": "written", "/data/here": "written"}


def test_it_is_reached_and_reaches_out_by_its_doors_only(tmp_path: Path) -> None:
    code = """
        import socket
        server = socket.create_server(("127.0.0.1", 8443))
        near, _ = server.accept()
        word = near.recv(100)
        with socket.create_connection(("127.0.0.1", 6443)) as api:
            near.sendall(word + b" and " + api.recv(100))
        near.close()
    """
    with socket.create_server(("127.0.0.1", 0)) as api, sandbox(tmp_path, code) as running:
        relay(running.door, "127.0.0.1", api.getsockname()[1])
        answering = threading.Thread(target=answer, args=(api,))
        answering.start()
        assert ask(running.port, b"kubectl") == b"kubectl and the API server"
        answering.join(30)


def answer(server: socket.socket) -> None:
    client, _ = server.accept()
    with client:
        client.sendall(b"the API server")


def ask(port: int, word: bytes) -> bytes:
    """Send a word until somebody answers: the program inside needs a moment to listen."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 30) as client:
            client.sendall(word)
            answer = b"".join(iter(lambda: client.recv(100), b""))
            if answer:
                return answer
        time.sleep(0.05)
    raise AssertionError("nobody answered")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_of_it_outlives_its_end(tmp_path: Path, number: signal.Signals) -> None:
    code = """
        import os, signal, subprocess, sys, time
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        open("/data/started", "w").close()
        time.sleep(600)
    """
    with sandbox(tmp_path, code) as running:
        eventually((tmp_path / "data" / "started").exists)
        below = psutil.Process(running.process.pid).children(recursive=True)
        assert len(below) >= 2
        running.process.send_signal(number)
        running.process.wait(30)
        eventually(lambda: not any(alive(process) for process in below))


def alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def eventually(condition: object) -> None:
    deadline = time.monotonic() + 30
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def test_a_program_that_is_not_there_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with sandbox(tmp_path, "") as running:
        running.process.wait(30)
        assert running.process.returncode == 0
    broken = json.loads((tmp_path / "sandbox.json").read_text()) | {"argv": ["/nowhere"]}
    (tmp_path / "sandbox.json").write_text(json.dumps(broken))
    with socket.create_server(("127.0.0.1", 0)) as listener, contextlib.ExitStack() as stack:
        near, far = map(stack.enter_context, socket.socketpair())
        fds = (listener.fileno(), far.fileno())
        command = [sys.executable, "-m", "kubespaces_embedded.virtual.sandbox", str(tmp_path / "sandbox.json")]
        done = subprocess.run([*command, *map(str, fds)], pass_fds=fds, check=False, timeout=30)
        near.close()
    assert done.returncode == 70
    assert "the sandbox cannot be made: [Errno 2] No such file or directory" in capfd.readouterr().err
