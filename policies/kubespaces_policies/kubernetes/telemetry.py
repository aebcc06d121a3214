"""Where workloads send their telemetry."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

import yaml

from kubespaces_policies.value import Value

_NAMES = frozenset(
    {
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_EXPORTER_ZIPKIN_ENDPOINT",
        "DD_SITE",
        "DD_TRACE_AGENT_URL",
        "DD_URL",
        "ELASTIC_APM_SERVER_URL",
        "NEW_RELIC_HOST",
        "SENTRY_DSN",
        "SPLUNK_HEC_URL",
    }
)
"""Environment variables by which well-known agents and SDKs are told where to send to."""

_INSIDE = (".svc", ".svc.cluster.local", ".local", ".internal")


def is_destination(name: str) -> bool:
    """Say whether an environment variable says where telemetry goes."""
    return name.upper() in _NAMES


def host_in(address: str) -> str:
    """Return the host in an address, with or without a scheme; empty if there is none."""
    text = address.strip()
    try:
        found = urlsplit(text if "://" in text else f"//{text}").hostname
    except ValueError:
        return text
    return (found or "").rstrip(".").lower()


def is_inside(host: str) -> bool:
    """Say whether a host is in the cluster or in a private network."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_INSIDE)


def endpoints_of_collector(spec: Value) -> Iterator[Value]:
    """Go through the endpoints of an OpenTelemetryCollector's exporters; its configuration may be text.

    Raises:
        UnknownValueError: they are not known yet.
    """
    config = spec.at("config")
    if isinstance(config.known().raw, str):
        config = Value(_read(config.raw), config.keys, secret=config.secret)
    for _, exporter in config.at("exporters").entries():
        for name in ("endpoint", "logs_endpoint", "metrics_endpoint", "traces_endpoint"):
            if exporter.at(name).present:
                yield exporter.at(name)


def _read(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None
