"""KS-SUP-04: the registries themselves."""

from collections.abc import Callable

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.iam_documents import lets_everybody_in, statements
from kubespaces_policies.clouds.json_text import parsed_or_none
from kubespaces_policies.clouds.tokens import cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import any_case_of, is_given, is_off, is_true
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_ECR = "aws:ecr/repository:Repository"
_ECR_POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy"
_ACR = "azure-native:containerregistry:Registry"
_GAR = "gcp:artifactregistry/repository:Repository"
_GAR_MEMBER = "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember"
_GAR_BINDING = "gcp:artifactregistry/repositoryIamBinding:RepositoryIamBinding"
_PUBLIC = frozenset({"allUsers", "allAuthenticatedUsers"})
_SETTLED: dict[str, dict[tuple[str, ...], object]] = {
    _ECR: {("imageTagMutability",): "IMMUTABLE", ("imageScanningConfiguration", "scanOnPush"): True},
    _ACR: {("adminUserEnabled",): False, ("anonymousPullEnabled",): False},
}
"""What can be changed in place and breaks no pull."""


def _hardened(resource: Resource, edit: Edit) -> None:
    """Give what is absent its safe value, and switch off who may come in without a name."""
    for path, wanted in _SETTLED.get(plain(resource.type), {}).items():
        value = resource.props.at(*path)
        absent = not value.present and wanted is not False
        if absent or (wanted is False and value.flag()):
            edit.set(value, wanted)
    tags = resource.props.at("dockerConfig", "immutableTags")
    if plain(resource.type) == _GAR and _keeps_images(resource.props) and not tags.present:
        edit.set(tags, True)


@control(
    "KS-SUP-04",
    title="Registries keep tags, scan images and let nobody in without a name",
    severity=Severity.HIGH,
    why="In an open registry anybody replaces the image that every cluster pulls next.",
    fix="make tags immutable, scan on push, encrypt with a key of your own, and switch off admin user, anonymous pull "
    "and public network access",
    sources=(
        "EKS 5.1.1-5.1.3, GKE 5.1.1-5.1.3",
        "CKV_AWS_32, CKV_AWS_51, CKV_AWS_136, CKV_AWS_163",
        "CKV_AZURE_137, CKV_AZURE_138, CKV_AZURE_139",
        "CKV_GCP_84, CKV_GCP_101",
    ),
    applies=cloud_types(_ECR, _ECR_POLICY, _ACR, _GAR, _GAR_MEMBER, _GAR_BINDING),
    unknown="Deferred at preview; a key that is made in the same run counts as given.",
    remedy=_hardened,
)
def registries_are_hardened(resource: Resource, check: Check) -> None:
    """Judge each cloud's registries by their own switches, and who is let in by policies and bindings."""
    _JUDGES[plain(resource.type)](resource.props, check)


def _judge_ecr(props: Value, check: Check) -> None:
    tags = props.at("imageTagMutability")
    check.require(tags, any_case_of("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"), "must be IMMUTABLE")
    with check.guard():
        for excluded in props.at("imageTagMutabilityExclusionFilters"):
            check.require(excluded.at("filter"), _is_narrow, "leaves out every tag")
    check.require(props.at("imageScanningConfiguration", "scanOnPush"), is_true, "must be true")
    with check.guard():
        for kept in props.at("encryptionConfigurations"):
            check.require(kept.at("encryptionType"), any_case_of("KMS", "KMS_DSSE"), "must be KMS")
        if not len(props.at("encryptionConfigurations")):
            check.violation(props.at("encryptionConfigurations"), "must say encryptionType: KMS")


def _is_narrow(value: Value) -> bool:
    return value.text().strip("*?") != ""


def _judge_ecr_policy(props: Value, check: Check) -> None:
    with check.guard():
        document = parsed_or_none(props.at("policy"))
        if document is None:
            check.violation(props.at("policy"), "is no JSON", show=False)
            return
        for statement in statements(document):
            with check.guard():
                if lets_everybody_in(statement):
                    check.violation(statement.at("Principal"), "lets everybody in", show=False)


def _judge_acr(props: Value, check: Check) -> None:
    check.require(props.at("adminUserEnabled"), is_off, "must be false: it is one password for all")
    check.require(props.at("anonymousPullEnabled"), is_off, "must be false")
    check.require(props.at("publicNetworkAccess"), any_case_of("Disabled"), "must be Disabled")


def _keeps_images(props: Value) -> bool:
    """Tell whether a repository holds images of its own, and not those of another one."""
    return props.at("format").text().upper() == "DOCKER" and props.at("mode").text() in ("", "STANDARD_REPOSITORY")


def _judge_gar(props: Value, check: Check) -> None:
    with check.guard():
        if _keeps_images(props):
            check.require(props.at("dockerConfig", "immutableTags"), is_true, "must be true")
    check.require(props.at("kmsKeyName"), lambda value: value.unknown or is_given(value), "must name a key of your own")


def _judge_members(props: Value, check: Check) -> None:
    check.require(props.at("member"), lambda value: value.text() not in _PUBLIC, "lets everybody in")
    with check.guard():
        for member in props.at("members"):
            check.require(member, lambda value: value.text() not in _PUBLIC, "lets everybody in")


_JUDGES: dict[str, Callable[[Value, Check], None]] = {
    _ECR: _judge_ecr,
    _ECR_POLICY: _judge_ecr_policy,
    _ACR: _judge_acr,
    _GAR: _judge_gar,
    _GAR_MEMBER: _judge_members,
    _GAR_BINDING: _judge_members,
}
