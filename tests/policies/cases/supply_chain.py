"""KS-SUP-04 to KS-SUP-06: registries, admission, and what deploys things unseen."""

import json

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Given, Props, case, manifest, pod

_ECR = "aws:ecr/repository:Repository"
_ECR_POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy"
_ACR = "azure-native:containerregistry:Registry"
_GAR = "gcp:artifactregistry/repository:Repository"
_MEMBER = "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember"
_GKE = "gcp:container/cluster:Cluster"
_AKS = "azure-native:containerservice:ManagedCluster"
_BINARY = "gcp:binaryauthorization/policy:Policy"
_RELEASE = "kubernetes:helm.sh/v3:Release"
_CONFIG = "kubernetes:core/v1:ConfigMap"
_CHARTS = {"role": "platform", "chart_sources": ["oci://registry.example.com/charts", "https://charts.example.com"]}


def _ecr(without: str = "", **changes: object) -> Props:
    full: Props = {
        "imageTagMutability": "IMMUTABLE",
        "imageScanningConfiguration": {"scanOnPush": True},
        "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": UNKNOWN}],
        **changes,
    }
    return {key: value for key, value in full.items() if key != without}


def _policy(principal: object, **more: object) -> Props:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "ecr:BatchGetImage", **more}
    return {"repository": "it", "policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


def _acr(**changes: object) -> Props:
    return {"adminUserEnabled": False, "publicNetworkAccess": "Disabled", **changes}


def _gar(**changes: object) -> Props:
    return {
        "format": "DOCKER",
        "dockerConfig": {"immutableTags": True},
        "kmsKeyName": "projects/it/locations/europe-west4/keyRings/it/cryptoKeys/it",
        **changes,
    }


def _binary(
    mode: str = "REQUIRE_ATTESTATION", enforcement: str = "ENFORCED_BLOCK_AND_AUDIT_LOG", **more: object
) -> Props:
    return {"defaultAdmissionRule": {"evaluationMode": mode, "enforcementMode": enforcement}, **more}


def _release(**changes: object) -> Case:
    props = {"chart": "oci://registry.example.com/charts/it", "version": "1.2.3", "namespace": "it", **changes}
    return Case([Given(_RELEASE, props)], _CHARTS)


def _made(api_version: str, kind: str, **spec: object) -> Given:
    return Given(f"kubernetes:{api_version}:{kind}", manifest(api_version, kind, spec=spec))


def _application(**source: object) -> Given:
    full = {"repoURL": "https://charts.example.com/it", "targetRevision": "1.2.3", **source}
    return _made("argoproj.io/v1alpha1", "Application", source=full)


def _config(**data: str) -> Props:
    return manifest("v1", "ConfigMap", data=data)


_MANIFEST = "apiVersion: v1\nkind: Pod\nmetadata: {name: it}\n"
_TAGS = {"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION"}

CASES = {
    "KS-SUP-04": Cases(
        good={
            "ECR": case(_ECR, _ecr()),
            "ECR with a narrow exclusion": case(
                _ECR, _ecr(**_TAGS, imageTagMutabilityExclusionFilters=[{"filter": "dev-*", "filterType": "WILDCARD"}])
            ),
            "ECR's policy for one account": case(_ECR_POLICY, _policy({"AWS": "arn:aws:iam::111122223333:root"})),
            "ECR's policy for an organisation": case(
                _ECR_POLICY, _policy("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}})
            ),
            "ACR": case(_ACR, _acr()),
            "Artifact Registry": case(_GAR, _gar()),
            "Artifact Registry with a key of the same run": case(_GAR, _gar(kmsKeyName=UNKNOWN)),
            "Artifact Registry in front of another": case(_GAR, _gar(mode="REMOTE_REPOSITORY", dockerConfig=None)),
            "a member": case(_MEMBER, {"member": "serviceAccount:it@it.iam.gserviceaccount.com"}),
        },
        bad={
            "ECR's tags": case(_ECR, _ecr(imageTagMutability="MUTABLE"), at="imageTagMutability", remedied=False),
            "ECR's tags, not said": case(_ECR, _ecr("imageTagMutability")),
            "ECR's tags but for all": case(
                _ECR, _ecr(**_TAGS, imageTagMutabilityExclusionFilters=[{"filter": "*"}]), remedied=False
            ),
            "ECR does not scan": case(_ECR, _ecr(imageScanningConfiguration={"scanOnPush": False}), remedied=False),
            "ECR does not say that it scans": case(_ECR, _ecr("imageScanningConfiguration")),
            "ECR's encryption": case(
                _ECR, _ecr(encryptionConfigurations=[{"encryptionType": "AES256"}]), remedied=False
            ),
            "ECR's encryption, not said": case(_ECR, _ecr("encryptionConfigurations"), remedied=False),
            "ECR's policy for all": case(_ECR_POLICY, _policy("*"), at="policy.Statement[0].Principal", remedied=False),
            "ECR's policy for all, in a list": case(
                _ECR_POLICY, _policy({"AWS": ["arn:aws:iam::111122223333:root", "*"]}), remedied=False
            ),
            "ECR's policy is none": case(_ECR_POLICY, {"policy": "{"}, remedied=False),
            "ACR's admin user": case(_ACR, _acr(adminUserEnabled=True), at="adminUserEnabled"),
            "ACR's anonymous pull": case(_ACR, _acr(anonymousPullEnabled=True)),
            "ACR in public": case(_ACR, _acr(publicNetworkAccess="Enabled"), remedied=False),
            "ACR's network, not said": case(_ACR, _acr(publicNetworkAccess=None), remedied=False),
            "an old version of ACR": case(
                "azure-native:containerregistry/v20230701:Registry", _acr(adminUserEnabled=True)
            ),
            "Artifact Registry's tags": case(_GAR, _gar(dockerConfig={"immutableTags": False}), remedied=False),
            "Artifact Registry's tags, not said": case(_GAR, _gar(dockerConfig=None), at="dockerConfig.immutableTags"),
            "Artifact Registry's key": case(_GAR, _gar(kmsKeyName=None), at="kmsKeyName", remedied=False),
            "everybody": case(_MEMBER, {"member": "allUsers"}, at="member", remedied=False),
            "everybody with an account": case(_MEMBER, {"member": "allAuthenticatedUsers"}, remedied=False),
            "everybody in a binding": case(
                "gcp:artifactregistry/repositoryIamBinding:RepositoryIamBinding",
                {"members": ["user:a@example.com", "allUsers"]},
                at="members[1]",
                remedied=False,
            ),
        },
        deferred={
            "ECR's policy": case(_ECR_POLICY, {"policy": UNKNOWN}),
            "ACR's network": case(_ACR, _acr(publicNetworkAccess=UNKNOWN)),
        },
        other={"a bucket": case("aws:s3/bucket:Bucket", {})},
    ),
    "KS-SUP-05": Cases(
        good={
            "GKE": case(_GKE, {"binaryAuthorization": {"evaluationMode": "PROJECT_SINGLETON_POLICY_ENFORCE"}}),
            "AKS": case(_AKS, {"addonProfiles": {"azurepolicy": {"enabled": True}}}),
            "AKS in other letters": case(_AKS, {"addonProfiles": {"azurePolicy": {"enabled": True}}}),
            "a policy": case(_BINARY, _binary()),
            "a policy that denies": case(_BINARY, _binary("ALWAYS_DENY")),
        },
        bad={
            "GKE does not": case(
                _GKE,
                {"binaryAuthorization": {"evaluationMode": "DISABLED"}},
                at="binaryAuthorization.evaluationMode",
                remedied=False,
            ),
            "GKE does not say": case(_GKE, {"name": "it"}),
            "AKS does not": case(_AKS, {"addonProfiles": {"azurepolicy": {"enabled": False}}}, remedied=False),
            "AKS does not say": case(_AKS, {"addonProfiles": {}}, at="addonProfiles.azurepolicy.enabled"),
            "a policy that lets all pass": case(_BINARY, _binary("ALWAYS_ALLOW"), remedied=False),
            "a policy that only writes down": case(
                _BINARY, _binary(enforcement="DRYRUN_AUDIT_LOG_ONLY"), remedied=False
            ),
            "a policy for one cluster": case(
                _BINARY,
                _binary(clusterAdmissionRules=[{"cluster": "it", "evaluationMode": "ALWAYS_ALLOW"}]),
                at="clusterAdmissionRules[0].evaluationMode",
                remedied=False,
            ),
            "a policy without a rule": case(_BINARY, {"project": "it"}, remedied=False),
        },
        deferred={"AKS's add-ons": case(_AKS, {"addonProfiles": UNKNOWN})},
        other={"EKS": case("aws:eks/cluster:Cluster", {})},
    ),
    "KS-SUP-06": Cases(
        good={
            "a chart by OCI": _release(),
            "a chart by a repository": _release(chart="it", repositoryOpts={"repo": "https://charts.example.com"}),
            "a ConfigMap of a tenant": case(_CONFIG, _config(settings="kind: simple\n")),
            "a command where the settings say so": case(
                "command:local:Command", {"create": "true"}, role="platform", opaque_deployers=True
            ),
            "an Application of the platform": Case([_application()], _CHARTS),
            "an Application by commit": Case([_application(targetRevision="a" * 40)], _CHARTS),
            "a source of Flux": Case(
                [_made("source.toolkit.fluxcd.io/v1", "OCIRepository", url="oci://registry.example.com/charts/it")],
                _CHARTS,
            ),
            "a release of Flux": Case(
                [_made("helm.toolkit.fluxcd.io/v2", "HelmRelease", chart={"spec": {"version": "1.2.3"}})], _CHARTS
            ),
        },
        bad={
            "a Release of a tenant": Case(_release().resources, {"tenant": "payments"}),
            "a command of a tenant": case("command:local:Command", {"create": "kubectl apply -f -"}),
            "a remote command of a tenant": case("command:remote:Command", {"create": "true"}),
            "a file of a tenant": case("command:remote:CopyToRemote", {"remotePath": "/etc/x"}),
            "a dynamic resource of a tenant": case("pulumi-python:dynamic:Resource", {"__provider": "x"}),
            "a dynamic resource of a tenant, by class": case("pulumi-nodejs:dynamic/it:It", {"__provider": "x"}),
            "a command of a tenant that the settings allow": case(
                "command:local:Command", {"create": "true"}, opaque_deployers=True
            ),
            "a command of the platform": case("command:local:Command", {"create": "true"}, role="platform"),
            "manifests in a ConfigMap": case(_CONFIG, _config(a="x", b=_MANIFEST), at="data.b"),
            "manifests in JSON": case(_CONFIG, _config(it=json.dumps(pod()))),
            "manifests in a list": case(_CONFIG, _config(it="items:\n- kind: Pod\n  apiVersion: v1\n")),
            "an Application of a tenant": Case([_application()], {"tenant": "payments"}),
            "a release of Flux of a tenant": Case([_made("helm.toolkit.fluxcd.io/v2", "HelmRelease")]),
            "a set of manifests of a tenant": Case([_made("kustomize.toolkit.fluxcd.io/v1", "Kustomization")]),
            "another chart": _release(chart="oci://ghcr.io/charts/it"),
            "a path that begins alike": _release(chart="oci://registry.example.com/charts-evil/it"),
            "a way up": _release(chart="oci://registry.example.com/charts/../evil/it"),
            "a chart on the disk": _release(chart="./charts/it"),
            "a repository without encryption": _release(
                chart="it", repositoryOpts={"repo": "http://charts.example.com"}
            ),
            "no sources": Case(_release().resources, {"role": "platform"}),
            "no version": _release(version=None),
            "a range of versions": _release(version="^1.2.3"),
            "a version with holes": _release(version="1.2.x"),
            "no kinds": _release(skipCrds=True),
            "a command on what is deployed": _release(postrender="./change.sh"),
            "an Application of any revision": Case([_application(targetRevision="HEAD")], _CHARTS),
            "an Application from elsewhere": Case(
                [_application(repoURL="https://github.com/a/b")], _CHARTS, "spec.source.repoURL"
            ),
            "an ApplicationSet from elsewhere": Case(
                [
                    _made(
                        "argoproj.io/v1alpha1",
                        "ApplicationSet",
                        template={"spec": {"sources": [{"repoURL": "https://a.example", "targetRevision": "1.0.0"}]}},
                    )
                ],
                _CHARTS,
            ),
            "a source of Flux from elsewhere": Case(
                [_made("source.toolkit.fluxcd.io/v1", "GitRepository", url="https://github.com/a/b")], _CHARTS
            ),
            "a release of Flux in any version": Case(
                [_made("helm.toolkit.fluxcd.io/v2", "HelmRelease", chart={"spec": {"version": ">=1.0.0"}})], _CHARTS
            ),
        },
        deferred={
            "a chart": _release(chart=UNKNOWN),
            "a ConfigMap": case(_CONFIG, manifest("v1", "ConfigMap", data=UNKNOWN)),
        },
        other={
            "a ConfigMap of the platform": case(_CONFIG, _config(it=_MANIFEST), role="platform"),
            "a Chart whose objects are seen": case("kubernetes:helm.sh/v4:Chart", {"chart": "it"}),
        },
    ),
}
