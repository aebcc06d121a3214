"""What the start script of a machine says to its kubelet."""

import base64
import binascii
import re
import zlib

_LARGEST = 1 << 20
"""No more than this is unpacked: EC2 takes 16 KiB."""

_WEAKENINGS = (
    (re.compile(r"anonymous-auth[\"'\s:=]+true", re.I), "lets anybody talk to the kubelet (anonymous-auth)"),
    (
        re.compile(r"anonymous[\"']?\s*[:=]\s*\{?\s*[\"']?enabled[\"']?\s*[:=]\s*true", re.I),
        "lets anybody talk to the kubelet (authentication.anonymous)",
    ),
    (re.compile(r"read-?only-?port[\"'\s:=]+[1-9]", re.I), "opens the kubelet's read-only port"),
    (re.compile(r"authorization-?mode[\"'\s:=]+AlwaysAllow", re.I), "lets everybody do everything at the kubelet"),
    (
        re.compile(r"authorization[\"']?\s*[:=]\s*\{?\s*[\"']?mode[\"']?\s*[:=]\s*[\"']?AlwaysAllow", re.I),
        "lets everybody do everything at the kubelet (authorization.mode)",
    ),
)


def weakening_in(user_data: str) -> str:
    """Return what user data weakens; empty if nothing. It may be plain, in base64, and compressed."""
    text = _plain(user_data)
    return next((problem for pattern, problem in _WEAKENINGS if pattern.search(text)), "")


def _plain(text: str) -> str:
    try:
        content = base64.b64decode(re.sub(r"\s", "", text), validate=True)
    except (binascii.Error, ValueError):
        return text
    if content.startswith(b"\x1f\x8b"):
        content = _unpacked(content)
    return content.decode("utf-8", errors="replace")


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, _LARGEST)
    except zlib.error:
        return content
