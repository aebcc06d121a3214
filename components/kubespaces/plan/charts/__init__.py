"""Pure functions from a rendered Helm chart to Kubernetes objects that can be reviewed one by one."""

from .determinism import check_same, may_change, templates_with_lookups
from .errors import ChartError
from .hooks import HookChoice
from .images import images_in_values, images_of
from .manifests import Rendered, parse, without_common
from .plan import ChartPlan, plan_chart
from .secrets import check_used, put_in, stand_in, stand_ins_in, with_stand_ins

__all__ = [
    "ChartError",
    "ChartPlan",
    "HookChoice",
    "Rendered",
    "check_same",
    "check_used",
    "images_in_values",
    "images_of",
    "may_change",
    "parse",
    "plan_chart",
    "put_in",
    "stand_in",
    "stand_ins_in",
    "templates_with_lookups",
    "with_stand_ins",
    "without_common",
]
