"""KS-RES-03: the class of data decides where it goes, where telemetry goes, and who holds keys."""

import fnmatch
from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.arns import region_in
from kubespaces_policies.clouds.countries import countries_of
from kubespaces_policies.clouds.tokens import (
    AWS,
    AWS_KEY,
    AZURE_KEY,
    CLUSTERS,
    DIAGNOSTIC_SETTING,
    GCP,
    GCP_KEY,
    all_of,
    cloud_types,
    plain,
)
from kubespaces_policies.control import Severity, control, with_stack_rule
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.telemetry import endpoints_of_collector, host_in, is_destination, is_inside
from kubespaces_policies.predicates import any_case_of, is_given, or_absent
from kubespaces_policies.resource import Resource, Stack, any_of, kinds, workloads
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import Value
from kubespaces_policies.walk import containers

from .regions import is_allowed

_LABEL = "kubespaces.io/data-class"
_CLASSES = ("public", "internal", "confidential", "restricted")
_RESTRICTED = "restricted"
_ISOLATION = "kubespaces.io/isolation"
_NODE_SELECTOR = "scheduler.alpha.kubernetes.io/node-selector"

_SINKS = tuple(
    f"gcp:logging/{place}Sink:{place[0].upper()}{place[1:]}Sink"
    for place in ("project", "folder", "organization", "billingAccount")
)
_SUBSCRIPTION = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"
_KEYS = (AWS_KEY, AZURE_KEY, GCP_KEY)
_STORES = (
    ("workspaceId", "azure-native:operationalinsights:Workspace", "workspaceName"),
    ("storageAccountId", "azure-native:storage:StorageAccount", "accountName"),
    ("eventHubAuthorizationRuleId", "azure-native:eventhub:Namespace", "namespaceName"),
)
"""Where a DiagnosticSetting may send to: its property, the type behind it, and the property with that one's name."""


@control(
    "KS-RES-03",
    title="Telemetry stays in agreed places, and restricted data has its own country, keys and nodes",
    severity=Severity.HIGH,
    why="Logs and traces carry the same data as the database, and whoever holds the key can be ordered to use it.",
    fix=(
        "send telemetry inside the cluster, to agreed regions or to telemetryDestinations; give namespaces one of the "
        f"classes {', '.join(_CLASSES)}; for restricted data: one country in regions, keys in a store of your own "
        "(customKeyStoreId, EXTERNAL, HSM), and nodes of its own"
    ),
    sources=("EDPB Recommendations 01/2020", "GDPR Art. 28, 32", "ISO 27001 A.5.12", "NIS2 Art. 21(2)(d), (h)"),
    applies=any_of(
        cloud_types(*_KEYS, *_SINKS, _SUBSCRIPTION, DIAGNOSTIC_SETTING, *CLUSTERS),
        kinds("Namespace", "OpenTelemetryCollector"),
        workloads,
    ),
    unknown=(
        "Deferred; of a DiagnosticSetting a destination that is unknown at preview is taken to be made by the same "
        "stack."
    ),
)
def placed_resource(resource: Resource, check: Check) -> None:
    """Judge what one resource says of itself. Whose law a provider is under cannot be told from code."""
    kind = plain(resource.type)
    if kind in _SINKS:
        with check.guard():
            _judge_sink(resource.props.at("destination"), check)
    elif kind == _SUBSCRIPTION:
        with check.guard():
            _judge_arn(resource.props.at("destinationArn"), check)
    elif kind in _KEYS:
        with check.guard():
            _judge_key(resource, check)
    for item in resource.of_kind("Namespace"):
        _judge_namespace(item, check)
    for endpoint in _endpoints(resource, check):
        with check.guard():
            host = host_in(endpoint.text())
            if host and not is_inside(host) and not _is_agreed(check.settings, host):
                check.violation(endpoint, f"sends telemetry to {host}, which is no agreed destination", show=False)


