"""A registry of OCI artefacts on this machine: as much of the protocol as pushing and pulling a chart takes.

Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md
"""

import hashlib
import http.server
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.loopback import LoopbackServer


class OciRegistry(LoopbackServer):
    """Serves while it is entered; keeps everything in memory."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.manifests: dict[str, tuple[str, bytes]] = {}
        super().__init__(type("Handler", (_Handler,), {"registry": self}))


class _Handler(http.server.BaseHTTPRequestHandler):
    registry: OciRegistry
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        del format, args

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def do_GET(self) -> None:
        kind, _, name = urlsplit(self.path).path.rpartition("/")
        if kind.endswith("/blobs") and name in self.registry.blobs:
            self.answer(200, self.registry.blobs[name], Docker_Content_Digest=name)
        elif kind.endswith("/manifests") and name in self.registry.manifests:
            media_type, content = self.registry.manifests[name]
            digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
            self.answer(200, content, Content_Type=media_type, Docker_Content_Digest=digest)
        else:
            self.answer(200 if self.path == "/v2/" else 404)

    do_HEAD = do_GET  # noqa: N815 - likewise

    def do_POST(self) -> None:
        self.body()
        self.answer(202, Location=f"http://{self.registry.address}{urlsplit(self.path).path}one")

    def do_PUT(self) -> None:
        parts, content = urlsplit(self.path), self.body()
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if match := re.search(r"/manifests/(.+)$", parts.path):
            entry = (self.headers["Content-Type"], content)
            self.registry.manifests.update({match[1]: entry, digest: entry})
        elif parse_qs(parts.query).get("digest") == [digest]:
            self.registry.blobs[digest] = content
        else:
            self.answer(400)
            return
        self.answer(201, Location=parts.path, Docker_Content_Digest=digest)
