"""Gets a publisher's release and lets nothing pass that the publisher's checksum does not confirm."""

import contextlib
import hashlib
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from . import network
from .archive import unpack
from .cache import writing
from .errors import BadDownloadError, UnavailableError
from .network import Limits
from .progress import Progress, Task
from .versions import Release

_SUM_LIMIT = 1024 * 1024
_SHA256 = re.compile(r"^[0-9a-fA-F]{64}$")


def fetch(release: Release, workspace: Path, title: str, progress: Progress) -> str:
    """Put a verified and unpacked release into the workspace; return the path of its executable in there.

    Raises UnavailableError if it cannot be had (no network, no such file, too slow, broken off) and
    BadDownloadError if it is not what the publisher lists; in both cases nothing of it has been unpacked.
    """
    if network.downloads_mode() == "never":
        raise UnavailableError(f"official downloads are switched off by {network.MODE}=never")
    limits = network.LIMITS
    url, checksums = network.located(release.url), network.located(release.checksums)
    for address in (checksums, url):
        network.check_reachable(address)
    file = workspace / release.filename
    with progress.task(title) as task, network.client(limits) as http:
        wanted = _published_sum(http, checksums, release.filename, limits)
        actual = _to_file(http, url, file, limits, task)
    if actual != wanted:
        file.unlink()
        raise BadDownloadError(
            f"the SHA-256 of {network.shown(url)} is {actual}, but its publisher lists {wanted} in "
            f"{network.shown(checksums)}: it was damaged or changed on its way and has been discarded"
        )
    if release.archive != "none":
        with writing(workspace):
            unpack(file, release.archive, workspace)
            file.unlink()
    if not (workspace / release.executable).is_file():
        raise BadDownloadError(f"{network.shown(url)} holds no {release.executable}")
    return release.executable


def _published_sum(http: httpx.Client, url: str, filename: str, limits: Limits) -> str:
    with _response(http, url, limits) as response:
        text = bytearray()
        for chunk in response.iter_raw():
            text += chunk
            if len(text) > _SUM_LIMIT:
                raise UnavailableError(
                    f"{network.shown(url)} is no list of checksums: it has more than {_SUM_LIMIT} bytes"
                )
    found = parse_sums(text.decode(errors="replace"), filename)
    if found is None:
        raise UnavailableError(f"{network.shown(url)} lists no SHA-256 for {filename}")
    return found


def parse_sums(text: str, filename: str) -> str | None:
    """Return a file's SHA-256 from a list as ``sha256sum`` prints it, or from a text that is one bare sum."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if len(lines) == 1 and len(lines[0]) == 1 and _SHA256.match(lines[0][0]):
        return lines[0][0].lower()
    for words in lines:
        # A star before the name marks binary mode; some publishers run sha256sum on ./*.
        if len(words) == 2 and words[1].removeprefix("*").removeprefix("./") == filename and _SHA256.match(words[0]):
            return words[0].lower()
    return None


def _to_file(http: httpx.Client, url: str, file: Path, limits: Limits, task: Task) -> str:
    digest = hashlib.sha256()
    with _response(http, url, limits) as response, writing(file.parent), file.open("wb") as out:
        total = int(response.headers.get("Content-Length") or 0)
        done = 0
        pace = _Pace(url, limits)
        for chunk in response.iter_raw():
            out.write(chunk)
            digest.update(chunk)
            done += len(chunk)
            pace.check(done)
            task.update(_megabytes(done, total))
    return digest.hexdigest()


@contextlib.contextmanager
def _response(http: httpx.Client, url: str, limits: Limits) -> Iterator[httpx.Response]:
    """Give a successful response; every way in which there is none becomes an UnavailableError."""
    try:
        request = http.build_request("GET", url)
        response = network.in_time(lambda: http.send(request, stream=True), limits.first_byte)
    except network.FAILURES as error:
        network.remember_unreachable(url)
        raise UnavailableError(f"{network.origin(url)} is out of reach ({_reason(error)})") from error
    try:
        if response.status_code != httpx.codes.OK:
            raise UnavailableError(
                f"{network.shown(url)} answered {response.status_code} {response.reason_phrase}".rstrip()
            )
        yield response
    except httpx.HTTPError as error:
        raise UnavailableError(f"{network.shown(url)} broke off ({_reason(error)})") from error
    finally:
        response.close()


class _Pace:
    """Gives up on a download that is too slow for too long."""

    def __init__(self, url: str, limits: Limits) -> None:
        self._url = url
        self._limits = limits
        self._since, self._done = time.monotonic(), 0

    def check(self, done: int) -> None:
        now = time.monotonic()
        elapsed = now - self._since
        if elapsed < self._limits.floor_window:
            return
        rate = (done - self._done) / elapsed
        if rate < self._limits.floor_rate:
            raise UnavailableError(f"{network.shown(self._url)} is too slow ({rate / 1024:.0f} KiB/s), given up")
        self._since, self._done = now, done


def _megabytes(done: int, total: int) -> str:
    whole = f" of {total / 1e6:.0f}" if total else ""
    return f"{done / 1e6:.0f}{whole} MB"


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
