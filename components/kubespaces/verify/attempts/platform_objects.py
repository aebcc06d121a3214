"""The platform's objects in a tenant's namespace, and the namespace itself: nobody of the tenant changes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kubespaces.kube import Call, Resource
from kubespaces.plan.access import DEPLOYER
from kubespaces.plan.labels import ALLOWED, MANAGED_BY, MANAGER, TENANT
from kubespaces.spec.posture import Role
from kubespaces.verify import dry, gates, kinds
from kubespaces.verify.attempts.attempt import (
    ADMINS,
    MEND_RAIL,
    MEND_ROLE,
    NEVER_AUTHORIZED,
    NOBODY,
    PIPELINE,
    Attempt,
)
from kubespaces.verify.judge import Expected, refused
from kubespaces.verify.line import Area
from kubespaces.verify.objects import OPEN, group, metadata, opening
from kubespaces.verify.scene import Place


@dataclass(frozen=True)
class Wall:
    """One object of the platform."""

    title: str
    """What it is."""
    resource: Resource
    """Its kind."""
    name: str
    """Its name; empty for the first of its kind in the plan."""
    control: str
    """The control that it is there for."""
    may: frozenset[Role]
    """Roles that may change other objects of its kind."""
    then: Expected
    """What must stop those."""
    changed: Mapping[str, Any]
    """Fields that somebody would like to have otherwise."""

    def attempts(self) -> list[Attempt]:
        """Return the attempts to change it, take it away or make it one's own, in every way that the API has."""
        resource = self.resource
        return [
            self._attempt("replace", lambda place: dry.replace(resource, self._whole(place))),
            self._attempt("patch", lambda place: dry.patch(resource, place.name, self._named(place), self.changed)),
            self._attempt("apply", lambda place: dry.apply(resource, self._whole(place))),
            self._attempt("unlabel", lambda place: dry.patch(resource, place.name, self._named(place), _UNLABELLED)),
            self._attempt("delete", lambda place: dry.delete(resource, place.name, self._named(place))),
            self._attempt("delete everything like", lambda place: dry.delete_all(resource, place.name)),
        ]

    def _attempt(self, verb: str, call: Callable[[Place], Call]) -> Attempt:
        mend = MEND_RAIL if self.may else MEND_ROLE
        return Attempt(
            Area.PLATFORM_OBJECTS, f"{verb} {self.title}", self.control, self.may, self.then, call, mend
        )  # fmt: skip

    def _planned(self, place: Place) -> dict[str, Any]:
        every = [item.manifest for item in place.plan.objects if item.kind == self.resource.kind]
        return next(manifest for manifest in every if self.name in {"", manifest["metadata"]["name"]})

    def _named(self, place: Place) -> str:
        return str(self._planned(place)["metadata"]["name"])

    def _whole(self, place: Place) -> dict[str, Any]:
        return {**self._planned(place), **self.changed}


_UNLABELLED = {"metadata": {"labels": {MANAGED_BY: None}}}
_MORE = {"spec": {"hard": {"requests.cpu": "1000"}}}
_LARGER = {"spec": {"limits": [{"type": "Container", "max": {"cpu": "1000"}}]}}
_WITH_TOKEN = {"automountServiceAccountToken": True}
_OTHERS = {"subjects": [group("kubespaces-verify-others")]}
_BY_RAIL = refused(gates.rail("platform-objects"))

WALLS = (
    Wall("the quota", kinds.RESOURCE_QUOTA, "", "KS-RBAC-09", NOBODY, NEVER_AUTHORIZED, _MORE),
    Wall("the limit range", kinds.LIMIT_RANGE, "", "KS-RBAC-09", NOBODY, NEVER_AUTHORIZED, _LARGER),
    Wall("the default-deny policy", kinds.NETWORK_POLICY, "default-deny", "KS-RBAC-09", NOBODY, NEVER_AUTHORIZED,
         {"spec": OPEN}),
    Wall("the default account", kinds.SERVICE_ACCOUNT, "default", "KS-RBAC-09", PIPELINE, _BY_RAIL, _WITH_TOKEN),
    Wall("the deployer account", kinds.SERVICE_ACCOUNT, DEPLOYER, "KS-RBAC-09", PIPELINE, _BY_RAIL, _WITH_TOKEN),
    Wall("a binding of the platform", kinds.ROLE_BINDING, "", "KS-RBAC-09", ADMINS, _BY_RAIL, _OTHERS),
)  # fmt: skip
"""The objects that are there."""


