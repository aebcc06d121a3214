"""KS-RES."""

from typing import Any

from kubespaces_policies.value import UNKNOWN

from .audit import AUDIT, SETTING
from .case import SAFE_CONTAINER, SAFE_POD, Case, Cases, Given, Props, case, hidden_pods, manifest, pod
from .eks import CLUSTER as EKS_CLUSTER
from .eks import EKS

AWS_PROVIDER, AZURE_PROVIDER, GCP_PROVIDER = (f"pulumi:providers:{name}" for name in ("aws", "azure-native", "gcp"))
SUBNET, ROLE = "aws:ec2/subnet:Subnet", "aws:iam/role:Role"
VNET, CONFIG = "azure-native:network:VirtualNetwork", "azure-native:containerservice:MaintenanceConfiguration"
GKE, BUCKET, NETWORK = "gcp:container/cluster:Cluster", "gcp:storage/bucket:Bucket", "gcp:compute/network:Network"
AWS_KEY, GCP_KEY, AZURE_KEY = "aws:kms/key:Key", "gcp:kms/cryptoKey:CryptoKey", "azure-native:keyvault:Key"
POD = "kubernetes:core/v1:Pod"


def _by(provider: str, token: str, props: Props, **place: Any) -> Case:
    return Case([Given(token, props, provider=(provider, place))])


_REGIONS = Cases(
    good={
        "AWS": case(SUBNET, {"region": "eu-central-1", "availabilityZone": "eu-central-1a"}),
        "AWS, by its provider": _by(AWS_PROVIDER, ROLE, {"name": "it"}, region="eu-central-1"),
        "AWS, in spite of its provider": _by(AWS_PROVIDER, ROLE, {"region": "eu-central-1"}, region="us-east-1"),
        "AWS, a provider": case(AWS_PROVIDER, {"region": "eusc-de-east-1"}),
        "Azure": case(VNET, {"location": "West Europe"}),
        "Azure, by its provider": _by(AZURE_PROVIDER, CONFIG, {"configName": "it"}, location="westeurope"),
        "Azure, places in a list": case(
            "azure-native:cosmosdb:DatabaseAccount",
            {"location": "westeurope", "locations": [{"locationName": "North Europe"}]},
        ),
        "Google, a region": case(
            GKE, {"location": "europe-west4", "nodeLocations": ["europe-west4-a", "europe-west4-b"]}
        ),
        "Google, a zone": case("gcp:compute/disk:Disk", {"zone": "europe-west4-a"}),
        "Google, an address": case(
            "gcp:compute/router:Router", {"region": "https://compute.example/regions/europe-west4"}
        ),
        "Google, a multi-region by name": case(BUCKET, {"location": "EU"}, multiRegions=["eu"]),
        "another region by name": case(SUBNET, {"region": "us-east-1"}, regions=["us-east-1"]),
    },
    bad={
        "AWS": case(SUBNET, {"region": "us-east-1"}, at="region"),
        "AWS, in the UK": case(SUBNET, {"region": "eu-west-2"}, at="region"),
        "AWS, by its provider": _by(AWS_PROVIDER, ROLE, {"name": "it"}, region="us-east-1"),
        "AWS, in spite of its provider": _by(AWS_PROVIDER, ROLE, {"region": "us-east-1"}, region="eu-central-1"),
        "AWS, another zone": case(
            SUBNET, {"region": "eu-central-1", "availabilityZone": "us-east-1a"}, at="availabilityZone"
        ),
        "AWS, a local zone": case(SUBNET, {"availabilityZone": "eu-central-1-waw-1a"}, at="availabilityZone"),
        "AWS, one of the zones": case(
            "aws:rds/cluster:Cluster", {"availabilityZones": ["eu-central-1a", "us-east-1a"]}, at="availabilityZones[1]"
        ),
        "AWS, a provider": case(AWS_PROVIDER, {"region": "us-east-1"}, at="region"),
        "AWS, a provider that leaves it to the environment": case(AWS_PROVIDER, {"profile": "it"}, at="region"),
        "a longer name": case(SUBNET, {"region": "eu-central-1-x"}),
        "Azure": case(VNET, {"location": "East US"}, at="location"),
        "Azure, with a version of the API": case(
            "azure-native:network/v20240501:VirtualNetwork", {"location": "uksouth"}
        ),
        "Azure, everywhere": case("azure-native:network:PrivateZone", {"location": "Global"}),
        "Azure, a copy": case(
            "azure-native:cosmosdb:DatabaseAccount",
            {"location": "westeurope", "locations": [{"locationName": "North Europe"}, {"locationName": "East US"}]},
            at="locations[1].locationName",
        ),
        "Google": case(GKE, {"location": "us-central1"}, at="location"),
        "Google, a zone": case("gcp:compute/disk:Disk", {"zone": "us-central1-a"}, at="zone"),
        "Google, nodes elsewhere": case(GKE, {"location": "europe-west4", "nodeLocations": ["us-central1-a"]}),
        "Google, in Switzerland": case(GKE, {"location": "europe-west6"}),
        "Google, a multi-region": case(BUCKET, {"location": "EU"}, at="location"),
        "beside something unknown": case(GKE, {"location": UNKNOWN, "nodeLocations": ["us-central1-a"]}),
    },
    other={
        "Kubernetes": case(POD, pod()),
        "nobody says": case(NETWORK, {"name": "it"}),
        "a provider of Kubernetes": case("pulumi:providers:kubernetes", {"region": "us-east-1"}),
    },
    deferred={
        "unknown": case(SUBNET, {"region": UNKNOWN}),
        "an unknown provider": _by(AWS_PROVIDER, ROLE, {"name": "it"}, region=UNKNOWN),
        "unknown places": case(GKE, {"location": "europe-west4", "nodeLocations": UNKNOWN}),
    },
)


