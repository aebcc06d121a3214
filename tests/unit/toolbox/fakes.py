"""A fake publisher on a loopback port, a fake `go` and fake tools: nothing of the real ones is needed."""

import contextlib
import hashlib
import io
import tarfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil

from kubespaces_embedded.toolbox import versions

Answer = Callable[[BaseHTTPRequestHandler], None]


class Publisher:
    """Serves what a test puts in, under /<host>/<path>, as a mirror does, and notes what was asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.over = threading.Event()
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked.append(self.path)
                with contextlib.suppress(OSError):  # a client that has given up
                    publisher.answers.get(self.path, status(404))(self)

            def do_HEAD(self) -> None:
                self.do_GET()

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def publish(self, release: versions.Release, content: bytes, sums: str | None = None) -> None:
        """Serve a release with the right sum, unless the test gives another text for the list of sums."""
        listed = f"{hashlib.sha256(content).hexdigest()}  {release.filename}\n" if sums is None else sums
        self.answers[place(release.url)] = body(content)
        self.answers[place(release.checksums)] = body(listed.encode())

    def silence(self, request: BaseHTTPRequestHandler) -> None:
        """Answer nothing for as long as the test runs."""
        self.over.wait(30)

    def drip(self, request: BaseHTTPRequestHandler) -> None:
        """Send a kilobyte now and then for as long as the test runs."""
        request.send_response(200)
        request.send_header("Content-Length", str(100 * 1024 * 1024))
        request.end_headers()
        while not self.over.wait(0.02):
            request.wfile.write(b"x" * 1024)


def place(url: str) -> str:
    return "/" + url.split("://", 1)[1]


def body(content: bytes) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(content)

    return answer


def truncated(content: bytes) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content[: len(content) // 2])

    return answer


def status(code: int) -> Answer:
    return lambda request: request.send_error(code)


def tarball(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(text.encode()), 0o755
            tar.addfile(entry, io.BytesIO(text.encode()))
    return buffer.getvalue()


def etcd_release() -> versions.Release:
    release = versions.spec("etcd").release(versions.Platform("linux", "amd64"))
    assert release is not None
    return release


def etcd_script(version: str = "3.6.6") -> str:
    return f"#!/bin/sh\necho 'etcd Version: {version}'\n"


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def running(pid: int) -> bool:
    """Tell whether a process runs; a zombie has ended, though nobody may have collected it yet."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


GO = """#!/bin/sh
# Stands for the go command: notes each build, waits for a file if there is one to wait for, writes a tool.
if [ "$1" = env ]; then echo '{{"GOVERSION": "{version}", "GOTOOLCHAIN": "local"}}'; exit; fi
echo "$$ $*" >> {folder}/builds
if [ -e {folder}/fail ]; then echo 'pkg/x.go:1: no such word' >&2; exit 1; fi
echo 'go: downloading example.com/x v1.0.0' >&2
while [ -e {folder}/wait ]; do echo example.com/x/package >&2; /bin/sleep 0.02; done
while [ "$1" != -o ]; do shift; done
printf '%s' "$FAKE_BUILT" > "$2"
"""


class FakeGo:
    """A `go` that builds in no time, or when the test lets it."""

    def __init__(self, bin_folder: Path, folder: Path, version: str = "go1.26.8") -> None:
        self.folder = folder
        folder.mkdir()
        self.path = script(bin_folder / "go", GO.format(folder=folder, version=version))

    def builds(self) -> list[str]:
        notes = self.folder / "builds"
        return notes.read_text().splitlines() if notes.exists() else []

    def hold(self) -> None:
        (self.folder / "wait").touch()

    def let_go(self) -> None:
        (self.folder / "wait").unlink()

    def fail(self) -> None:
        (self.folder / "fail").touch()


class Recorder:
    """Progress that a test can read."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.warned: list[str] = []
        self.tasks: list[str] = []
        self.details: list[str] = []

    def say(self, message: str) -> None:
        self.said.append(message)

    def warn(self, message: str) -> None:
        self.warned.append(message)

    @contextlib.contextmanager
    def task(self, title: str) -> Iterator["Recorder"]:
        self.tasks.append(title)
        yield self

    def update(self, detail: str) -> None:
        self.details.append(detail)
