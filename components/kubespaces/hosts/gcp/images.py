"""Which images may run: the project's policy of Binary Authorization."""

from collections.abc import Sequence

import pulumi

from kubespaces.spec.host_gcp_images import admitted, writes_policy

from .resource import GcpResource
from .site import Site


def make_image_policy(site: Site, after: Sequence[pulumi.Resource]) -> list[pulumi.Resource]:
    """Register the project's policy, unless the document leaves it to somebody else (control KS-SUP-05).

    Google's own policy admits the images that GKE itself runs; the default rule holds for all that no pattern admits.
    Source: https://cloud.google.com/binary-authorization/docs/policy-yaml-reference
    """
    if not writes_policy(site.spec):
        return []
    attestors = site.own.image_policy.attestors
    rule = {"evaluationMode": "REQUIRE_ATTESTATION", "requireAttestationsBies": attestors}
    policy = GcpResource(
        site,
        "binaryauthorization/policy:Policy",
        "image-policy",
        {
            "project": site.project,
            "description": f"Written with host cluster {site.name}",
            "globalPolicyEvaluationMode": "ENABLE",
            "admissionWhitelistPatterns": [{"namePattern": pattern} for pattern in admitted(site.spec)],
            "defaultAdmissionRule": {
                **(rule if attestors else {"evaluationMode": "ALWAYS_DENY"}),
                "enforcementMode": "ENFORCED_BLOCK_AND_AUDIT_LOG",
            },
        },
        site.options("image-policy", after=after, keep=True),
    )
    return [policy]