def _ecr(*regions: Any) -> Case:
    rules = [{"destinations": [{"region": region, "registryId": "1"}]} for region in regions]
    return case(
        "aws:ecr/replicationConfiguration:ReplicationConfiguration", {"replicationConfiguration": {"rules": rules}}
    )


def _backup(region: str) -> Case:
    arn = f"arn:aws:backup:{region}:111122223333:backup-vault:it"
    return case("aws:backup/plan:Plan", {"rules": [{"copyActions": [{"destinationVaultArn": arn}]}]})


def _secret(replication: Props) -> Case:
    return case("gcp:secretmanager/secret:Secret", {"secretId": "it", "replication": replication})


_REPLICA = "aws:kms/replicaKey:ReplicaKey"
_ACCOUNT = "azure-native:storage:StorageAccount"
_COPIES = Cases(
    good={
        "a key": case(AWS_KEY, {"multiRegion": False}),
        "a copy of a key": case(_REPLICA, {"region": "eu-west-1"}),
        "images": _ecr("eu-west-1"),
        "a backup": _backup("eu-west-1"),
        "images in Azure": case("azure-native:containerregistry:Replication", {"location": "North Europe"}),
        "an account": case(_ACCOUNT, {"sku": {"name": "Standard_ZRS"}}),
        "images in Google": case("gcp:artifactregistry/repository:Repository", {"location": "europe-west4"}),
        "a backup in Google": case("gcp:gkebackup/backupPlan:BackupPlan", {"location": "europe-west3"}),
        "a secret": _secret({"userManaged": {"replicas": [{"location": "europe-west4"}]}}),
        "a bucket": case(BUCKET, {"location": "europe-west4"}),
        "images in a multi-region by name": case(
            "gcp:artifactregistry/repository:Repository", {"location": "europe"}, multiRegions=["europe"]
        ),
    },
    bad={
        "a key for everywhere": case(AWS_KEY, {"multiRegion": True}, at="multiRegion"),
        "a copy of a key": case(_REPLICA, {"region": "us-east-1"}, at="region"),
        "a copy of a key by its provider": _by(AWS_PROVIDER, _REPLICA, {"primaryKeyArn": "arn"}, region="us-east-1"),
        "a copy of an external key": case("aws:kms/replicaExternalKey:ReplicaExternalKey", {"region": "eu-west-2"}),
        "images": _ecr("eu-west-1", "us-east-1"),
        "a backup": _backup("us-east-1"),
        "images in Azure": case(
            "azure-native:containerregistry/v20230701:Replication", {"location": "East US"}, at="location"
        ),
        "an account": case(_ACCOUNT, {"sku": {"name": "Standard_RAGRS"}}, at="sku.name"),
        "an account over zones too": case(_ACCOUNT, {"sku": {"name": "Standard_GZRS"}}, at="sku.name"),
        "images in Google": case("gcp:artifactregistry/repository:Repository", {"location": "us"}, at="location"),
        "a backup in Google": case("gcp:gkebackup/backupPlan:BackupPlan", {"location": "us-central1"}),
        "a secret, anywhere": _secret({"auto": {}}),
        "a secret": _secret({"userManaged": {"replicas": [{"location": "europe-west4"}, {"location": "us-east1"}]}}),
        "a bucket": case(
            BUCKET,
            {"location": "europe-west4", "customPlacementConfig": {"dataLocations": ["EUROPE-WEST4", "US-EAST1"]}},
            at="customPlacementConfig.dataLocations[1]",
        ),
    },
    other={"a subnet": case(SUBNET, {"region": "us-east-1"})},
    deferred={
        "unknown": case(AWS_KEY, {"multiRegion": UNKNOWN}),
        "one unknown destination": _ecr(UNKNOWN),
        "an unknown secret": _secret({"userManaged": {"replicas": UNKNOWN}}),
    },
)


