import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubespaces_embedded.toolbox import ToolError, network, require, require_all
from kubespaces_embedded.toolbox.errors import UnavailableError

from .fakes import FakeGo, Publisher, Recorder, etcd_release, etcd_script, tarball


@pytest.fixture
def refused() -> Iterator[str]:
    """The address of a port where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def test_a_refused_port_falls_to_the_build_and_is_remembered(
    fake_go: FakeGo, progress: Recorder, refused: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(network.MODE, "auto")
    monkeypatch.setenv(network.MIRROR, refused)

    assert require("etcd", progress=progress).source == "build"
    assert any("out of reach" in line and refused in line for line in progress.said)
    monkeypatch.setattr(network, "_unreachable", {})  # as in the next process
    with pytest.raises(UnavailableError, match=r"tried again in 10 min, or at once with .*=always"):
        network.check_reachable(f"{refused}/anything")


def test_a_server_that_never_answers_costs_the_budget_once(
    publisher: Publisher, fake_go: FakeGo, progress: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "LIMITS", network.Limits(first_byte=0.2, stall=0.5))
    publisher.answers = {f"/{etcd_release().checksums.split('://')[1]}": publisher.silence}

    assert require("etcd", progress=progress).source == "build"
    assert any("no answer within 0.2 seconds" in line for line in progress.said)
    assert len(publisher.asked) <= 1
    with pytest.raises(UnavailableError):
        network.check_reachable(publisher.url)


def test_a_dead_name_server_costs_the_budget_only(
    fake_go: FakeGo, progress: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    monkeypatch.setenv(network.MODE, "auto")
    monkeypatch.setattr(network, "LIMITS", network.Limits(first_byte=0.2))
    # The system's resolver tries for half a minute and more, and no timeout of a client reaches it.
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(30) or [])

    tool = require("etcd", progress=progress)

    assert not over.is_set()
    assert tool.source == "build"
    assert any("https://github.com is out of reach (no answer within 0.2 s" in line for line in progress.said)
    over.set()


def test_what_is_remembered_expires(refused: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network.remember_unreachable(refused)
    now = time.time()

    monkeypatch.setattr(time, "time", lambda: now + network.MEMORY + 1)

    network.check_reachable(refused)


def test_a_clock_that_was_set_back_does_not_block_for_long(refused: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network.remember_unreachable(refused)
    now = time.time()

    monkeypatch.setattr(time, "time", lambda: now - 86400)

    network.check_reachable(refused)


def test_always_tries_again_at_once(refused: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network.remember_unreachable(refused)
    monkeypatch.setenv(network.MODE, "always")

    network.check_reachable(refused)


@pytest.mark.parametrize("content", ["", "[]", '{"a": "b"}', "null", "\x00"])
def test_a_damaged_memory_is_no_memory(tmp_path: Path, refused: str, content: str) -> None:
    folder = tmp_path / "cache" / "tools"
    folder.mkdir(parents=True)
    (folder / "unreachable.json").write_text(content)

    network.check_reachable(refused)
    network.remember_unreachable(refused)

    assert list(json.loads((folder / "unreachable.json").read_text())) == [refused]


def test_not_being_able_to_remember_is_no_error(tmp_path: Path, refused: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KUBESPACES_CACHE", str(tmp_path / "file"))

    network.remember_unreachable(refused)

    with pytest.raises(UnavailableError):  # this process still knows
        network.check_reachable(refused)


def test_several_dead_servers_are_asked_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(network.MODE, "auto")
    both = threading.Barrier(2, timeout=10)

    def head(self: object, url: str, **_: object) -> None:
        both.wait()  # breaks, and fails the test below, if the second waits for the first to end
        raise OSError("unreachable")

    monkeypatch.setattr("httpx.Client.head", head)

    network.find_unreachable(["https://one.example/a", "https://two.example/b", "https://two.example/c"])

    assert not both.broken
    assert set(network._unreachable) == {"https://one.example", "https://two.example"}


def test_several_tools_share_what_was_found_out(
    fake_go: FakeGo, progress: Recorder, refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(network.MODE, "auto")
    monkeypatch.setenv(network.MIRROR, refused)
    monkeypatch.setenv("FAKE_BUILT", "#!/bin/sh\necho 'Kubernetes v1.34.2'\necho 'etcd Version: 3.6.6'\n")

    found = require_all(["kube-apiserver", "etcd"], progress=progress)

    assert [tool.source for tool in found.values()] == ["build", "build"]
    assert all("a moment ago" in line for line in progress.said if "no download" in line)


def test_a_call_that_raises_raises_here() -> None:
    def fail() -> None:
        raise LookupError("no such name")

    with pytest.raises(LookupError, match="no such name"):
        network.in_time(fail, 5)
    assert network.in_time(lambda: 7, 5) == 7


def test_an_unknown_mode_is_an_error(bin_folder: Path, monkeypatch: pytest.MonkeyPatch, progress: Recorder) -> None:
    monkeypatch.setenv(network.MODE, "off")

    with pytest.raises(ToolError, match=r"KUBESPACES_OFFICIAL_DOWNLOADS=off: no such choice; it is auto, never"):
        require("etcd", progress=progress)


@pytest.mark.parametrize("mirror", ["mirror.example.com", "ftp://mirror.example.com", "http://x:port", "https://"])
def test_a_mirror_that_is_no_address_is_an_error(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch, progress: Recorder, mirror: str
) -> None:
    monkeypatch.setenv(network.MODE, "auto")
    monkeypatch.setenv(network.MIRROR, mirror)

    with pytest.raises(ToolError, match="KUBESPACES_DOWNLOAD_MIRROR holds no address"):
        require("etcd", progress=progress)


def test_a_proxy_that_cannot_be_used_falls_to_the_build(
    fake_go: FakeGo, progress: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(network.MODE, "auto")
    monkeypatch.setenv("HTTPS_PROXY", "socks7://127.0.0.1:1")

    assert require("etcd", progress=progress).source == "build"


def test_a_mirrors_password_is_never_shown(
    publisher: Publisher, fake_go: FakeGo, progress: Recorder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(network.MIRROR, publisher.url.replace("://", "://user:secret@"))
    release = etcd_release()
    publisher.publish(release, tarball({release.executable: etcd_script()}), sums=f"{'0' * 64}\n")

    require("etcd", progress=progress)

    assert "SHA-256" in progress.warned[0]
    told = progress.said + progress.warned + progress.tasks + progress.details
    assert not [line for line in told if "secret" in line]
    kept = [file for file in (tmp_path / "cache").rglob("*") if file.is_file()]
    assert not [file for file in kept if "secret" in file.read_text()]