@with_stack_rule(placed_resource)
def data_class_placement(stack: Stack, check: Check) -> None:
    """Ask that Azure's logs stay in the stack, and that restricted data has one country."""
    for setting in all_of(stack, DIAGNOSTIC_SETTING):
        partner = setting.props.at("marketplacePartnerId")
        if partner.present and not _is_agreed_id(check.settings, partner):
            check.violation(partner, "sends logs to a partner of Azure", resource=setting, show=False)
        for name, kind, own_name in _STORES:
            store = setting.props.at(name)
            agreed = not store.present or _is_agreed_id(check.settings, store)
            if not agreed and not _is_of_stack(store.text(), stack, kind, own_name):
                problem = "is outside this stack and no agreed destination"
                check.violation(store, problem, resource=setting, show=False)
    countries = countries_of(check.settings.regions)
    if check.settings.data_class == _RESTRICTED and len(countries) > 1:
        for cluster in all_of(stack, *CLUSTERS):
            problem = f"is for restricted data, and its agreed regions are in {len(countries)} countries"
            check.violation(None, problem, resource=cluster)


def _is_agreed(settings: Settings, host: str) -> bool:
    """Say whether a host is one of the agreed destinations or below one."""
    return any(
        fnmatch.fnmatchcase(host, agreed.lower()) or host.endswith(f".{agreed.lower()}")
        for agreed in settings.telemetry_destinations
    )


def _is_agreed_id(settings: Settings, value: Value) -> bool:
    return value.unknown or any(
        fnmatch.fnmatchcase(value.text().lower(), agreed.lower()) for agreed in settings.telemetry_destinations
    )


def _is_of_stack(identity: str, stack: Stack, kind: str, own_name: str) -> bool:
    segments = identity.lower().split("/")
    names = [item.props.at(own_name) for item in all_of(stack, kind)]
    return any(name.unknown or (name.present and name.text().lower() in segments) for name in names)


def _judge_sink(destination: Value, check: Check) -> None:
    """Log buckets say where they are; other destinations must be agreed on."""
    text = destination.text()
    _, found, rest = text.partition("/locations/")
    if found and is_allowed(check.settings, GCP, rest.partition("/")[0]):
        return
    if not _is_agreed_id(check.settings, destination):
        check.violation(destination, "is in no agreed region and no agreed destination")


def _judge_arn(arn: Value, check: Check) -> None:
    region = region_in(arn.text())
    if not (region and is_allowed(check.settings, AWS, region)) and not _is_agreed_id(check.settings, arn):
        check.violation(arn, "is in no agreed region and no agreed destination")


def _judge_key(resource: Resource, check: Check) -> None:
    kind, props = plain(resource.type), resource.props
    given = props.at("labels" if kind == GCP_KEY else "tags", "data-class")
    if (given.text() or check.settings.data_class) != _RESTRICTED:
        return
    if kind == AWS_KEY:
        check.require(props.at("customKeyStoreId"), is_given, "is missing: AWS holds a key to restricted data")
    elif kind == GCP_KEY:
        level = props.at("versionTemplate", "protectionLevel")
        check.require(
            level, any_case_of("EXTERNAL", "EXTERNAL_VPC"), "must be EXTERNAL: Google holds a key to restricted data"
        )
    else:
        check.require(
            props.at("properties", "kty"),
            any_case_of("RSA-HSM", "EC-HSM", "oct-HSM"),
            "must be in an HSM for restricted data",
        )


def _judge_namespace(item: KubernetesObject, check: Check) -> None:
    label = item.label(_LABEL)
    check.require(label, or_absent(_is_class), f"must be one of {', '.join(_CLASSES)}")
    with check.guard():
        own_nodes = item.annotation(_NODE_SELECTOR).present or item.label(_ISOLATION).text().startswith("dedicated")
        if label.text() == _RESTRICTED and not own_nodes and not item.patch:
            check.violation(label, f"needs nodes of its own: label {_ISOLATION} or annotation {_NODE_SELECTOR}")


def _is_class(value: Value) -> bool:
    return value.text() in _CLASSES


def _endpoints(resource: Resource, check: Check) -> Iterator[Value]:
    for item in resource.of_kind("OpenTelemetryCollector"):
        with check.guard():
            yield from endpoints_of_collector(item.at("spec"))
    for container in containers(resource, check):
        with check.guard():
            for variable in container.at("env"):
                with check.guard():
                    if is_destination(variable.at("name").text()) and variable.at("value").present:
                        yield variable.at("value")