def _sends(name: str, value: Any, **settings: Any) -> Case:
    container = {**SAFE_CONTAINER, "env": [{"name": name, "value": value}]}
    return case(POD, pod(containers=[container]), at="spec.containers[0].env[0].value", **settings)


def _collector(config: Any, **settings: Any) -> Case:
    body = manifest("opentelemetry.io/v1beta1", "OpenTelemetryCollector", spec={"config": config})
    return case("kubernetes:opentelemetry.io/v1beta1:OpenTelemetryCollector", body, **settings)


def _namespace(data_class: Any, form: str = "", **metadata: Any) -> Case:
    labels = {"kubespaces.io/data-class": data_class, **metadata.pop("labels", {})}
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "it", "labels": labels, **metadata}}
    return case(f"kubernetes:core/v1:Namespace{form}", body)


def _setting(props: Props, *others: Given, **settings: Any) -> Case:
    return Case([*others, Given(SETTING, props)], settings)


_SINK = "gcp:logging/projectSink:ProjectSink"
_LAKE = "logging.googleapis.com/projects/p/locations/{}/buckets/b"
_FILTER = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"
_WORKSPACE = Given("azure-native:operationalinsights:Workspace", {"workspaceName": "logs"}, name="workspace")
_OTLP = "OTEL_EXPORTER_OTLP_ENDPOINT"
_TAGGED = {"tags": {"data-class": "restricted"}}
_SENDING = {**SAFE_POD, "containers": [{**SAFE_CONTAINER, "env": [{"name": _OTLP, "value": "https://us.example.com"}]}]}
_CLASSES = Cases(
    good={
        "in the cluster": _sends(_OTLP, "http://collector.monitoring.svc.cluster.local:4317"),
        "in the cluster, in short": _sends(_OTLP, "collector:4317"),
        "a private address": _sends(_OTLP, "https://10.0.0.1:4318/v1"),
        "an agreed destination": _sends(_OTLP, "https://otlp.eu.example.com", telemetryDestinations=["eu.example.com"]),
        "a collector": _collector({"exporters": {"otlp": {"endpoint": "tempo.monitoring.svc:4317"}}}),
        "a namespace": _namespace("internal"),
        "a namespace that says nothing": case(
            "kubernetes:core/v1:Namespace", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "it"}}
        ),
        "a restricted namespace": _namespace("restricted", labels={"kubespaces.io/isolation": "dedicated-nodes"}),
        "a sink": case(_SINK, {"destination": _LAKE.format("europe-west4")}),
        "an agreed sink": case(
            _SINK, {"destination": "bigquery.googleapis.com/p"}, telemetryDestinations=["bigquery.googleapis.com/p"]
        ),
        "a filter": case(_FILTER, {"destinationArn": "arn:aws:logs:eu-central-1:1:destination:it"}),
        "a setting": _setting(AUDIT, _WORKSPACE),
        "a setting, not known yet": _setting({**AUDIT, "workspaceId": UNKNOWN}),
        "an agreed setting": _setting(AUDIT, telemetryDestinations=["/subscriptions/s/*"]),
        "a restricted key of AWS": case(AWS_KEY, {**_TAGGED, "customKeyStoreId": "cks-1"}),
        "a restricted key of Google": case(
            GCP_KEY, {"labels": {"data-class": "restricted"}, "versionTemplate": {"protectionLevel": "EXTERNAL_VPC"}}
        ),
        "a restricted key of Azure": case(AZURE_KEY, {**_TAGGED, "properties": {"kty": "RSA-HSM"}}),
        "a key": case(AWS_KEY, {"description": "it"}),
        "one country": case(EKS_CLUSTER, EKS, dataClass="restricted", regions=["eu-central-1", "europe-west3"]),
    },
    bad={
        "elsewhere": _sends(_OTLP, "https://otlp.us.example.com:4318"),
        "elsewhere, without a scheme": _sends("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "otlp.us.example.com:4317"),
        "a name that only ends alike": _sends(
            _OTLP, "https://noteu.example.com", telemetryDestinations=["eu.example.com"]
        ),
        "a public address": _sends(_OTLP, "https://8.8.8.8"),
        "another agent": _sends("DD_SITE", "datadoghq.com"),
        "a collector": _collector({"exporters": {"otlp": {"endpoint": "otlp.us.example.com:4317"}}}),
        "a collector by text": _collector("exporters:\n  otlphttp:\n    traces_endpoint: https://us.example.com/v1\n"),
        "a class that is none": _namespace("secret"),
        "a class in other letters": _namespace("Internal"),
        "a Patch's class that is none": _namespace("secret", "Patch"),
        "restricted, among others": _namespace("restricted", labels={"kubespaces.io/isolation": "namespace"}),
        "a sink": case(_SINK, {"destination": _LAKE.format("us-central1")}, at="destination"),
        "a sink of an organisation": case(
            "gcp:logging/organizationSink:OrganizationSink", {"destination": "storage.googleapis.com/b"}
        ),
        "a filter": case(_FILTER, {"destinationArn": "arn:aws:logs:us-east-1:1:destination:it"}, at="destinationArn"),
        "a setting": _setting(AUDIT),
        "a setting for another workspace": _setting(
            AUDIT, Given(_WORKSPACE.token, {"workspaceName": "other"}, name="workspace")
        ),
        "a setting for an account": _setting({**AUDIT, "storageAccountId": "/subscriptions/s/a"}, _WORKSPACE),
        "a setting for a partner": _setting({**AUDIT, "marketplacePartnerId": "/subscriptions/p"}, _WORKSPACE),
        "a restricted key of AWS": case(AWS_KEY, _TAGGED, at="customKeyStoreId"),
        "a restricted key of Google": case(GCP_KEY, {"purpose": "ENCRYPT_DECRYPT"}, dataClass="restricted"),
        "a restricted key of Azure": case(AZURE_KEY, {**_TAGGED, "properties": {"kty": "RSA"}}, at="properties.kty"),
        "many countries": case(EKS_CLUSTER, EKS, dataClass="restricted"),
        **{f"hidden in {name}": Case([given]) for name, given in hidden_pods(_SENDING).items()},
    },
    other={"a Service": case("kubernetes:core/v1:Service", manifest("v1", "Service"))},
    deferred={
        "unknown": case(POD, pod(container={"env": [{"name": _OTLP, "value": UNKNOWN}]})),
        "an unknown sink": case(_SINK, {"destination": UNKNOWN}),
        "an unknown class": _namespace(UNKNOWN),
        "an unknown collector": _collector(UNKNOWN),
    },
)

CASES = {"KS-RES-01": _REGIONS, "KS-RES-02": _COPIES, "KS-RES-03": _CLASSES}