def _another(resource: Resource, **fields: Any) -> Callable[[Place], Call]:
    """Return the creation of one more object of a kind."""
    kind = {"apiVersion": resource.api_version, "kind": resource.kind}
    return lambda place: dry.create(resource, {**kind, "metadata": metadata(place.name), **fields})


def _claimed_account(place: Place) -> Call:
    labelled = {**metadata(place.name), "labels": {MANAGED_BY: MANAGER}}
    return dry.create(kinds.SERVICE_ACCOUNT, {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": labelled})


def _new(what: str, control: str, call: Callable[[Place], Call]) -> Attempt:
    return Attempt(Area.PLATFORM_OBJECTS, f"create {what}", control, NOBODY, NEVER_AUTHORIZED, call, MEND_ROLE)


def _told_otherwise(place: Place) -> Call:
    labelled = {**metadata(place.name), "labels": {TENANT: "kubespaces-verify"}}
    return dry.create(kinds.CONFIG_MAP, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": labelled})


MORE_OF_THEM = (
    _new("a quota", "KS-RBAC-09", _another(kinds.RESOURCE_QUOTA, **_MORE)),
    _new("a limit range", "KS-RBAC-09", _another(kinds.LIMIT_RANGE, **_LARGER)),
    _new("a network policy that opens everything", "KS-NET-02",
         lambda place: dry.create(kinds.NETWORK_POLICY, opening(place.name))),
    Attempt(Area.PLATFORM_OBJECTS, "create an account that says it is the platform's", "KS-RBAC-09", PIPELINE,
            _BY_RAIL, _claimed_account, MEND_RAIL),
    Attempt(Area.PLATFORM_OBJECTS, "create an object under another tenant's name", "KS-TEN-07", PIPELINE,
            refused(gates.rail("reserved-labels")), _told_otherwise, MEND_RAIL),
)  # fmt: skip
"""Objects of the same kinds that somebody would like to add."""


def _label(key: str, value: str | None) -> Callable[[Place], Call]:
    return lambda place: dry.patch(kinds.NAMESPACE, "", place.name, {"metadata": {"labels": {key: value}}})


def _annotate(key: str, value: str) -> Callable[[Place], Call]:
    return lambda place: dry.patch(kinds.NAMESPACE, "", place.name, {"metadata": {"annotations": {key: value}}})


def _apply_lower(place: Place) -> Call:
    labels = {_ENFORCE: "privileged"}
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": place.name, "labels": labels}}
    return dry.apply(kinds.NAMESPACE, body)


def _replace(subresource: str = "") -> Callable[[Place], Call]:
    return lambda place: dry.replace(kinds.NAMESPACE, place.plan.namespace.manifest, subresource)


def _namespace(what: str, control: str, call: Callable[[Place], Call]) -> Attempt:
    return Attempt(Area.PLATFORM_OBJECTS, what, control, NOBODY, NEVER_AUTHORIZED, call, MEND_ROLE)


_ENFORCE = "pod-security.kubernetes.io/enforce"

NAMESPACE = (
    _namespace("lower the Pod Security label", "KS-TEN-07", _label(_ENFORCE, "privileged")),
    _namespace("apply a lower Pod Security label", "KS-TEN-07", _apply_lower),
    _namespace("leave the tenant", "KS-TEN-07", _label(TENANT, None)),
    _namespace("pass for another tenant", "KS-TEN-07", _label(TENANT, "kubespaces-verify")),
    _namespace("allow more registries", "KS-TEN-07", _annotate(f"{ALLOWED}registries", "docker.io")),
    _namespace("choose other nodes", "KS-TEN-07", _annotate("scheduler.alpha.kubernetes.io/node-selector", "")),
    _namespace("replace the namespace", "KS-TEN-07", _replace()),
    _namespace("finalize the namespace", "KS-RBAC-09", _replace("finalize")),
    _namespace("delete the namespace", "KS-RBAC-09", lambda place: dry.delete(kinds.NAMESPACE, "", place.name)),
)  # fmt: skip
"""The namespace itself."""

PLATFORM_OBJECTS = (*(attempt for wall in WALLS for attempt in wall.attempts()), *MORE_OF_THEM, *NAMESPACE)
"""All of it."""
