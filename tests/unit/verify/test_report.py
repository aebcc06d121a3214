import io
import json

from rich.console import Console

from kubespaces.verify.line import Area, Line, Verdict
from kubespaces.verify.report import Report, report_of
from kubespaces.verify.show import show


def line(tenant: str, area: Area, verdict: Verdict = Verdict.AS_EXPECTED, *, checks: int = 1, what: str = "w") -> Line:
    mend = "" if verdict.is_good else "run: kubespaces up"
    return Line(
        area, tenant, "group [x]", "a-dev", what, "KS-POD-02", "refused by quota", "allowed", verdict, mend, checks
    )


def a_report(*verdicts: Verdict) -> Report:
    lines = [line("b", Area.PODS, verdict, what=f"w{index}") for index, verdict in enumerate(verdicts)]
    return report_of("local", [line("", Area.CLUSTER), line("a", Area.WORK, checks=10), *lines], 1.23)


def text(report: Report, *, verbose: bool = False) -> str:
    stream = io.StringIO()
    show(report, Console(file=stream, width=60), verbose=verbose)
    return stream.getvalue()


def test_counts_by_tenant_and_area() -> None:
    report = a_report(Verdict.AS_EXPECTED, Verdict.SURPRISE, Verdict.UNDECIDED, Verdict.NOT_TRIED)
    assert [(t.name, t.checks, t.as_expected, t.not_tried, t.surprises) for t in report.by_tenant()] == [
        ("a", 10, 10, 0, 0),
        ("b", 4, 1, 1, 2),
        ("(everybody)", 1, 1, 0, 0),
    ]
    assert [tally.name for tally in report.by_area()] == [Area.CLUSTER, Area.PODS, Area.WORK]
    assert not report.ok
    assert len(report.surprises) == 2


def test_what_was_not_tried_does_not_spoil_a_run() -> None:
    assert a_report(Verdict.NOT_TRIED).ok
    assert not a_report(Verdict.UNDECIDED).ok


def test_lines_come_by_tenant_and_area_and_everybody_last() -> None:
    report = report_of(
        "h", [line("", Area.CLUSTER), line("b", Area.PODS), line("b", Area.STRUCTURE), line("a", Area.WORK)], 0
    )
    assert [(found.tenant, found.area) for found in report.lines] == [
        ("a", Area.WORK), ("b", Area.STRUCTURE), ("b", Area.PODS), ("", Area.CLUSTER),
    ]  # fmt: skip


def test_the_text_shows_every_surprise_whole_and_lines_only_when_asked() -> None:
    report = a_report(Verdict.AS_EXPECTED, Verdict.SURPRISE, Verdict.UNDECIDED)
    shown = text(report)
    assert "SURPRISE a-dev, as group [x]: w1 (KS-POD-02)" in shown
    assert "  expected: refused by quota\n  got:      allowed\n  mend:     run: kubespaces up" in shown
    assert "UNDECIDED a-dev, as group [x]: w2 (KS-POD-02)" in shown
    assert "2 surprises (host cluster 'local', 1 controls, 1.2 s). Nothing was changed." in shown
    assert "w0" not in shown
    assert "ok        KS-POD-02  a-dev, group [x]: w0: expected refused by quota; got allowed" in text(
        report, verbose=True
    )
    assert "(10 questions)" in text(report, verbose=True)


def test_a_good_run_ends_in_one_sentence() -> None:
    assert text(a_report(Verdict.AS_EXPECTED)).endswith(
        "Everything is as expected (host cluster 'local', 1 controls, 1.2 s).\n"
    )


def test_the_report_is_json() -> None:
    found = json.loads(json.dumps(a_report(Verdict.SURPRISE).as_dict()))
    assert found["ok"] is False
    assert found["seconds"] == 1.23
    assert found["lines"][1]["verdict"] == "surprise"
    assert found["lines"][1]["area"] == "pods"
    assert found["tenants"][1]["surprises"] == 1
