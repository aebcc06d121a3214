"""Pieces of CEL that several rails are made of.

What is there to use: https://kubernetes.io/docs/reference/using-api/cel/. Objects are read as ``dyn``, for one rail
looks at several kinds, and the API server's type checker would miss the fields of one in the other.
"""

from collections.abc import Iterable

from kubespaces.plan.labels import ALLOWED, TENANT

PLATFORM = "authorizer.group('').resource('namespaces').name({}).check('update').allowed()"
"""Who may change the namespace itself is the platform; no tenant's role can. It is asked on the cluster: a role of
everything in one namespace does not make a tenant the platform."""

NOT_KUBERNETES = (
    "!('system:serviceaccounts:kube-system' in request.userInfo.groups || "
    "request.userInfo.username == 'system:kube-controller-manager')"
)
"""Leaves Kubernetes' own controllers alone: garbage collection and namespace deletion must go on. They act as service
accounts of kube-system, on clusters without --use-service-account-credentials as the controller manager itself."""

OWN_TENANT = f"namespaceObject.metadata.labels['{TENANT}']"
"""The tenant whose namespace it is."""


def text(value: str) -> str:
    """Return a text literal."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def texts(values: Iterable[str]) -> str:
    """Return a list of text literals."""
    return f"[{', '.join(text(value) for value in values)}]"


def allowed(kind: str) -> tuple[str, str]:
    """Return the variable ``allowed``: one of the namespace's allow-lists.

    An empty annotation is an empty list. A missing one is an error here, and an error refuses.
    """
    return named_list("allowed", kind)


def named_list(variable: str, kind: str) -> tuple[str, str]:
    """Return a variable that holds one of the namespace's allow-lists."""
    annotation = f"namespaceObject.metadata.annotations[{text(ALLOWED + kind)}]"
    return variable, f"{annotation}.split(',').filter(entry, entry != '')"


def annotations(obj: str = "object") -> str:
    """Return CEL for an object's annotations; none is an empty map."""
    return f"dyn({obj}).metadata.?annotations.orValue({{}})"


def labels(obj: str = "object") -> str:
    """Return CEL for an object's labels; none is an empty map."""
    return f"dyn({obj}).metadata.?labels.orValue({{}})"
