"""What the runner remembers between two runs."""

import contextlib
import socket
from pathlib import Path

from kubespaces_embedded.virtual import report
from kubespaces_embedded.virtual.places import Ports
from kubespaces_embedded.virtual.report import Entry, Report


def listened(ports: Ports, namespace: str) -> int:
    with ports.listen(namespace) as listener:
        address, port = listener.getsockname()
        assert address == "127.0.0.1"
        return int(port)


def test_a_port_is_kept_over_restarts(tmp_path: Path) -> None:
    port = listened(Ports(tmp_path / "ports.json"), "team-dev")
    assert listened(Ports(tmp_path / "ports.json"), "team-dev") == port
    assert listened(Ports(tmp_path / "ports.json"), "team-prod") != port


def test_a_port_that_somebody_took_is_replaced(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    port = listened(ports, "team-dev")
    with contextlib.closing(socket.create_server(("127.0.0.1", port))):
        other = listened(ports, "team-dev")
    assert other != port
    assert listened(Ports(tmp_path / "ports.json"), "team-dev") == other


def test_ports_of_namespaces_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    listened(ports, "gone")
    listened(ports, "kept")
    ports.keep({"kept", "new"})
    assert "gone" not in (tmp_path / "ports.json").read_text()
    assert "kept" in (tmp_path / "ports.json").read_text()


def test_a_damaged_note_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text("{")
    assert listened(Ports(tmp_path / "ports.json"), "team-dev") > 0


def test_reports_are_read_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "virtual").mkdir()
    said = Report(clusters=(Entry(namespace="team-dev", name="team-dev", state="ready", pid=7),), problem="x")
    report.write(tmp_path, said)
    assert report.read(tmp_path) == said
    assert report.read(tmp_path / "nowhere") == Report()
