"""Families of machines, by the names of their types."""

import re

_AWS = re.compile(r"([a-z]+[0-9]+[a-z0-9-]*)\.[a-z0-9-]+")
_AZURE = re.compile(r"(standard_[a-z]+)\d.*", re.IGNORECASE)
_GCP = re.compile(r"([a-z]+\d+[a-z]*)-.+")

_WITH_ACCELERATORS = re.compile(
    r"(?:p|g|gr|dl|vt|inf|trn)\d[a-z0-9-]*"  # AWS: accelerated computing
    r"|standard_n[a-z]*"  # Azure: sizes of the N family
    r"|(?:a[234]|g[24])[a-z]*",  # Google Cloud: accelerator-optimised
    re.IGNORECASE,
)
_ARM = re.compile(
    r"(?:a1|[a-z]+\d+g[a-z-]*)"  # AWS: Graviton
    r"|(?:t2a|c4a|n4a|a4x[a-z]*)",  # Google Cloud: Tau T2A, Axion, Grace
    re.IGNORECASE,
)
_AZURE_ARM = re.compile(r"standard_[a-z]+\d+[a-z]*p[a-z]*_v\d+", re.IGNORECASE)
"""Azure marks machines with Arm processors by a ``p`` behind the number of processors."""


def family_of(machine: str) -> str:
    """Return a machine type's family: ``m7g`` of ``m7g.2xlarge``, ``Standard_D`` of ``Standard_D4ds_v5``, ``n2d``."""
    for pattern in (_AWS, _AZURE, _GCP):
        found = pattern.fullmatch(machine)
        if found:
            return found[1]
    return machine


def has_accelerators(machine: str) -> bool:
    """Say whether a machine type comes with GPUs or the like."""
    return bool(_WITH_ACCELERATORS.fullmatch(family_of(machine)))


def is_arm(machine: str) -> bool:
    """Say whether a machine type has arm64 processors."""
    return bool(_ARM.fullmatch(family_of(machine)) or _AZURE_ARM.fullmatch(machine))
