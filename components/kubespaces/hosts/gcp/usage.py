"""Who used what: GKE writes it into a dataset of BigQuery, to be joined with the bill (control KS-COST-02)."""

from collections.abc import Sequence

import pulumi

from kubespaces.plan.hosts.gcp_names import exports_usage

from .resource import GcpResource
from .site import Site

_HOURS = 48  # the fewest for which BigQuery keeps old states of a table


def make_usage(site: Site, after: Sequence[pulumi.Resource]) -> GcpResource | None:
    """Register the dataset. It holds names of namespaces and amounts, no data of tenants."""
    if not exports_usage(site.spec):
        return None
    return GcpResource(
        site,
        "bigquery/dataset:Dataset",
        "usage",
        {
            "project": site.project,
            "location": site.region,
            "datasetId": f"{site.cluster_name.replace('-', '_')}_usage",
            "description": f"What the namespaces of host cluster {site.name} asked for and used",
            "labels": site.labels(),
            "maxTimeTravelHours": str(_HOURS),
            # Google refuses to delete a dataset that has tables, and GKE makes tables.
            "deleteContentsOnDestroy": not site.spec.deletion_protection,
        },
        site.options("usage", after=after, keep=True),
    )
