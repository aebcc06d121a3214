"""The few system calls of Linux that a sandbox is made of and that Python has no functions for."""

import ctypes
import fcntl
import os
import platform
import signal
import socket
import struct
from pathlib import Path

# linux/sched.h
NEW_MOUNTS = 0x00020000
NEW_UTS = 0x04000000
NEW_IPC = 0x08000000
NEW_USER = 0x10000000
NEW_PIDS = 0x20000000
NEW_NETWORK = 0x40000000

# linux/mount.h
READ_ONLY = 1
NO_SUID = 2
NO_DEVICES = 4
NO_EXEC = 8
REMOUNT = 32
BIND = 4096
RECURSIVE = 16384
PRIVATE = 1 << 18
RELATIVE_TIME = 1 << 21
_DETACH = 2

# statvfs(3) has other numbers than mount(2) for this one alone of those that a mount may be locked with.
_STATVFS_RELATIVE_TIME = 4096
_LOCKED = READ_ONLY | NO_SUID | NO_DEVICES | NO_EXEC | 1024 | 2048

# linux/prctl.h
_SET_PARENT_DEATH_SIGNAL = 1
_SET_NO_NEW_PRIVILEGES = 38

# linux/sockios.h, net/if.h
_SET_FLAGS = 0x8914
_UP_AND_RUNNING = 0x41

_CLONE = {"x86_64": 56, "aarch64": 220}
"""Number of the system call clone(2) by processor (asm/unistd.h)."""

_libc = ctypes.CDLL(None, use_errno=True)


def unshare(flags: int) -> None:
    """Leave the namespaces of the calling process for new ones (unshare(2)); raises OSError."""
    _check(_libc.unshare(flags), "unshare")


def fork(flags: int) -> int:
    """Fork into new namespaces (clone(2)); return 0 in the child, its process id in the parent. Raises OSError.

    Unlike after :func:`unshare` of process ids, the parent may still start threads.
    """
    number = _CLONE.get(platform.machine())
    if number is None:
        raise OSError(f"a sandbox can be made on {' and '.join(_CLONE)}, not on {platform.machine()}")
    child: int = _libc.syscall(number, ctypes.c_ulong(flags | signal.SIGCHLD), 0, 0, 0, 0)
    if child < 0:
        _check(child, "clone")
    return child


def become(uid: int, gid: int, outer_uid: int, outer_gid: int) -> None:
    """Say which user of the new user namespace this process is (user_namespaces(7)); raises OSError."""
    # Without it the kernel lets nobody but root map a group: it could lose groups that deny something.
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{uid} {outer_uid} 1\n", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{gid} {outer_gid} 1\n", encoding="ascii")


def mount(source: str, target: Path, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount a file system (mount(2)); raises OSError."""
    words = [word.encode() for word in (source, str(target), kind)]
    _check(_libc.mount(*words, ctypes.c_ulong(flags), options.encode()), f"mount {target}")


def bind(source: Path, target: Path, *, writable: bool) -> None:
    """Show a file or folder at another place; raises OSError."""
    mount(str(source), target, flags=BIND)
    if not writable:
        # The kernel refuses a remount that drops what the user namespace outside has locked.
        now = os.statvfs(target).f_flag
        kept = now & _LOCKED | (RELATIVE_TIME if now & _STATVFS_RELATIVE_TIME else 0)
        mount("", target, flags=BIND | REMOUNT | READ_ONLY | kept)


def enter_root(root: Path) -> None:
    """Make a mounted folder the root of everything, and let go of the old one (pivot_root(2)); raises OSError."""
    os.chdir(root)
    _check(_libc.pivot_root(b".", b"."), "pivot_root")
    _check(_libc.umount2(b".", _DETACH), "umount")
    os.chdir("/")


def start_loopback() -> None:
    """Switch on the loopback interface of a new network; raises OSError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP_AND_RUNNING))


def die_with_parent(signal: int) -> None:
    """Have the kernel send this process a signal when the thread that started it ends."""
    _check(_libc.prctl(_SET_PARENT_DEATH_SIGNAL, signal, 0, 0, 0), "prctl")


def forbid_new_privileges() -> None:
    """Have set-user-id bits of executables mean nothing from now on."""
    _check(_libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0), "prctl")


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
