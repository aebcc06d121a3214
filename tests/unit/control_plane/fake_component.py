"""Plays etcd, kube-apiserver or kube-controller-manager, by the name it is started under.

Standard library only, so that it starts fast: a test run starts dozens. `<name>.behaviour` beside the
executable says what goes wrong: `fail <line>` ends at once with that line in the log, `hang` never listens,
`deaf` listens but is never ready, `stubborn` does not end when asked to.
"""

import json
import signal
import socket
import ssl
import sys
import time
from pathlib import Path

NAME = Path(sys.argv[0]).name
VERSIONS = {"etcd": "etcd Version: 3.6.6"}
CONTROLLERS = (
    "namespace",
    "serviceaccount",
    "resourcequota",
    "garbage-collector",
    "root-ca-certificate-publisher",
    "deployment",
)


def main() -> None:
    if sys.argv[1:] == ["--version"]:
        say(VERSIONS.get(NAME, "Kubernetes v1.34.2"))
        return
    flags = dict(argument.removeprefix("--").split("=", 1) for argument in sys.argv[1:])
    word, _, detail = behaviour().partition(" ")
    if word == "fail":
        say(detail)
        sys.exit(1)
    if word == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if word == "hang":
        time.sleep(3600)
    if NAME == "etcd":
        serve_socket(flags)
    else:
        serve_https(flags)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def behaviour() -> str:
    try:
        return Path(sys.argv[0] + ".behaviour").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def serve_socket(flags: dict[str, str]) -> None:
    Path(flags["data-dir"]).mkdir(exist_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(flags["listen-client-urls"].removeprefix("unix://"))
        server.listen()
        time.sleep(3600)


def serve_https(flags: dict[str, str]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(flags["tls-cert-file"], flags["tls-private-key-file"])
    context.load_verify_locations(flags["client-ca-file"])
    context.verify_mode = ssl.CERT_REQUIRED
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((flags["bind-address"], int(flags["secure-port"])))
    except OSError:
        say('E1121 03:47:58.2 1 run.go:72] "command failed" err="listen: bind: address already in use"')
        sys.exit(1)
    server.listen()
    while True:
        connection, _ = server.accept()
        try:
            with context.wrap_socket(connection, server_side=True) as secure:
                request = secure.recv(65536).decode().split(" ")[1]
                secure.sendall(answer(request))
        except OSError:
            continue


def answer(path: str) -> bytes:
    status, body = "200 OK", json.dumps({"path": path})
    if behaviour() == "deaf":
        status, body = "500 Internal Server Error", "[+]ping ok\n[-]etcd failed: reason withheld\n"
    elif path.startswith("/healthz"):
        body = "".join(f"[+]{name}-controller ok\n" for name in CONTROLLERS)
    return f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


main()
