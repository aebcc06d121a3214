"""Which part of the API server refused: a control is proven only when that control refuses.

The API server tells in words alone; the patterns are those of Kubernetes 1.30 to 1.34 (sources with each).
"""

import re

from kubespaces.kube import ApiError
from kubespaces.plan.guard_rails import PREFIX

AUTHORIZATION = "authorization"
"""RBAC, or another authorizer: the user lacks the right (apiserver, endpoints/handlers/responsewriters/errors.go)."""
ESCALATION = "RBAC's escalation check"
"""Nobody may hand on rights that he does not have (kubernetes, pkg/registry/rbac/validation/rule.go)."""
POD_SECURITY = "Pod Security"
"""The namespace's Pod Security Standard (pod-security-admission, admission/admission.go)."""
QUOTA = "quota"
"""The ResourceQuota (apiserver, admission/plugin/resourcequota/controller.go)."""
UNCOUNTED = "quota that is not counted yet"
"""The quota controller has not set the quota's status; proves nothing."""
LIMITS = "limit range"
"""The LimitRange (kubernetes, plugin/pkg/admission/limitranger/admission.go)."""
NODE_SELECTOR = "node selector"
"""The plugins PodNodeSelector and PodTolerationRestriction (kubernetes, plugin/pkg/admission/...)."""
CLASS = "missing class"
"""A runtime or priority class that the cluster does not have (kubernetes, plugin/pkg/admission)."""
WEBHOOK = "an admission webhook"
"""Something that is not Kubespaces' (apiserver, admission/plugin/webhook/errors/statuserror.go)."""
OTHER_POLICY = "another admission policy"
"""A ValidatingAdmissionPolicy that is not Kubespaces' (apiserver, admission/plugin/policy/validating/dispatcher.go)."""
UNKNOWN = "something else"

FOREIGN = frozenset({WEBHOOK, OTHER_POLICY})
"""What a platform may run beside Kubespaces. Its refusals are welcome where a refusal is expected."""

_PATTERNS = (
    (ESCALATION, r"attempting to grant RBAC permissions not currently held"),
    (POD_SECURITY, r"violates PodSecurity \""),
    (UNCOUNTED, r"status unknown for quota"),
    (QUOTA, r"exceeded quota: |failed quota: |insufficient quota to match these scopes"),
    (LIMITS, r"(maximum|minimum) \S+ usage per |limit to request ratio per "),
    (NODE_SELECTOR, r"node label selector conflicts|toleration[s ].*conflict|not in the namespace whitelist"),
    (CLASS, r"RuntimeClass \"[^\"]*\" not found|no PriorityClass with name "),
    (WEBHOOK, r"admission webhook \"[^\"]*\" denied the request"),
)
_POLICY = re.compile(r"ValidatingAdmissionPolicy '([^']+)'")


def rail(name: str) -> str:
    """Return what a guard rail of Kubespaces is called as a gate."""
    return f"guard rail {name}"


def is_rail(gate: str) -> bool:
    """Return whether a gate is a guard rail of Kubespaces."""
    return gate.startswith(rail(""))


def gate_of(error: ApiError) -> str:
    """Return which part of the API server refused a request."""
    if error.by_authorization:
        return AUTHORIZATION
    policy = _POLICY.search(error.message)
    if policy:
        name = policy.group(1)
        return rail(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else OTHER_POLICY
    return next((gate for gate, pattern in _PATTERNS if re.search(pattern, error.message)), UNKNOWN)
