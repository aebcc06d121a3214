"""The shape of an attempt."""

from collections.abc import Callable
from dataclasses import dataclass

from kubespaces.kube import Call
from kubespaces.spec.posture import Role
from kubespaces.verify.judge import NOT_AUTHORIZED, Expected
from kubespaces.verify.line import Area
from kubespaces.verify.scene import Place

NOBODY: frozenset[Role] = frozenset()
"""No role of a tenant."""
EVERYBODY = frozenset(Role)
"""Every role of a tenant."""
PIPELINE = frozenset({Role.DEPLOYER, Role.EDIT, Role.ADMIN})
"""Who changes workloads."""
HANDS = frozenset({Role.EDIT, Role.ADMIN})
"""Who may start single pods."""
SHELL = frozenset({Role.DEBUG, Role.ADMIN})
"""Who may get into running containers."""
ADMINS = frozenset({Role.ADMIN})
"""Who may hand on roles."""

BEYOND_ROLE = "KS-RBAC-09"
"""The control behind daily work that somebody's role is not for."""

NEVER_AUTHORIZED = NOT_AUTHORIZED
"""What must come of it where no role may: nobody gets further than authorization."""

_UP = "; run: kubespaces up"
MEND_ROLE = "put the ClusterRoles kubespaces:tenant-* and the namespace's RoleBindings back" + _UP
MEND_RAIL = "put the guard rail (policy and binding) back" + _UP
MEND_QUOTA = "put the namespace's ResourceQuota and LimitRange back" + _UP
MEND_POD_SECURITY = "put the namespace's pod-security.kubernetes.io labels back" + _UP


@dataclass(frozen=True)
class Attempt:
    """One request that a tenant makes in one of its namespaces."""

    area: Area
    """What it is about."""
    what: str
    """What is tried, in words."""
    control: str
    """The control that it proves."""
    may: frozenset[Role]
    """Roles that get past authorization; everybody else must be refused there."""
    then: Expected
    """What must come of it for those roles."""
    call: Callable[[Place], Call | None]
    """The request; ``None`` where it does not apply."""
    mend: str
    """What to do when it does not come out so."""
    needs: str = ""
    """What must be there to try it, in words; where it is not, the report says so. Empty for attempts that are
    meant for some namespaces only."""

    def expected(self, *, may: bool) -> Expected:
        """Return what must come of it for somebody who has, or has not, one of its roles."""
        return self.then if may else NOT_AUTHORIZED
