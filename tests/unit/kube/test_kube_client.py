import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from kubespaces import kube
from kubespaces.kube import Access, ApiError, AsyncClient, Client, Impersonation, UnknownKind, Unreachable, calls
from kubespaces.kube.connection import Settings

PODS = kube.Resource("", "v1", "Pod", "pods", True)

AGGREGATED = {
    "/api": {
        "kind": "APIGroupDiscoveryList",
        "items": [
            {
                "metadata": {},
                "versions": [
                    {
                        "version": "v1",
                        "resources": [
                            {
                                "resource": "namespaces",
                                "responseKind": {"kind": "Namespace"},
                                "scope": "Cluster",
                                "verbs": ["get"],
                            }
                        ],
                    }
                ],
            }
        ],
    },
    "/apis": {"kind": "APIGroupDiscoveryList", "items": []},
}

PLAIN = {
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/api/v1": {
        "resources": [
            {"name": "pods", "kind": "Pod", "namespaced": True, "verbs": ["get"]},
            {"name": "pods/log", "kind": "Pod", "namespaced": True, "verbs": ["get"]},
        ]
    },
    "/apis": {
        "kind": "APIGroupList",
        "groups": [
            {"versions": [{"groupVersion": "apps/v1"}]},
            {"versions": [{"groupVersion": "metrics.k8s.io/v1"}]},
        ],
    },
    "/apis/apps/v1": {"resources": [{"name": "deployments", "kind": "Deployment", "namespaced": True}]},
}


def access(user: dict[str, Any] | None = None, server: str = "http://127.0.0.1:1") -> Access:
    return Access("dev", server, "default", {"server": server}, user or {"token": "very-secret"})


