"""Functions of the plugin ``gcp``."""

from typing import Any

from kubespaces_embedded.kubernetes_provider.properties import Secret
from kubespaces_embedded.offline_providers.placeholders import answer_of

from .call import Call, Function, Unanswered


def _project(call: Call) -> str:
    found = call.text("projectId") or call.text("project")
    if not found:
        raise Unanswered(f"{call.token}: the provider names no project; give it one: Provider(..., project=...)")
    return found


def _get_client_config(call: Call) -> dict[str, Any]:
    return {
        "project": _project(call),
        "region": call.text("region"),
        "zone": call.text("zone"),
        "accessToken": Secret(answer_of("token")),
        "defaultLabels": {},
        "id": _project(call),
    }


def _get_project(call: Call) -> dict[str, Any]:
    project = _project(call)
    return {
        "projectId": project,
        "id": f"projects/{project}",
        "name": answer_of(f"project-name/{project}"),
        "number": answer_of(f"project-number/{project}"),
    }


def _get_zones(call: Call) -> dict[str, Any]:
    from kubespaces.spec.catalog import catalog  # noqa: PLC0415 - few stacks ask, and it costs start-up time

    region = call.region()
    known = catalog("gcp").regions.get(region)
    if known is None:
        raise Unanswered(f"{call.token}: the table of zones has no region '{region}'")
    return {"names": known.zones, "region": region, "id": f"projects/{_project(call)}/regions/{region}"}


def _get_engine_versions(call: Call) -> dict[str, Any]:
    from kubespaces.spec.catalog import catalog  # noqa: PLC0415 - few stacks ask, and it costs start-up time

    versions = catalog("gcp").versions
    offered = sorted({*versions.standard, *versions.extended}, key=_numbers, reverse=True)
    wanted = call.text("versionPrefix").rstrip(".")
    matching = [version for version in offered if not wanted or version == wanted]
    newest = matching[0] if matching else ""
    return {
        "validMasterVersions": matching,
        "validNodeVersions": matching,
        "latestMasterVersion": newest,
        "latestNodeVersion": newest,
        "defaultClusterVersion": newest,
        "releaseChannelDefaultVersion": dict.fromkeys(("RAPID", "REGULAR", "STABLE", "EXTENDED"), newest),
        "releaseChannelLatestVersion": dict.fromkeys(("RAPID", "REGULAR", "STABLE", "EXTENDED"), newest),
        "id": call.text("location"),
    }


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


FUNCTIONS: dict[str, Function] = {
    "gcp:compute/getZones:getZones": _get_zones,
    "gcp:container/getEngineVersions:getEngineVersions": _get_engine_versions,
    "gcp:organizations/getClientConfig:getClientConfig": _get_client_config,
    "gcp:organizations/getProject:getProject": _get_project,
}
