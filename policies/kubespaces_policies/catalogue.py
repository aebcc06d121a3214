"""All controls, by pack, and how some of them are chosen."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType

from .control import Control
from .settings import Selection

PACKS: dict[str, tuple[str, ...]] = {
    "isolation": ("tenancy", "pods", "rbac", "network", "supply"),
    "compliance": (
        "eks",
        "aks",
        "gke",
        "encryption",
        "audit",
        "residency",
        "cost",
        "availability",
        "sustainability",
    ),
}
"""The packs, and the packages of this one that hold their controls, by group."""


_JOINT = "+"


def joint_name(*packs: str) -> str:
    """Return the name under which the engine knows packs that it asks as one, such as ``isolation+compliance``."""
    return _JOINT.join(packs)


def packs_in(name: str) -> list[str]:
    """Return the packs that go by a name; see ``joint_name``."""
    return name.split(_JOINT)


def own_pack(name: str, policy: str) -> str:
    """Return the one pack that a policy is of, where the engine names several that it asked as one."""
    packs = packs_in(name)
    if len(packs) == 1 or not PACKS.keys() >= set(packs):
        return name
    return next((pack for pack in packs if any(control.id == policy for control in controls_of(pack))), name)


@cache
def controls_of(pack: str) -> tuple[Control, ...]:
    """Return a pack's controls in the order of their groups and ids.

    Raises:
        KeyError: there is no such pack.
    """
    found: list[Control] = []
    for group in PACKS[pack]:
        module = import_module(f".{pack}.{group}", __package__)
        found += sorted(_controls_in(module), key=lambda control: control.id)
    return tuple(found)


def _controls_in(module: ModuleType) -> list[Control]:
    return [item for item in vars(module).values() if isinstance(item, Control)]


@cache
def all_controls() -> dict[str, Control]:
    """Return every control by its id."""
    return {control.id: control for pack in PACKS for control in controls_of(pack)}


def select(controls: Iterable[Control], selection: Selection) -> Sequence[Control]:
    """Return the controls that a selection asks for."""
    return [control for control in controls if _chosen(control, selection)]


def _chosen(control: Control, selection: Selection) -> bool:
    return (
        (not selection.severities or control.severity in selection.severities)
        and (not selection.groups or control.group in selection.groups)
        and (not selection.controls or control.id in selection.controls)
        and (not selection.frameworks or not control.frameworks.keys().isdisjoint(selection.frameworks))
    )
