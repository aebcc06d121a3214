"""What cannot be made again once it is deleted, and what it takes along."""

import re

from kubespaces.plan.labels import SHARED_ENVIRONMENT
from kubespaces.review.preview import State
from kubespaces.review.world.objects import objects_of

_KUBERNETES = {
    "Namespace": "everything in it: pods, Secrets, volumes and their data",
    "PersistentVolumeClaim": "the data on its volume, where the storage class deletes volumes",
    "PersistentVolume": "the way to the data on it, and the data where it is not retained",
    "StatefulSet": "its pods, and the order and names that their data goes by",
    "CustomResourceDefinition": "every object of its kind, in all namespaces",
}
_CLOUD = (
    (r"eks/cluster:Cluster|containerservice:ManagedCluster|container/cluster:Cluster",
     "the cluster, with every tenant on it"),
    (r"eks/nodeGroup:|containerservice:AgentPool|container/nodePool:", "its nodes: every pod on them is moved or ends"),
    (r"kms/key:Key|kms/cryptoKey:|kms/keyRing:|keyvault:Vault|keyvault:Key", "the key, with all that it encrypts"),
    (r"s3/bucket|storage:StorageAccount|storage:BlobContainer|storage/bucket:", "everything stored in it"),
    (r"rds/|aws:docdb|dynamodb/table:|sql:|gcp:sql/|dbfor|documentdb:|spanner/|bigtable/|redis|elasticache/",
     "the data in it"),
    (r"ebs/volume:|efs/fileSystem:|compute:Disk|compute/disk:|filestore/instance:|netapp:", "the data on it"),
    (r"cloudwatch/logGroup:|operationalinsights:Workspace|logging/projectBucketConfig:", "the logs in it"),
    (r"ecr/repository:|containerregistry:Registry|artifactregistry/repository:", "the images in it"),
    (r"ec2/vpc:Vpc|network:VirtualNetwork$|compute/network:Network", "the network, with all that is in it"),
    (r"resources:ResourceGroup|organizations/project:Project", "everything in it"),
    (r"route53/zone:|network:Zone|dns/managedZone:", "the zone, with all its records"),
    (r"kubernetes:helm.sh/v3:Release", "everything that the chart installed"),
)  # fmt: skip


def lost_with(state: State) -> str:
    """Return what is lost with a resource, in words; empty for what can be made again as it was."""
    for found in objects_of(state):
        if SHARED_ENVIRONMENT in found.labels:
            return f"everything in the namespace {found.labels[SHARED_ENVIRONMENT]} of the shared virtual cluster"
        if found.kind in _KUBERNETES and not found.patch:
            return _KUBERNETES[found.kind]
    return next((words for pattern, words in _CLOUD if re.search(pattern, state.type)), "")
