"""KS-SUP-05: host clusters check images once more when they start."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.tokens import AKS_CLUSTER, GKE_CLUSTER, cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import any_case_of, is_true
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_POLICY = "gcp:binaryauthorization/policy:Policy"
_MODE = ("binaryAuthorization", "evaluationMode")
_ENFORCED = "PROJECT_SINGLETON_POLICY_ENFORCE"
_BLOCKS = "ENFORCED_BLOCK_AND_AUDIT_LOG"
_ADD_ON = "azurepolicy"


def _add_on(props: Value) -> Value:
    """Return the switch of the add-on for policies, whose name Azure takes in any case."""
    profiles = props.at("addonProfiles")
    name = next((key for key, _ in profiles.entries() if key.lower() == _ADD_ON), _ADD_ON)
    return profiles.at(name, "enabled")


def _checked(resource: Resource, edit: Edit) -> None:
    """Switch it on where nothing is said: without a policy of its own it lets everything pass."""
    value = resource.props.at(*_MODE) if plain(resource.type) == GKE_CLUSTER else _add_on(resource.props)
    if plain(resource.type) in (GKE_CLUSTER, AKS_CLUSTER) and not value.present:
        edit.set(value, _ENFORCED if plain(resource.type) == GKE_CLUSTER else True)


@control(
    "KS-SUP-05",
    title="Host clusters judge images at admission",
    severity=Severity.HIGH,
    why="What does not come through a stack is seen by nobody else: the cluster must refuse unknown images by itself.",
    fix="set binaryAuthorization.evaluationMode: PROJECT_SINGLETON_POLICY_ENFORCE and a policy that does not always "
    "allow, or on Azure addonProfiles.azurepolicy.enabled: true",
    sources=("CIS-K8S 5.5.1", "GKE 4.5.1, 5.1.4", "CKV_GCP_66", "CKV_AZURE_116"),
    applies=cloud_types(GKE_CLUSTER, AKS_CLUSTER, _POLICY),
    remedy=_checked,
)
def host_clusters_judge_images(resource: Resource, check: Check) -> None:
    """Judge clusters and the policy of Binary Authorization. EKS has no such switch; the guard rails do it there.

    What Azure's policies say is assigned outside the cluster and is not judged.
    """
    props, token = resource.props, plain(resource.type)
    if token == GKE_CLUSTER:
        check.require(props.at(*_MODE), any_case_of(_ENFORCED), f"must be {_ENFORCED}")
    elif token == AKS_CLUSTER:
        with check.guard():
            check.require(_add_on(props), is_true, "must be true")
    else:
        _judge_rule(props.at("defaultAdmissionRule"), check)
        with check.guard():
            for rule in props.at("clusterAdmissionRules"):
                _judge_rule(rule, check)


def _judge_rule(rule: Value, check: Check) -> None:
    mode = rule.at("evaluationMode")
    check.require(mode, lambda value: value.text() not in ("", "ALWAYS_ALLOW"), "lets every image pass")
    check.require(rule.at("enforcementMode"), any_case_of(_BLOCKS), f"must be {_BLOCKS}")
