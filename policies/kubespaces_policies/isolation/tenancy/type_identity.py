"""KS-TEN-09: an object is what its type token says."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.resource import Resource, kubernetes
from kubespaces_policies.value import Value

_PATCH, _LIST = "Patch", "List"


@control(
    "KS-TEN-09",
    title="An object is what its type says",
    severity=Severity.CRITICAL,
    why="The Kubernetes plugin checks an object by its type and makes what apiVersion and kind say: a Pod that "
    "travels as a ConfigMap would pass every review.",
    fix="give the resource the type of the object in its apiVersion and kind, and each item of a List both",
    sources=("pulumi-kubernetes provider.go, await.go",),
    applies=kubernetes,
    unknown="A kind or apiVersion that is not known yet is deferred at preview and a violation at deployment, when the "
    "engine would make whatever it turns out to be.",
)
def type_is_what_is_made(resource: Resource, check: Check) -> None:
    """Compare the token with the manifest; what the manifest leaves out, the plugin takes from the token.

    All other controls look at both identities, so they judge the object as whichever it may be.
    """
    _, group, kind = resource.type.split(":")
    api_version = group.removeprefix("core/")
    plain = kind.removesuffix(_PATCH) or kind
    _compare(resource.props, api_version, {kind, plain}, check)
    if kind.endswith(_LIST) or resource.props.at("kind").raw == _LIST:
        _compare_items(resource.props.at("items"), None if kind == _LIST else (api_version, kind), check)


def _compare(manifest: Value, api_version: str, kinds: set[str], check: Check) -> None:
    for field, allowed in (("apiVersion", {api_version}), ("kind", kinds)):
        with check.guard():
            value = manifest.at(field).known()
            if value.present and value.text() not in allowed:
                check.violation(value, f"is not what the type says: {min(allowed, key=len)}")


def _compare_items(items: Value, of_list: tuple[str, str] | None, check: Check) -> None:
    """Judge a List's items: those of a typed List may leave out what they are, those of a plain one must say it."""
    with check.guard():
        for item in items:
            if item.unknown:
                check.defer(item)
            elif of_list is not None:
                _compare(item, of_list[0], {of_list[1].removesuffix(_LIST)}, check)
            else:
                for field in ("apiVersion", "kind"):
                    check.require(item.at(field), lambda value: value.text() != "", "must say what the item is")
            if item.at("kind").raw == _LIST:
                _compare_items(item.at("items"), None, check)
