"""Reads when an X.509 certificate ends, without a library: components have none for it.

Source: RFC 5280, section 4.1, and X.690 for the encoding.
"""

import base64
import re
from datetime import UTC, datetime

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_VERSION = 0xA0
_UTC_TIME = 0x17


def not_after(pem: bytes) -> datetime:
    """Return the end of the first certificate of a PEM file.

    Raises:
        ValueError: there is no certificate in it.
    """
    match = _PEM.search(pem)
    if match is None:
        raise ValueError("holds no certificate")
    _, certificate, _ = _element(base64.b64decode(match[1]))
    _, content, _ = _element(certificate)  # what is signed
    tag, _, rest = _element(content)
    skipped = 4 if tag == _VERSION else 3  # version (if any), serial number, algorithm, issuer
    for _ in range(skipped - 1):
        _, _, rest = _element(rest)
    _, validity, _ = _element(rest)
    _, _, end = _element(validity)
    tag, text, _ = _element(end)
    written = text.decode("ascii")
    if tag == _UTC_TIME:
        written = ("19" if written[:2] >= "50" else "20") + written
    return datetime.strptime(written, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def _element(data: bytes) -> tuple[int, bytes, bytes]:
    """Return tag and content of the first element, and what comes after it."""
    tag, length, start = data[0], data[1], 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
    return tag, data[start : start + length], data[start + length :]
