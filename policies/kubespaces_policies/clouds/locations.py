"""Where a cloud's resource is: by its own word, else by its provider's."""

import re
from collections.abc import Iterator

from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

from .tokens import AWS, AZURE, GCP, cloud_of

_OWN: dict[str, tuple[str, ...]] = {
    AWS: ("region", "availabilityZone", "availabilityZones"),
    AZURE: ("location", "locations"),
    GCP: ("location", "region", "zone", "locations", "nodeLocations", "zones"),
}
"""Properties that say where a resource is."""

_PROVIDERS: dict[str, tuple[str, ...]] = {AWS: ("region",), AZURE: ("location",), GCP: ("region", "zone")}
"""Properties of providers that say where everything is that does not say it itself."""

_AWS_ZONE = re.compile(r"([a-z]+(?:-[a-z]+)+-\d+)[a-z]")
_GCP_ZONE = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")


def places_of(resource: Resource) -> Iterator[Value]:
    """Go through all values in a resource's own inputs that say where it is.

    Raises:
        UnknownValueError: a list of places is not known yet.
    """
    cloud = cloud_of(resource.type)
    names = _PROVIDERS if resource.type.startswith("pulumi:providers:") else _OWN
    for name in names.get(cloud, ()):
        value = resource.props.at(name)
        if value.unknown or not value.present:
            if value.unknown:
                yield value
        elif value.is_list:
            yield from (item.at("locationName") if item.is_map else item for item in value)
        elif not value.is_map:
            yield value


def provider_places(resource: Resource) -> list[Value]:
    """Return the values by which a resource's provider says where its resources are."""
    if resource.provider is None:
        return []
    names = _PROVIDERS.get(cloud_of(resource.type), ())
    return [value for name in names if (value := resource.provider.props.at(name)).present]


def region_of(cloud: str, place: str) -> str:
    """Return the region that a place of a cloud is in, or the place itself where it is no zone.

    Zones outside their region's own sites (AWS' local zones, wavelength zones) are left as they are: they may be in
    another country.
    """
    text = place.strip().rsplit("/", 1)[-1]
    if cloud == AZURE:
        return re.sub(r"[\s()]", "", text).lower()
    zone = {AWS: _AWS_ZONE, GCP: _GCP_ZONE}.get(cloud)
    found = zone.fullmatch(text) if zone else None
    return found[1] if found else text.lower()


def aws_region(resource: Resource) -> str:
    """Return the region of an AWS resource; empty if neither it nor its provider says so.

    Raises:
        UnknownValueError: it is not known yet.
    """
    own = resource.props.at("region")
    if own.text():
        return own.text()
    return next((value.text() for value in provider_places(resource)), "")
