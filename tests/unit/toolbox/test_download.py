import hashlib
from pathlib import Path

import pytest

from kubespaces_embedded.toolbox import ToolError, network, require
from kubespaces_embedded.toolbox.download import parse_sums

from .fakes import FakeGo, Publisher, Recorder, body, etcd_release, etcd_script, place, status, tarball, truncated

RELEASE = etcd_release()
GOOD = tarball({RELEASE.executable: etcd_script(), "etcd-v3.6.6-linux-amd64/README.md": "read me"})


def test_a_good_release_is_taken(publisher: Publisher, fake_go: FakeGo, progress: Recorder) -> None:
    publisher.publish(RELEASE, GOOD)

    tool = require("etcd", progress=progress)

    assert (tool.source, tool.version) == ("download", "3.6.6")
    assert tool.path.read_text() == etcd_script()
    assert (tool.path.parent / "README.md").exists()  # the whole archive is kept: pulumi's holds language hosts
    assert fake_go.builds() == []
    assert progress.warned == []


def test_a_release_is_downloaded_once(publisher: Publisher, bin_folder: Path, progress: Recorder) -> None:
    publisher.publish(RELEASE, GOOD)
    first = require("etcd", progress=progress)
    asked = len(publisher.asked)

    assert require("etcd", progress=progress) == first
    assert len(publisher.asked) == asked


def test_a_single_file_with_a_bare_sum(publisher: Publisher, bin_folder: Path, progress: Recorder) -> None:
    content = b"#!/bin/sh\necho Kubernetes v1.34.2\n"
    base = "/dl.k8s.io/v1.34.2/bin/linux/amd64/kube-apiserver"
    publisher.answers[base] = body(content)
    publisher.answers[f"{base}.sha256"] = body(hashlib.sha256(content).hexdigest().encode())

    tool = require("kube-apiserver", progress=progress)

    assert (tool.source, tool.path.read_bytes()) == ("download", content)


def test_a_bad_checksum_is_reported_and_nothing_of_it_is_kept(
    publisher: Publisher, fake_go: FakeGo, progress: Recorder, tmp_path: Path
) -> None:
    publisher.publish(RELEASE, GOOD, sums=f"{'0' * 64}  {RELEASE.filename}\n")

    tool = require("etcd", progress=progress)

    assert tool.source == "build"
    (warning,) = progress.warned
    assert hashlib.sha256(GOOD).hexdigest() in warning
    assert "0" * 64 in warning
    assert "discarded" in warning
    assert not list((tmp_path / "cache").rglob("README.md"))


@pytest.mark.parametrize(
    ("sums", "reason"),
    [
        ("", "lists no SHA-256"),
        ("<html>please sign in</html>", "lists no SHA-256"),
        (f"{'a' * 40}  {RELEASE.filename}\n", "lists no SHA-256"),  # SHA-1 does not do
        (f"{'a' * 64}  another-file.tar.gz\n", "lists no SHA-256"),
        ("x" * (2 * 1024 * 1024), "no list of checksums"),
    ],
)
def test_without_a_checksum_there_is_no_download(
    publisher: Publisher, fake_go: FakeGo, progress: Recorder, sums: str, reason: str
) -> None:
    publisher.publish(RELEASE, GOOD, sums=sums)

    assert require("etcd", progress=progress).source == "build"
    assert any(reason in line for line in progress.said)
    assert place(RELEASE.url) not in publisher.asked


def test_a_missing_release_falls_to_the_build(publisher: Publisher, fake_go: FakeGo, progress: Recorder) -> None:
    publisher.publish(RELEASE, GOOD)
    publisher.answers[place(RELEASE.url)] = status(404)

    assert require("etcd", progress=progress).source == "build"
    assert any("answered 404 Not Found" in line for line in progress.said)


def test_a_broken_server_is_not_taken_for_an_unreachable_one(
    publisher: Publisher, fake_go: FakeGo, progress: Recorder
) -> None:
    publisher.answers[place(RELEASE.checksums)] = status(503)

    require("etcd", progress=progress)

    network.check_reachable(publisher.url)


def test_a_truncated_download_falls_to_the_build(publisher: Publisher, fake_go: FakeGo, progress: Recorder) -> None:
    publisher.publish(RELEASE, GOOD)
    publisher.answers[place(RELEASE.url)] = truncated(GOOD)

    assert require("etcd", progress=progress).source == "build"
    assert any("broke off" in line for line in progress.said)


