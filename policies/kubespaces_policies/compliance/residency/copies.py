"""KS-RES-02: no copies outside the agreed regions."""

from collections.abc import Callable, Iterator, Mapping

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.arns import region_in
from kubespaces_policies.clouds.locations import aws_region
from kubespaces_policies.clouds.tokens import AWS, AWS_KEY, AZURE, GCP, cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.predicates import is_off, is_present
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

from .regions import is_allowed

_REPLICAS = ("aws:kms/replicaKey:ReplicaKey", "aws:kms/replicaExternalKey:ReplicaExternalKey")
_ECR = "aws:ecr/replicationConfiguration:ReplicationConfiguration"
_BACKUP = "aws:backup/plan:Plan"
_REGISTRY_COPY = "azure-native:containerregistry:Replication"
_ACCOUNT = "azure-native:storage:StorageAccount"
_REPOSITORY = "gcp:artifactregistry/repository:Repository"
_GKE_BACKUP = "gcp:gkebackup/backupPlan:BackupPlan"
_SECRET = "gcp:secretmanager/secret:Secret"  # noqa: S105 - a type token
_BUCKET = "gcp:storage/bucket:Bucket"


@control(
    "KS-RES-02",
    title="Nothing is copied out of the agreed regions",
    severity=Severity.CRITICAL,
    why="A replica or a backup is the same data under another law, and is forgotten more easily than the original.",
    fix=(
        "name destinations in agreed regions only; no multiRegion keys, no geo-redundant storage accounts "
        "(Standard_ZRS instead), replication.userManaged with named locations for Google's secrets"
    ),
    sources=("GDPR Art. 44", "CKV_AZURE_165", "EDPB Recommendations 01/2020"),
    applies=cloud_types(
        AWS_KEY, *_REPLICAS, _ECR, _BACKUP, _REGISTRY_COPY, _ACCOUNT, _REPOSITORY, _GKE_BACKUP, _SECRET, _BUCKET
    ),
)
def no_copies_outside(resource: Resource, check: Check) -> None:
    """Judge every destination; where a cloud chooses one by itself, that is refused."""
    kind, props = plain(resource.type), resource.props
    if kind == AWS_KEY:
        check.require(props.at("multiRegion"), is_off, "can be copied to any region of AWS")
    elif kind == _ACCOUNT:
        problem = "copies to a region that Azure chooses"
        check.require(props.at("sku", "name"), _stays, problem)
    elif kind == _SECRET:
        problem = "is missing: Google would choose the places"
        check.require(props.at("replication", "userManaged"), is_present, problem)
    elif kind in _REPLICAS:
        _judge_replica(resource, check)
    with check.guard():
        for cloud, place in _DESTINATIONS.get(kind, _none)(props):
            with check.guard():
                if not is_allowed(check.settings, cloud, place.known().text()):
                    check.violation(place, "is no agreed region")


def _stays(value: Value) -> bool:
    return "GRS" not in value.text().upper() and "GZRS" not in value.text().upper()


def _judge_replica(resource: Resource, check: Check) -> None:
    with check.guard():
        region = aws_region(resource)
        if not region or not is_allowed(check.settings, AWS, region):
            check.violation(resource.props.at("region"), "is no agreed region")


Places = Iterator[tuple[str, Value]]


def _none(_: Value) -> Places:
    yield from ()


def _ecr(props: Value) -> Places:
    for rule in props.at("replicationConfiguration", "rules"):
        for destination in rule.at("destinations"):
            yield AWS, destination.at("region")


def _backup(props: Value) -> Places:
    for rule in props.at("rules"):
        for action in rule.at("copyActions"):
            vault = action.at("destinationVaultArn")
            yield AWS, vault if vault.unknown else Value(region_in(vault.text()), vault.keys, secret=vault.secret)


def _copy(props: Value) -> Places:
    yield AZURE, props.at("location")


def _location(props: Value) -> Places:
    if props.at("location").present:
        yield GCP, props.at("location")


def _secret(props: Value) -> Places:
    for replica in props.at("replication", "userManaged", "replicas"):
        yield GCP, replica.at("location")


def _bucket(props: Value) -> Places:
    yield from _location(props)
    for place in props.at("customPlacementConfig", "dataLocations"):
        yield GCP, place


_DESTINATIONS: Mapping[str, Callable[[Value], Places]] = {
    _ECR: _ecr,
    _BACKUP: _backup,
    _REGISTRY_COPY: _copy,
    _REPOSITORY: _location,
    _GKE_BACKUP: _location,
    _SECRET: _secret,
    _BUCKET: _bucket,
}
"""By type, where its data goes, besides the region that it is in."""
