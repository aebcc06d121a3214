"""KS-AKS-05: machines of AKS node pools are closed."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.azure_pools import boots_untrusted, is_system, pools_of
from kubespaces_policies.clouds.tokens import AKS_CLUSTER, AKS_POOL, cloud_types
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import any_case_of, is_off, is_true, is_unset
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_SYSTEM_TAINT = "CriticalAddonsOnly=true:NoSchedule"
_TRUSTED_LAUNCH = ("enableSecureBoot", "enableVTPM")


def _closed(resource: Resource, edit: Edit) -> None:
    """Fill in what is absent in pools whose machines can have it."""
    for pool in pools_of(resource):
        security = pool.at("securityProfile")
        wanted: list[tuple[Value, object]] = [(security.at("sshAccess"), "Disabled")]
        if not boots_untrusted(pool):
            wanted += [(security.at(name), True) for name in _TRUSTED_LAUNCH]
        if is_system(pool):
            wanted.append((pool.at("nodeTaints"), [_SYSTEM_TAINT]))
        for value, good in wanted:
            if not value.present:
                edit.set(value, good)


@control(
    "KS-AKS-05",
    title="AKS nodes have no public address, no SSH and a trusted boot, and system pods have nodes of their own",
    severity=Severity.HIGH,
    why="A node on the internet or with SSH is a way past the API server; next to system pods a tenant reaches theirs.",
    fix=(
        "for every pool set enableNodePublicIP false without nodePublicIPPrefixID, securityProfile: sshAccess "
        f"Disabled, enableSecureBoot and enableVTPM true; taint system pools with {_SYSTEM_TAINT}"
    ),
    sources=("CIS AKS 1.8 5.4.3", "CKV_AZURE_143", "CKV_AZURE_232"),
    applies=cloud_types(AKS_CLUSTER, AKS_POOL),
    remedy=_closed,
)
def closed_pools(resource: Resource, check: Check) -> None:
    """Judge every pool, inside the cluster and beside it."""
    with check.guard():
        for pool in pools_of(resource):
            _judge(pool, check)


def _judge(pool: Value, check: Check) -> None:
    check.require(pool.at("enableNodePublicIP"), is_off, "gives every node an address on the internet")
    check.require(pool.at("nodePublicIPPrefixID"), is_unset, "gives nodes addresses on the internet", show=False)
    security = pool.at("securityProfile")
    check.require(security.at("sshAccess"), any_case_of("Disabled"), "must be Disabled: nodes answer SSH by default")
    with check.guard():
        if not boots_untrusted(pool):
            for name in _TRUSTED_LAUNCH:
                check.require(security.at(name), is_true, "must be true")
    with check.guard():
        if is_system(pool):
            problem = f"of a system pool must contain {_SYSTEM_TAINT}"
            check.require(pool.at("nodeTaints"), _keeps_others_out, problem, show=False)


def _keeps_others_out(value: Value) -> bool:
    return _SYSTEM_TAINT in value.texts()
