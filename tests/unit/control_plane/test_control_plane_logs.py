from pathlib import Path

import pytest

from kubespaces_embedded.control_plane.logs import LONGEST, TAIL, last_words, rotate

HARMLESS = 'I1121 03:53:11.932536   28584 garbagecollector.go:157] "Proceeding to collect garbage"'
ERROR = "E1121 03:54:59.868256     459 controller.go:95] Found stale data, removed previous endpoints"
FAILED = (
    'E1121 03:47:58.225566   24795 run.go:72] "command failed" '
    'err="failed to listen on 127.0.0.1:1: bind: address already in use"'
)
QUOTED = 'E1121 03:47:58.225566   24795 run.go:72] "command failed" err="configmaps \\"a\\" is forbidden"'
FATAL = "F1121 03:47:58.225566   24795 main.go:1] no way"
ETCD_WARN = '{"level":"warn","ts":"2026-11-21T03:54:13Z","msg":"simple token is not cryptographically signed"}'
ETCD_FATAL = (
    '{"level":"fatal","ts":"2026-11-21T03:54:13Z","caller":"x","msg":"failed to create WAL",'
    '"error":"no space left on device","stacktrace":"main.main()"}'
)
VCLUSTER = (
    '2026-11-26 05:03:41\t\x1b[31mERROR\x1b[0m\tcmd/root.go:54\terror\t{"component": "vcluster", "error": "no rights"}'
)
VCLUSTER_INFO = "2026-11-26 05:03:41\t\x1b[32mINFO\x1b[0m\tsetup/x.go:1\tstarting"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "some.log"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([HARMLESS], '"Proceeding to collect garbage"'),
        ([ERROR, HARMLESS], "Found stale data, removed previous endpoints"),
        ([FAILED, ERROR], "failed to listen on 127.0.0.1:1: bind: address already in use"),
        ([QUOTED], 'configmaps "a" is forbidden'),
        ([FATAL, ERROR], "no way"),
        ([ETCD_FATAL, "panic: failed to create WAL", "goroutine 1"], "failed to create WAL: no space left on device"),
        ([VCLUSTER, VCLUSTER_INFO], "error: no rights"),
        ([VCLUSTER_INFO], "starting"),
        ([ETCD_FATAL, ETCD_WARN], "failed to create WAL: no space left on device"),
        (
            ["panic: assignment to entry in nil map", "", "goroutine 1 [running]:"],
            "panic: assignment to entry in nil map",
        ),
        (["Error: unknown flag: --nonsense", "Usage:"], "Error: unknown flag: --nonsense"),
        (["exec format error", ""], "exec format error"),
        (['{"level": half a line'], '{"level": half a line'),
        ([], ""),
    ],
)
def test_the_line_is_found_that_says_why(log: Path, lines: list[str], words: str) -> None:
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert last_words(log) == words


def test_the_latest_of_two_equally_bad_lines_counts(log: Path) -> None:
    log.write_text(f"{ERROR}\n{ERROR.replace('stale', 'fresh')}\n", encoding="utf-8")
    assert last_words(log) == "Found fresh data, removed previous endpoints"


def test_a_killed_process_is_not_blamed_for_what_it_lived_with(log: Path) -> None:
    log.write_text(f"{ERROR}\n{HARMLESS}\n", encoding="utf-8")
    assert last_words(log, only_fatal=True) == ""
    log.write_text(f"{FAILED}\n{ERROR}\n", encoding="utf-8")
    assert last_words(log, only_fatal=True).startswith("failed to listen")


def test_a_log_that_is_missing_says_nothing(log: Path) -> None:
    assert last_words(log) == ""


def test_a_long_line_is_cut_and_a_long_log_read_from_its_end(log: Path) -> None:
    log.write_text("panic: early\n" + "x" * TAIL + "\nError: " + "y" * 1000 + "\n", encoding="utf-8")
    words = last_words(log)
    assert words.startswith("Error: y")
    assert words.endswith(" ...")
    assert len(words) == LONGEST + 4


def test_bytes_that_are_no_text_do_no_harm(log: Path) -> None:
    log.write_bytes(b"panic: \xff\xfe\n")
    assert last_words(log).startswith("panic: ")


def test_two_runs_are_kept(log: Path) -> None:
    rotate(log)
    for run in ("first", "second", "third"):
        rotate(log)
        log.write_text(run, encoding="utf-8")
    assert {file.name: file.read_text(encoding="utf-8") for file in log.parent.iterdir()} == {
        "some.log": "third",
        "some.log.1": "second",
    }