def test_a_slow_download_is_given_up_with_a_word(
    publisher: Publisher, fake_go: FakeGo, progress: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = network.Limits(floor_window=0.1, floor_rate=10 * 1024 * 1024)
    monkeypatch.setattr(network, "LIMITS", limits)
    publisher.publish(RELEASE, GOOD)
    publisher.answers[place(RELEASE.url)] = publisher.drip

    assert require("etcd", progress=progress).source == "build"
    assert any("too slow" in line and "KiB/s" in line for line in progress.said)


def test_a_stalled_download_is_given_up(
    publisher: Publisher, fake_go: FakeGo, progress: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "LIMITS", network.Limits(stall=0.2, first_byte=5))
    publisher.publish(RELEASE, GOOD)

    def stall(request: object) -> None:
        truncated(GOOD)(request)  # type: ignore[arg-type]  # the handler, as in every answer
        publisher.silence(request)  # type: ignore[arg-type]  # as above

    publisher.answers[place(RELEASE.url)] = stall

    assert require("etcd", progress=progress).source == "build"
    assert any("broke off" in line for line in progress.said)


@pytest.mark.parametrize("name", ["../../../../outside", "a/../../outside"])
def test_an_archive_that_leaves_its_folder_is_refused(
    publisher: Publisher, fake_go: FakeGo, progress: Recorder, tmp_path: Path, name: str
) -> None:
    publisher.publish(RELEASE, tarball({RELEASE.executable: etcd_script(), name: "evil"}))

    assert require("etcd", progress=progress).source == "build"
    assert "is refused" in progress.warned[0]
    assert not list(tmp_path.rglob("outside"))


def test_a_release_without_the_executable_is_refused(publisher: Publisher, fake_go: FakeGo, progress: Recorder) -> None:
    publisher.publish(RELEASE, tarball({"README.md": "moved"}))

    assert require("etcd", progress=progress).source == "build"
    assert f"holds no {RELEASE.executable}" in progress.warned[0]


def test_a_release_of_another_version_is_refused(publisher: Publisher, fake_go: FakeGo, progress: Recorder) -> None:
    publisher.publish(RELEASE, tarball({RELEASE.executable: etcd_script("3.5.0")}))

    assert require("etcd", progress=progress).source == "build"
    assert "says that it is version 3.5.0, not 3.6.6" in progress.warned[0]


def test_a_release_that_does_not_run_here_falls_to_the_build(
    publisher: Publisher, fake_go: FakeGo, progress: Recorder
) -> None:
    publisher.publish(RELEASE, tarball({RELEASE.executable: "#!/no/such/interpreter\n"}))

    assert require("etcd", progress=progress).source == "build"
    assert any("does not run here" in line for line in progress.said)


def test_never_asks_nobody(
    publisher: Publisher, fake_go: FakeGo, progress: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(network.MODE, "never")
    publisher.publish(RELEASE, GOOD)

    assert require("etcd", progress=progress).source == "build"
    assert publisher.asked == []
    assert any("KUBESPACES_OFFICIAL_DOWNLOADS=never" in line for line in progress.said)


def test_when_all_ways_are_closed_the_error_names_them_and_what_to_do(bin_folder: Path, progress: Recorder) -> None:
    with pytest.raises(ToolError) as caught:
        require("etcd", progress=progress)

    message = str(caught.value)
    assert "etcd 3.6.6 is not there and cannot be had" in message
    assert "KUBESPACES_OFFICIAL_DOWNLOADS=never" in message
    assert "no working `go` is on PATH" in message
    assert "set KUBESPACES_ETCD" in message


@pytest.mark.parametrize(
    "text",
    [
        f"{'B' * 64}  x.tar.gz\n",
        f"{'b' * 64} *x.tar.gz\n",
        f"{'a' * 64}  other\n{'b' * 64}  ./x.tar.gz\n",
        f"\n{'b' * 64}",
    ],
)
def test_forms_of_checksum_lists(text: str) -> None:
    assert parse_sums(text, "x.tar.gz") == "b" * 64


def test_a_sum_of_a_file_with_a_longer_name_is_not_taken() -> None:
    assert parse_sums(f"{'a' * 64}  not-x.tar.gz\n", "x.tar.gz") is None
    assert parse_sums(f"{'a' * 64}\n{'b' * 64}\n", "x.tar.gz") is None