class Server:
    """Answers requests from a function and remembers them."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self.seen: list[httpx.Request] = []
        self._answer = answer

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return self._answer(request)

    def send(self, call: kube.Call, *, synchronous: bool, **options: Any) -> Any:
        settings = Settings(access(options.pop("user", None)))
        transport = httpx.MockTransport(self)
        if synchronous:
            with Client(settings, transport=transport) as client:
                return client.send(call, **options)

        async def run() -> Any:
            async with AsyncClient(settings, transport=transport) as client:
                return await client.send(call, **options)

        return asyncio.run(run())


def documents(by_path: dict[str, Any]) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: (
        httpx.Response(200, json=by_path[request.url.path])
        if request.url.path in by_path
        else httpx.Response(503, text="down")
    )


@pytest.fixture(params=[True, False], ids=["sync", "async"])
def synchronous(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kubespaces.kube.retry._FIRST_SECONDS", 0.001)


def test_the_body_is_json_and_the_login_is_sent(synchronous: bool) -> None:
    server = Server(lambda _: httpx.Response(201, json={"kind": "Pod"}))
    body = {"metadata": {"name": "a", "namespace": "shop"}}
    assert server.send(calls.create(PODS, body, manager="me"), synchronous=synchronous) == {"kind": "Pod"}
    (request,) = server.seen
    assert json.loads(request.content) == body
    assert request.url == "http://127.0.0.1:1/api/v1/namespaces/shop/pods?fieldManager=me"
    assert request.headers["Authorization"] == "Bearer very-secret"
    assert request.headers["User-Agent"].startswith("kubespaces/")


def test_acting_as_somebody_else(synchronous: bool) -> None:
    server = Server(lambda _: httpx.Response(200, json={}))
    server.send(calls.get(PODS, "a", "b"), synchronous=synchronous, impersonate=Impersonation("dev", ("x", "y")))
    assert server.seen[0].headers.get_list("Impersonate-Group") == ["x", "y"]
    server.send(calls.get(PODS, "a", "b"), synchronous=synchronous, user={"token": "t", "as": "boss"})
    assert server.seen[1].headers["Impersonate-User"] == "boss"


def test_a_refusal_is_an_error_with_the_servers_words(synchronous: bool) -> None:
    refusal = {"kind": "Status", "message": "no such thing", "reason": "NotFound"}
    server = Server(lambda _: httpx.Response(404, json=refusal))
    with pytest.raises(ApiError, match="no such thing"):
        server.send(calls.get(PODS, "a", "b"), synchronous=synchronous)


def test_a_busy_server_is_asked_again(synchronous: bool) -> None:
    answers = iter([httpx.Response(429), httpx.Response(503), httpx.Response(200, json={"kind": "Pod"})])
    server = Server(lambda _: next(answers))
    assert server.send(calls.get(PODS, "a", "b"), synchronous=synchronous) == {"kind": "Pod"}
    assert len(server.seen) == 3


def test_a_creation_is_not_sent_twice_after_a_reset_connection(synchronous: bool) -> None:
    def reset(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("connection reset by peer", request=request)

    server = Server(reset)
    with pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:1: connection reset by peer") as caught:
        server.send(calls.create(PODS, {"metadata": {}}), synchronous=synchronous)
    assert len(server.seen) == 1
    assert "very-secret" not in str(caught.value)


def test_warnings_of_the_server_are_passed_on(synchronous: bool) -> None:
    headers = [("Warning", '299 - "v1beta1 Foo is deprecated"'), ("Warning", '299 - "unknown field \\"x\\""')]
    server = Server(lambda _: httpx.Response(200, json={}, headers=headers))
    heard: list[str] = []
    server.send(calls.get(PODS, "a", "b"), synchronous=synchronous, on_warning=heard.append)
    assert heard == ["v1beta1 Foo is deprecated", 'unknown field "x"']


def test_two_requests_tell_all_kinds(synchronous: bool) -> None:
    server = Server(documents(AGGREGATED))
    found = catalog(server, synchronous=synchronous)
    assert [request.url.path for request in server.seen] == ["/api", "/apis"]
    assert found.require("v1", "Namespace").path(name="a") == "/api/v1/namespaces/a"
    with pytest.raises(UnknownKind):
        found.require("v1", "Pod")


def test_an_older_server_is_asked_group_by_group_and_one_that_is_down_is_left_out(synchronous: bool) -> None:
    found = catalog(Server(documents(PLAIN)), synchronous=synchronous)
    assert found.require("apps/v1", "Deployment").namespaced
    assert {resource.plural for resource in found} == {"pods", "deployments"}
    assert found.serves_group("apps")
    assert not found.serves_group("metrics.k8s.io")


def catalog(server: Server, *, synchronous: bool) -> kube.Catalog:
    settings, transport = Settings(access()), httpx.MockTransport(server)
    if synchronous:
        return Client(settings, transport=transport).catalog()

    async def run() -> kube.Catalog:
        async with AsyncClient(settings, transport=transport) as client:
            return await client.catalog()

    return asyncio.run(run())


def test_many_who_ask_at_once_for_a_new_kind_cost_one_look() -> None:
    server = Server(documents(AGGREGATED))

    async def run() -> list[Any]:
        async with AsyncClient(Settings(access()), transport=httpx.MockTransport(server)) as client:
            await client.resource("v1", "Namespace")
            asking = (client.resource("v1", "New") for _ in range(20))
            return await asyncio.gather(*asking, return_exceptions=True)

    assert {type(answer) for answer in asyncio.run(run())} == {UnknownKind}
    assert len(server.seen) == 4


def test_a_script_finds_a_kind_that_is_new_since() -> None:
    known = dict(AGGREGATED)
    server = Server(lambda request: httpx.Response(200, json=known[request.url.path]))
    with Client(Settings(access()), transport=httpx.MockTransport(server)) as client:
        with pytest.raises(UnknownKind):
            client.resource("apps/v1", "Deployment")
        known.update(PLAIN, **{"/apis/metrics.k8s.io/v1": {}})
        assert client.resource("apps/v1", "Deployment").plural == "deployments"


def test_a_server_that_nobody_started_is_reported_with_its_address() -> None:
    with Client(Settings(access())) as client, pytest.raises(Unreachable, match="connection refused"):
        client.catalog()


class Handler(BaseHTTPRequestHandler):
    """Says from which client port a request came: one for each connection."""

    protocol_version = "HTTP/1.1"
    ports: set[int]

    def do_GET(self) -> None:
        self.ports.add(self.client_address[1])
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[tuple[str, set[int]]]:
    ports: set[int] = set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Counting", (Handler,), {"ports": ports}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", ports
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_connections_are_kept_and_bounded() -> None:
    with listening() as (url, ports):

        async def run() -> None:
            async with AsyncClient(Settings(access(server=url), concurrency=3)) as client:
                for _ in range(5):
                    await asyncio.gather(*(client.send(calls.get(PODS, "a", "b")) for _ in range(10)))

        asyncio.run(run())
    assert 1 <= len(ports) <= 3


def test_a_proxy_is_never_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")
    assert Settings(access(server="https://127.0.0.1:6443")).for_transport()["proxy"] is None
    assert Settings(access(server="https://localhost:6443")).for_transport()["proxy"] is None
    assert Settings(access(server="https://inside.example")).for_transport()["proxy"] is None
    assert Settings(access(server="https://eks.example")).for_transport()["proxy"] == "http://proxy.example:3128"
