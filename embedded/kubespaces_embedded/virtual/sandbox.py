"""A process of its own world: user, files, network and process ids; no root, no container runtime.

Started as a program by :mod:`.instance`. Inside are only the files that its description names, and a loopback
interface with two doors: connections to ``listen`` outside reach ``port`` inside, and connections to ``api_port``
inside are handed to whoever holds the other end of ``control``.
"""

import contextlib
import json
import os
import signal
import socket
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from . import kernel
from .relay import relay

LOOPBACK = "127.0.0.1"
FAILED = 70
"""Exit code when the sandbox itself could not be made (EX_SOFTWARE of sysexits.h)."""

_MOST_FILES = 4096
"""More than this process ever has open."""

_DEVICES = ("null", "zero", "full", "random", "urandom")
_HARMLESS = kernel.NO_SUID | kernel.NO_DEVICES
_SPACES = kernel.NEW_USER | kernel.NEW_NETWORK | kernel.NEW_IPC | kernel.NEW_UTS
_SPACES_OF_CHILD = kernel.NEW_PIDS | kernel.NEW_MOUNTS
"""This process keeps the files that it was started with: they are Python's."""


@dataclass(frozen=True)
class Bind:
    """A file or folder of this machine that is seen inside."""

    source: str
    target: str
    writable: bool = False


@dataclass(frozen=True)
class Description:
    """What is inside, and what is run there."""

    root: str
    """An empty folder; the new root is mounted on it."""
    user: int
    group: int
    binds: tuple[Bind, ...]
    folders: tuple[str, ...]
    """Empty folders that are gone at the end."""
    argv: tuple[str, ...]
    environment: dict[str, str]
    port: int
    api_port: int
    read_only: bool = False
    """Nothing can be written but below ``folders`` and writable binds."""

    def dump(self) -> str:
        """Return it as text."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> "Description":
        """Return what :meth:`dump` wrote."""
        data = json.loads(text)
        for key in ("folders", "argv"):
            data[key] = tuple(data[key])
        return cls(**data | {"binds": tuple(Bind(**one) for one in data["binds"])})


def main(arguments: list[str]) -> int:
    """Run what the description says; its exit code is ours."""
    if arguments == ["probe"]:
        kernel.unshare(_SPACES | _SPACES_OF_CHILD)
        return 0
    description = Description.load(Path(arguments[0]).read_text(encoding="utf-8"))
    listen, control = (socket.socket(fileno=int(number)) for number in arguments[1:])
    kernel.die_with_parent(signal.SIGKILL)
    _enter(description)
    _hand_over(description, control)
    child = kernel.fork(_SPACES_OF_CHILD)
    if child == 0:
        _run(description)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    relay(listen, LOOPBACK, description.port)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) & 0xFF


def _enter(description: Description) -> None:
    user, group = os.getuid(), os.getgid()
    kernel.unshare(_SPACES)
    kernel.become(description.user, description.group, user, group)
    kernel.start_loopback()


def _hand_over(description: Description, control: socket.socket) -> None:
    """Give the door to the API server to the process outside: only there it leads anywhere."""
    door = socket.create_server((LOOPBACK, description.api_port))
    socket.send_fds(control, [b"."], [door.fileno()])
    door.close()
    control.close()


def _run(description: Description) -> None:
    """Become the first process of the new world; never returns."""
    try:
        kernel.die_with_parent(signal.SIGKILL)
        _furnish(Path(description.root), description)
        kernel.enter_root(Path(description.root))
        kernel.forbid_new_privileges()
        os.closerange(3, _MOST_FILES)  # the doors are this side's
        os.execve(description.argv[0], description.argv, description.environment)  # noqa: S606 - there is no shell
    except BaseException as error:  # noqa: BLE001 - after a fork nothing may go on but the new program
        sys.stderr.write(f"the sandbox cannot be made: {error}\n")
        sys.stderr.flush()
    os._exit(FAILED)


def _furnish(root: Path, description: Description) -> None:
    kernel.mount("", Path("/"), flags=kernel.RECURSIVE | kernel.PRIVATE)
    _mount_empty(root, "mode=755")
    for folder in ("/dev", "/proc", "/etc"):
        _inside(root, folder).mkdir()
    for folder in description.folders:
        _mount_empty(_inside(root, folder), "mode=700")
    for bind in description.binds:
        _show(Path(bind.source), _inside(root, bind.target), writable=bind.writable)
    for device in _DEVICES:
        _show(Path("/dev") / device, root / "dev" / device, writable=True)
    (root / "etc" / "hosts").write_text(f"{LOOPBACK} localhost\n", encoding="ascii")
    # Inside many containers the kernel forbids it, and nothing that runs here needs it.
    with contextlib.suppress(OSError):
        kernel.mount("proc", root / "proc", "proc", kernel.NO_SUID | kernel.NO_DEVICES | kernel.NO_EXEC)
    if description.read_only:
        kernel.mount("", root, flags=kernel.REMOUNT | kernel.READ_ONLY | _HARMLESS)


def _mount_empty(folder: Path, options: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    kernel.mount("tmpfs", folder, "tmpfs", _HARMLESS, options)


def _show(source: Path, target: Path, *, writable: bool) -> None:
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    kernel.bind(source, target, writable=writable)


def _inside(root: Path, path: str) -> Path:
    """Return where a path of the inside is before the root is changed; raises ValueError for one that leads out."""
    if not path.startswith("/") or ".." in Path(path).parts:
        raise ValueError(f"{path!r} is no path of the inside")
    return root / path.lstrip("/")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except OSError as problem:
        sys.stderr.write(f"the sandbox cannot be made: {problem}\n")
        sys.exit(FAILED)
