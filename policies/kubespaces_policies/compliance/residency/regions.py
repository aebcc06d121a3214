"""KS-RES-01: everything is in an agreed region."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.locations import places_of, provider_places, region_of
from kubespaces_policies.clouds.tokens import AWS, cloud_of
from kubespaces_policies.control import Severity, control
from kubespaces_policies.resource import Resource
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import Value

_PROVIDER = "pulumi:providers:"


def is_allowed(settings: Settings, cloud: str, place: str) -> bool:
    """Say whether a place of a cloud is in an agreed region, or is a multi-region that is agreed on by name."""
    region = region_of(cloud, place)
    return region in settings.regions or region in {name.lower() for name in settings.multi_regions}


def _of_a_cloud(resource: Resource) -> bool:
    return bool(cloud_of(resource.type))


@control(
    "KS-RES-01",
    title="Everything is in an agreed region",
    severity=Severity.CRITICAL,
    why="Data that lands in another country is under another law, and no contract with customers covers that.",
    fix="move it to one of the agreed regions (setting regions; multi-regions and global only by name in multiRegions)",
    sources=("GDPR Art. 44-49", "CJEU C-311/18 (Schrems II)", "DORA Art. 30(2)(b)", "EU Data Act Art. 32"),
    applies=_of_a_cloud,
)
def agreed_regions(resource: Resource, check: Check) -> None:
    """Compare exact names: of what the resource says itself, else of what its provider says.

    What says nothing and whose provider says nothing (Azure resources inside another one, Google's networks) has no
    place of its own. A provider of AWS must say its region: else an environment variable decides.
    """
    cloud = cloud_of(resource.type)
    said = False
    with check.guard():
        for place in places_of(resource):
            said = True
            check.require(place, lambda value: is_allowed(check.settings, cloud, value.text()), "is no agreed region")
    if said or resource.props.unknown:
        return
    if resource.type == f"{_PROVIDER}{AWS}":
        with check.guard():
            check.violation(resource.props.at("region"), "is not set, so that an environment variable decides")
    elif not resource.type.startswith(_PROVIDER):
        _judge_provider(resource, cloud, check)


def _judge_provider(resource: Resource, cloud: str, check: Check) -> None:
    places = provider_places(resource)
    for place in places:
        with check.guard():
            if not is_allowed(check.settings, cloud, place.text()):
                check.violation(None, f"its provider makes it in {_shown(place)}, which is no agreed region")
    if not places:
        check.not_applicable("neither it nor its provider says where it is")


def _shown(place: Value) -> str:
    return "another region" if place.secret else place.text()[:40]
