"""What the commands say about virtual clusters of a control plane on this machine."""

from pathlib import Path

import pytest

from kubespaces.cli import virtual
from kubespaces.errors import KubespacesError
from kubespaces_embedded.virtual import report
from kubespaces_embedded.virtual.report import Entry, Report
from tests.plans import namespace_of

SHARED, OWN = namespace_of("prod"), namespace_of("dev", isolation="virtual")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KUBESPACES_HOME", str(tmp_path))
    monkeypatch.delenv(virtual.SWITCH, raising=False)
    return tmp_path


def say(home: Path, entry: Entry) -> None:
    folder = home / "control-planes" / "local"
    (folder / "virtual").mkdir(parents=True)
    report.write(folder, Report(clusters=(entry,)))


def test_they_are_run_where_a_document_has_one() -> None:
    assert virtual.wanted([SHARED, OWN]) is True
    assert virtual.wanted([SHARED]) is None


def test_they_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(virtual.SWITCH, "off")
    assert virtual.wanted([OWN]) is False
    assert virtual.states("local", [SHARED, OWN]) == [
        "Virtual cluster shop-dev is not run (KUBESPACES_VIRTUAL_CLUSTERS=off)"
    ]


def test_another_word_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(virtual.SWITCH, "no")
    with pytest.raises(KubespacesError, match="KUBESPACES_VIRTUAL_CLUSTERS=no: no such choice; it is on or off"):
        virtual.wanted([OWN])


def test_a_ready_one_has_its_address(home: Path) -> None:
    say(home, Entry(namespace="shop-dev", name="shop-dev", state="ready", endpoint="https://127.0.0.1:5"))
    assert virtual.states("local", [SHARED, OWN]) == ["Virtual cluster shop-dev is ready at https://127.0.0.1:5"]


def test_what_is_not_as_its_document_says_is_told(home: Path) -> None:
    found = Entry(namespace="shop-dev", name="shop-dev", state="ready", endpoint="https://x", note="runs another")
    say(home, found)
    assert virtual.states("local", [OWN]) == ["Virtual cluster shop-dev is ready at https://x; it runs another"]


def test_one_that_waits_says_for_what(home: Path) -> None:
    say(home, Entry(namespace="shop-dev", name="shop-dev", state="waiting", problem="vcluster-syncer is built"))
    assert virtual.states("local", [OWN]) == ["Virtual cluster shop-dev is waiting: vcluster-syncer is built"]


def test_one_that_nobody_has_seen_yet_is_about_to_start() -> None:
    assert virtual.states("local", [OWN]) == ["Virtual cluster shop-dev is about to start"]
