"""An AWS API on this machine: moto's server, and clients that check every call before they send it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import botocore.session
import httpx
import pytest
from botocore.model import Shape
from botocore.validate import ParamValidator
from moto.moto_server.threaded_moto_server import ThreadedMotoServer


class RefusedError(AssertionError):
    """AWS, or what is known of it, does not take a call."""


class Aws:
    """Calls an AWS API that runs on this machine; what that one does not know is checked against AWS' own model."""

    def __init__(self, endpoint: str, region: str) -> None:
        self._session = boto3.Session("test", "test", region_name=region)
        self._endpoint = endpoint
        self._models = botocore.session.get_session()
        self._clients: dict[str, Any] = {}
        self.checked_only: set[str] = set()
        """Operations that were checked against the model only."""

    def client(self, service: str) -> Any:
        """Return the client of a service."""
        if service not in self._clients:
            self._clients[service] = self._session.client(service, endpoint_url=self._endpoint)
        return self._clients[service]

    def call(self, service: str, operation: str, **parameters: Any) -> Any:
        """Check a call against AWS' model, then make it."""
        self._check(service, operation, parameters)
        return getattr(self.client(service), _snake(operation))(**parameters)

    def check(self, service: str, operation: str, **parameters: Any) -> None:
        """Check a call that the server on this machine does not know."""
        self._check(service, operation, parameters)
        self.checked_only.add(f"{service}:{operation}")

    def forget(self) -> None:
        """Empty the account."""
        httpx.post(f"{self._endpoint}/moto-api/reset", timeout=60).raise_for_status()
        self.checked_only.clear()

    def _check(self, service: str, operation: str, parameters: dict[str, Any]) -> None:
        shape = self._models.get_service_model(service).operation_model(operation).input_shape
        assert shape is not None
        report = ParamValidator().validate(parameters, shape)
        problems = [*([report.generate_report()] if report.has_errors() else []), *_wrong_words(shape, parameters)]
        if problems:
            raise RefusedError(f"{service}:{operation}: {'; '.join(problems)}")


def _wrong_words(shape: Shape, value: Any, path: str = "") -> Iterator[str]:
    """Yield words that are not in the model's closed sets, which botocore itself does not look at."""
    if shape.type_name == "structure":
        for name, inner in value.items():
            if name in shape.members:
                yield from _wrong_words(shape.members[name], inner, f"{path}.{name}")
    elif shape.type_name == "list":
        for index, inner in enumerate(value):
            yield from _wrong_words(shape.member, inner, f"{path}[{index}]")
    elif shape.type_name == "string":
        allowed = getattr(shape, "enum", None) or []
        if allowed and value not in allowed:
            yield f"{path}: {value!r} is none of {', '.join(allowed[:10])}"


def _snake(operation: str) -> str:
    return botocore.xform_name(operation)


@contextmanager
def emulated_aws(region: str) -> Iterator[Aws]:
    """Run the server while the block runs. It listens on the loopback address only, and knows AWS' own policies."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
        server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        server.start()
        try:
            host, port = server.get_host_and_port()
            yield Aws(f"http://{host}:{port}", region)
        finally:
            server.stop()
