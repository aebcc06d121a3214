"""The provider's own configuration."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kubespaces import kube
from kubespaces.kube import KubeconfigError
from kubespaces.kube.kubeconfig import parse as parse_kubeconfig
from kubespaces_embedded.kubernetes_provider.errors import Refused
from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN, reveal

Failure = tuple[str, str]
"""The property at fault, and why."""

CLUSTER_IDENTIFIER = "clusterIdentifier"
_PREFIX = "kubernetes:config:"
_OFFICIAL_ONLY = "needs the official Kubernetes plugin; install it with `pulumi plugin install resource kubernetes`"

_SWITCHES = {
    "deleteUnreachable": "PULUMI_K8S_DELETE_UNREACHABLE",
    "skipUpdateUnreachable": "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE",
    "enablePatchForce": "PULUMI_K8S_ENABLE_PATCH_FORCE",
    "upsertExistingObjects": "PULUMI_K8S_UPSERT_EXISTING_OBJECTS",
    "enableConfigMapMutable": "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
    "enableSecretMutable": "PULUMI_K8S_ENABLE_SECRET_MUTABLE",
    "suppressDeprecationWarnings": "PULUMI_K8S_SUPPRESS_DEPRECATION_WARNINGS",
}
"""Configuration keys that are on or off, and the variables that set them where the key is missing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of one provider resource; see the official plugin's documentation for each."""

    kubeconfig: str = ""
    context: str = ""
    cluster: str = ""
    namespace: str = ""
    timeout: float = kube.DEFAULT_TIMEOUT
    delete_unreachable: bool = False
    skip_update_unreachable: bool = False
    patch_force: bool = False
    upsert: bool = False
    mutable_config_maps: bool = False
    mutable_secrets: bool = False
    suppress_deprecations: bool = False


def settings(variables: Mapping[str, str]) -> Settings:
    """Return the settings in the variables of a Configure request; raises :class:`Refused`."""
    values = {key.removeprefix(_PREFIX): value for key, value in variables.items()}
    if not _switch(values, "enableServerSideApply", "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY", default=True):
        raise Refused(f"provider option enableServerSideApply: false {_OFFICIAL_ONLY}")
    if values.get("renderYamlToDirectory"):
        raise Refused(f"provider option renderYamlToDirectory {_OFFICIAL_ONLY}")
    on = {key: _switch(values, key, variable) for key, variable in _SWITCHES.items()}
    return Settings(
        kubeconfig=values.get("kubeconfig", ""),
        context=values.get("context", ""),
        cluster=values.get("cluster", ""),
        namespace=values.get("namespace", ""),
        timeout=_timeout(values.get("kubeClientSettings", "")),
        delete_unreachable=on["deleteUnreachable"],
        skip_update_unreachable=on["skipUpdateUnreachable"],
        patch_force=on["enablePatchForce"],
        upsert=on["upsertExistingObjects"],
        mutable_config_maps=on["enableConfigMapMutable"],
        mutable_secrets=on["enableSecretMutable"],
        suppress_deprecations=on["suppressDeprecationWarnings"],
    )


def check(urn: str, news: Mapping[str, Any]) -> list[Failure]:
    """Return what is wrong with a provider's inputs."""
    plain = reveal(dict(news))
    failures: list[Failure] = []
    if _is_true(plain.get("strictMode")):
        if urn.rsplit("::", 1)[-1].startswith("default"):
            failures.append(("", "strict mode prohibits the default provider"))
        failures += [
            (key, f"strict mode requires the provider argument {key!r}")
            for key in ("kubeconfig", "context")
            if not plain.get(key)
        ]
    if plain.get("renderYamlToDirectory"):
        failures.append(("renderYamlToDirectory", _OFFICIAL_ONLY))
    if plain.get("enableServerSideApply") in (False, "false"):
        failures.append(("enableServerSideApply", f"false {_OFFICIAL_ONLY}"))
    return failures


def diff(olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the changed keys of a provider, and those among them that replace everything it made.

    A cluster has no identity that a kubeconfig would show. With ``clusterIdentifier`` only its change replaces;
    without it, a change of the active cluster's entry, or a kubeconfig that is not known yet.
    """
    before, after = reveal(dict(olds)), reveal(dict(news))
    changed = sorted(key for key in {**before, **after} if before.get(key) != after.get(key))
    if not changed:
        return [], []
    named_before, named_after = before.get(CLUSTER_IDENTIFIER), after.get(CLUSTER_IDENTIFIER)
    if named_after and named_before == named_after:
        return changed, []
    replaces = [CLUSTER_IDENTIFIER] if named_before and named_after else []
    selecting = [key for key in ("kubeconfig", "context", "cluster") if key in changed]
    unknown = [key for key in selecting if after.get(key) is UNKNOWN]
    if unknown:
        return unknown, [*replaces, *unknown]
    old_cluster, new_cluster = _active_cluster(before), _active_cluster(after)
    if old_cluster and new_cluster and old_cluster != new_cluster:
        replaces += selecting
    return changed, replaces


def _active_cluster(values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    kubeconfig = values.get("kubeconfig")
    if not kubeconfig or kubeconfig is UNKNOWN:
        return None
    text = json.dumps(kubeconfig) if isinstance(kubeconfig, dict) else str(kubeconfig)
    try:
        document, _ = parse_kubeconfig(text)
    except KubeconfigError:
        return None  # what it used to select cannot be told any more
    contexts = {entry.get("name"): entry.get("context") or {} for entry in document.get("contexts") or ()}
    clusters = {entry.get("name"): entry.get("cluster") or {} for entry in document.get("clusters") or ()}
    active = contexts.get(values.get("context") or document.get("current-context"))
    if active is None:
        return None
    return clusters.get(values.get("cluster") or active.get("cluster"))


def _switch(values: Mapping[str, str], key: str, variable: str, *, default: bool = False) -> bool:
    if key in values:
        return values[key] == "true"
    return os.environ[variable] == "true" if variable in os.environ else default


def _is_true(value: Any) -> bool:
    return value is True or value == "true"


def _timeout(client_settings: str) -> float:
    """Return the seconds for one request from ``kubeClientSettings``; ``qps`` and ``burst`` have no meaning here."""
    text = os.environ.get("PULUMI_K8S_CLIENT_TIMEOUT", "")
    try:
        if client_settings:
            text = str(json.loads(client_settings).get("timeout") or text)
        return float(text) if text else kube.DEFAULT_TIMEOUT
    except (ValueError, AttributeError):
        raise Refused("provider option kubeClientSettings: timeout must be a whole number of seconds") from None
