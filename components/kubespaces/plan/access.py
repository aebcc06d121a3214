"""Service accounts and RoleBindings: who may do what in one namespace."""

import hashlib
import re
from collections import defaultdict

from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import Role

from .labels import object_labels
from .objects import Manifest, build
from .roles import role_name

DEPLOYER = "deployer"
"""Name of the service account that every namespace has for its delivery pipeline."""


def service_accounts(spec: NamespaceSpec) -> dict[str, Manifest]:
    """Return the namespace's own accounts. Neither mounts a token into pods (control KS-POD-13)."""
    return {
        name: build(
            "v1",
            "ServiceAccount",
            {"name": name, "namespace": spec.name, "labels": object_labels(spec)},
            automountServiceAccountToken=False,
        )
        for name in ("default", DEPLOYER)
    }


def role_bindings(spec: NamespaceSpec) -> dict[str, Manifest]:
    """Return one RoleBinding for each principal and role, by resource role.

    A binding of its own for each: taking a grant away is then a deletion that a review shows, and no update.
    """
    if spec.is_virtual:  # people log in to the virtual API; nobody but it works here
        return {}
    deployer = {"kind": "ServiceAccount", "name": DEPLOYER, "namespace": spec.name}
    subjects: dict[Role, list[Manifest]] = defaultdict(list, {Role.DEPLOYER: [deployer]})
    for access in spec.grants:
        subject = subject_of(*access.principal)
        if subject not in subjects[access.role]:
            subjects[access.role].append(subject)
    return {
        f"access-{role}-{slug(subject)}": _binding(spec, role, subject) for role in Role for subject in subjects[role]
    }


def subject_of(kind: str, name: str) -> Manifest:
    """Return a principal of an access list as RBAC has it."""
    if kind == "ServiceAccount":
        namespace, _, account = name.partition("/")
        return {"kind": kind, "name": account, "namespace": namespace}
    return {"kind": kind, "name": name, "apiGroup": "rbac.authorization.k8s.io"}


def _binding(spec: NamespaceSpec, role: Role, subject: Manifest) -> Manifest:
    metadata = {
        "name": f"kubespaces:{role}:{slug(subject)}",
        "namespace": spec.name,
        "labels": object_labels(spec),
    }
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role_name(role)}
    return build("rbac.authorization.k8s.io/v1", "RoleBinding", metadata, roleRef=reference, subjects=[subject])


def slug(subject: Manifest) -> str:
    """Return a short readable name that is different for different subjects."""
    whole = f"{subject['kind']} {subject.get('namespace', '')}/{subject['name']}"
    readable = re.sub(r"[^a-z0-9]+", "-", str(subject["name"]).lower()).strip("-")[:40].rstrip("-")
    return f"{readable}-{hashlib.sha256(whole.encode()).hexdigest()[:6]}".lstrip("-")
