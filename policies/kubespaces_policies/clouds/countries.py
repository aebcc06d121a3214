"""The country that a region is in. Source: the clouds' lists of regions, 2026-11-21."""

from collections.abc import Iterable

_REGIONS = {
    "DE": "eu-central-1 eusc-de-east-1 germanywestcentral germanynorth europe-west3 europe-west10",
    "IE": "eu-west-1 northeurope",
    "FR": "eu-west-3 francecentral francesouth europe-west9",
    "SE": "eu-north-1 swedencentral swedensouth europe-north2",
    "IT": "eu-south-1 italynorth europe-west8 europe-west12",
    "ES": "eu-south-2 spaincentral europe-southwest1",
    "NL": "westeurope europe-west4",
    "PL": "polandcentral europe-central2",
    "AT": "austriaeast",
    "BE": "belgiumcentral europe-west1",
    "FI": "europe-north1",
    "GB": "eu-west-2 uksouth ukwest europe-west2",
    "CH": "eu-central-2 switzerlandnorth switzerlandwest europe-west6",
    "NO": "norwayeast norwaywest",
    "US": (
        "us-east-1 us-east-2 us-west-1 us-west-2 eastus eastus2 centralus northcentralus southcentralus westcentralus "
        "westus westus2 westus3 us-central1 us-east1 us-east4 us-east5 us-south1 us-west1 us-west2 us-west3 us-west4"
    ),
}
_COUNTRIES = {region: country for country, regions in _REGIONS.items() for region in regions.split()}


def countries_of(regions: Iterable[str]) -> set[str]:
    """Return the countries that regions are in; a region that is not known counts as a country of its own."""
    return {_COUNTRIES.get(region, region) for region in regions}
