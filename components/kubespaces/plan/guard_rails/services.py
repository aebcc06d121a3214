"""Services: which types, and no way to other people's addresses."""

from kubespaces.plan.labels import ALLOWED
from kubespaces.plan.rule_data import INTERNAL_NAMES

from .cel import allowed, texts
from .hosts import HOST_ANNOTATIONS_CHECK, HOSTNAME_LIST, HOSTNAMES
from .rail import Check, GuardRail, Scope

_SERVICES = (Scope("", ("services",)),)
_CHANGED = "[dyn({0}).spec, dyn({0}).metadata.?annotations.orValue({{}})]"

SERVICE_TYPES = GuardRail(
    "service-types",
    _SERVICES,
    (
        Check(
            "variables.type in variables.allowed",
            "KS-NET-04",
            f"use a type of Service that the namespace's annotation {ALLOWED}service-types lists",
            "[variables.type]",
        ),
        Check(
            "object.spec.?ports.orValue([]).all(p, p.?nodePort.orValue(0) == 0) && "
            "object.spec.?healthCheckNodePort.orValue(0) == 0",
            "KS-NET-04",
            "node ports are open on every node: set spec.allocateLoadBalancerNodePorts to false, and leave out "
            "nodePort and externalTrafficPolicy: Local",
        ),
    ),
    variables=(("type", "object.spec.?type.orValue('ClusterIP')"), allowed("service-types")),
    parameters=(f"{ALLOWED}service-types",),
    changed=_CHANGED,
    spares_kubernetes=True,
    spares_platform=True,
)
"""Types of Services, and node ports."""

# Without the dot that a name may end in.
_TARGET = "object.spec.?externalName.orValue('').replace('.', ' ').trim().split(' ')"

SERVICE_ADDRESSES = GuardRail(
    "service-addresses",
    _SERVICES,
    (
        Check(
            "object.spec.?externalIPs.orValue([]).size() == 0",
            "KS-NET-06",
            "spec.externalIPs takes over other people's traffic (CVE-2020-8554); leave it out",
        ),
        Check(
            "object.spec.?loadBalancerIP.orValue('') == ''",
            "KS-NET-06",
            "spec.loadBalancerIP takes an address that may be somebody else's; leave it out",
        ),
        Check(
            "object.spec.?type.orValue('') != 'ExternalName' || "
            f"!(variables.labels[variables.labels.size() - 1] in {texts(INTERNAL_NAMES)} || "
            "variables.labels.all(label, label.matches('^[0-9]+$')))",
            "KS-NET-06",
            "spec.externalName leads into the cluster or the cloud's own network; use a public name",
        ),
        HOST_ANNOTATIONS_CHECK,
    ),
    variables=(("labels", _TARGET), HOSTNAME_LIST),
    parameters=(HOSTNAMES,),
    changed=_CHANGED,
    spares_kubernetes=True,
    spares_platform=True,
)
"""Addresses that are not the Service's own."""
