"""Virtual clusters: their control planes share a namespace with the pods that come out of them."""

from kubespaces.plan.labels import ISOLATION, VIRTUAL_CLUSTER

from .cel import labels, text
from .pods import ALL_CONTAINERS, CONTAINERS, SPEC, SPEC_VARIABLE
from .rail import Check, GuardRail

_CLUSTER = f"namespaceObject.metadata.labels[?{text(VIRTUAL_CLUSTER)}].orValue('')"

OF_CONTROL_PLANE = (
    f"{_CLUSTER} != '' && object != null && {labels()}[?'release'].orValue('') == {_CLUSTER} && "
    f"{labels()}[?'app'].orValue('') in ['vcluster', 'vcluster-etcd'] && "
    "!request.userInfo.username.startsWith('system:serviceaccount:' + request.namespace + ':')"
)
"""CEL: whether an object is part of a control plane. No account of the namespace made it, as with all that comes out of
a virtual cluster, and people have no rights there: so the platform made it, or Kubernetes' controllers for it."""

_SECRETS = ("own", f"['vc-' + {_CLUSTER}, 'vc-config-' + {_CLUSTER}, {_CLUSTER} + '-certs']")
_MOUNTED = (
    "mounted",
    (
        "variables.spec.?volumes.orValue([]).exists(v, v.?secret.?secretName.orValue('') in variables.own || "
        "v.?projected.?sources.orValue([]).exists(s, s.?secret.?name.orValue('') in variables.own))"
    ),
)
_IN_VARIABLES = (
    "inVariables",
    (
        "variables.containers.exists(c, "
        "c.?env.orValue([]).exists(e, e.?valueFrom.?secretKeyRef.?name.orValue('') in variables.own) || "
        "c.?envFrom.orValue([]).exists(e, e.?secretRef.?name.orValue('') in variables.own))"
    ),
)

VIRTUAL_ACCOUNTS = GuardRail(
    "virtual-accounts",
    CONTAINERS,
    (
        Check(
            f"!(variables.spec.?serviceAccountName.orValue('') in ['deployer', 'vc-' + {_CLUSTER}])",
            "KS-POD-13",
            "pods out of a virtual cluster may not act as its control plane; use another service account",
        ),
        Check(
            "!variables.mounted && !variables.inVariables",
            "KS-POD-13",
            "pods out of a virtual cluster may not read its control plane's secrets; remove the volume or variable",
        ),
    ),
    variables=(SPEC_VARIABLE, ALL_CONTAINERS, _SECRETS, _MOUNTED, _IN_VARIABLES),
    changed=SPEC,
    namespaces=((ISOLATION, "virtual"),),
    spares_control_planes=True,
)
"""The control plane's account and secrets: whoever has them administers the virtual cluster."""
