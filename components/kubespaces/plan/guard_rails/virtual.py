"""Virtual clusters: their control planes share a namespace with the pods that come out of them."""

from kubespaces.plan.labels import ISOLATION, VIRTUAL_CLUSTER

from .cel import labels, text
from .pods import PODS, SPEC, SPEC_VARIABLE
from .rail import Check, GuardRail

_CLUSTER = f"namespaceObject.metadata.labels[?{text(VIRTUAL_CLUSTER)}].orValue('')"

OF_CONTROL_PLANE = (
    f"{_CLUSTER} != '' && object != null && {labels()}[?'release'].orValue('') == {_CLUSTER} && "
    f"{labels()}[?'app'].orValue('') in ['vcluster', 'vcluster-etcd'] && "
    "!request.userInfo.username.startsWith('system:serviceaccount:' + request.namespace + ':')"
)
"""CEL: whether an object is part of a control plane. No account of the namespace made it, as with all that comes out of
a virtual cluster, and people have no rights there: so the platform made it, or Kubernetes' controllers for it."""

_SECRETS = f"['vc-' + {_CLUSTER}, 'vc-config-' + {_CLUSTER}, {_CLUSTER} + '-certs']"

VIRTUAL_ACCOUNTS = GuardRail(
    "virtual-accounts",
    PODS,
    (
        Check(
            f"!(variables.spec.?serviceAccountName.orValue('') in ['deployer', 'vc-' + {_CLUSTER}])",
            "KS-POD-13",
            "pods out of a virtual cluster may not act as its control plane; use another service account",
        ),
        Check(
            f"variables.spec.?volumes.orValue([]).all(v, !(v.?secret.?secretName.orValue('') in {_SECRETS}))",
            "KS-POD-13",
            "pods out of a virtual cluster may not read its control plane's secrets; remove the volume",
        ),
    ),
    variables=(SPEC_VARIABLE,),
    changed=SPEC,
    namespaces=((ISOLATION, "virtual"),),
    spares_control_planes=True,
)
"""The control plane's account and secrets: whoever has them administers the virtual cluster."""
