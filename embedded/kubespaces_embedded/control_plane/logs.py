"""Logs of the components: kept for two runs, and the line in them that says what went wrong."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

TAIL = 64 * 1024
"""Bytes at the end of a log that are searched; a start writes less than that."""

LONGEST = 400
"""Characters of a log line that are quoted."""

# The log entry before a panic says more than Go's word for it after.
_FATAL, _PANIC, _ERROR, _OTHER = 4, 3, 2, 1

# klog, "Header format": Lmmdd hh:mm:ss.uuuuuu threadid file:line] message
_KLOG = re.compile(r"^([IWEF])\d{4} [\d:.]+ +\d+ [^\]]+\] (.*)$")
# Structured klog ends with key="value" pairs; the reason is in err.
_KLOG_REASON = re.compile(r'\berr="((?:[^"\\]|\\.)*)"')
# How the Kubernetes commands log why they end: with the severity of an error.
_KLOG_END = '"command failed"'
_KLOG_SEVERITY = {"F": _FATAL, "E": _ERROR, "W": _OTHER, "I": 0}
# zap for people, as vCluster uses it: time, level, place, message and a JSON object between tabs, with colours.
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_CONSOLE = re.compile(r"^[^\t]+\t(?P<level>[A-Z]+)\t[^\t]+\t(?P<msg>[^\t]*)(?:\t(?P<more>\{.*\}))?$")
# zap, as etcd uses it: one JSON object a line.
_ZAP_SEVERITY = {"fatal": _FATAL, "panic": _FATAL, "dpanic": _FATAL, "error": _ERROR, "warn": _OTHER}


def rotate(log: Path) -> None:
    """Keep the last run's log beside the new one and drop the one before, so that logs do not grow for ever."""
    if log.exists():
        log.replace(log.with_name(log.name + ".1"))


def begin(log: Path) -> BinaryIO:
    """Open a new log, readable by its owner alone, with the last run's beside it."""
    rotate(log)
    log.touch(mode=0o600)
    return log.open("wb")


def last_words(log: Path, *, only_fatal: bool = False) -> str:
    """Return the last line that says what went wrong, else the last line, else an empty text.

    A fatal message goes before an error and an error before the rest: the last line is often a clean-up note.
    ``only_fatal`` leaves out the rest, for a process that ran for a while and may well have been killed: servers log
    many an error that they live with.
    """
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    best, found = _PANIC if only_fatal else 0, ""
    for line in lines:
        severity, message = _parse(_COLOURS.sub("", line).strip())
        if message and severity >= best:
            best, found = severity, message
    return found if len(found) <= LONGEST else found[:LONGEST] + " ..."


def _parse(line: str) -> tuple[int, str]:
    if line.startswith("{"):
        return _zap(line)
    klog = _KLOG.match(line)
    if klog:
        reason = _KLOG_REASON.search(klog[2])
        severity = _FATAL if klog[2].startswith(_KLOG_END) else _KLOG_SEVERITY[klog[1]]
        return severity, reason[1].replace('\\"', '"') if reason else klog[2]
    console = _CONSOLE.match(line)
    if console:
        return _zap(console["more"] or "{}", {"level": console["level"].lower(), "msg": console["msg"]})
    if line.startswith(("Error: ", "panic: ", "fatal error: ")):
        return _PANIC, line
    # Traces of a panic and the help text after a wrong flag say less than the line above them.
    return 0, line


def _zap(line: str, known: Mapping[str, str] | None = None) -> tuple[int, str]:
    try:
        entry: dict[str, Any] = {**json.loads(line), **(known or {})}
    except ValueError:
        return 0, line
    message, error = str(entry.get("msg", "")), str(entry.get("error", ""))
    return _ZAP_SEVERITY.get(str(entry.get("level")), 0), f"{message}: {error}" if error else message
