"""Which requirements of which frameworks a group of controls speaks to.

Our own reading of SOC 2 (Trust Services Criteria 2017), ISO/IEC 27001:2022 Annex A, PCI DSS 4.0.1, HIPAA (45 CFR 164),
NIS2 (Directive (EU) 2022/2555, Article 21(2)) and DORA (Regulation (EU) 2022/2554). A compliance person should
review it.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Framework(StrEnum):
    """A framework that auditors ask for."""

    SOC2 = "SOC2"
    ISO27001 = "ISO27001"
    PCI_DSS = "PCI-DSS"
    HIPAA = "HIPAA"
    NIS2 = "NIS2"
    DORA = "DORA"


FRAMEWORK_VERSIONS: Mapping[Framework, str] = MappingProxyType(
    {
        Framework.SOC2: "2017 TSC",
        Framework.ISO27001: "2022",
        Framework.PCI_DSS: "4.0.1",
        Framework.HIPAA: "45 CFR 164",
        Framework.NIS2: "2022/2555",
        Framework.DORA: "2022/2554",
    }
)
"""The version of each framework that was read."""

_CLOUD = ("CC6.1, CC6.6, CC7.1", "8.9, 8.20, 5.23", "2.2, 6.3.3", "164.308(a)(1)", "(e), (g)", "Art. 7, 9")
_COST = ("", "8.6", "", "", "", "Art. 8")

_BY_GROUP = {
    "TEN": ("CC6.1, CC6.3, C1.1", "5.15, 8.3, 8.22, 8.31", "1.2, 7.2", "164.312(a)(1)", "(a), (i)", "Art. 9(4)(c)"),
    "POD": ("CC6.8, CC7.1", "8.9, 8.19, 8.27", "2.2, 6.2", "164.312(c)(1)", "(e), (g)", "Art. 7, 9(2)"),
    "RBAC": (
        "CC6.1, CC6.2, CC6.3",
        "5.15, 5.18, 8.2, 8.3, 8.5",
        "7.2, 8.2-8.6",
        "164.312(a)(1), 164.312(d)",
        "(i), (j)",
        "Art. 9(4)(c), 9(4)(d)",
    ),
    "NET": ("CC6.6, CC6.7", "8.20, 8.21, 8.22", "1.3, 1.4, 4.2", "164.312(e)(1)", "(e), (j)", "Art. 9(3), 9(4)(b)"),
    "SUP": ("CC6.8, CC8.1, CC9.2", "5.19-5.23, 8.8, 8.30", "6.3", "164.308(b)", "(d), (e)", "Art. 28-30"),
    "EKS": _CLOUD,
    "AKS": _CLOUD,
    "GKE": _CLOUD,
    "ENC": (
        "CC6.1, CC6.7, C1.1",
        "8.24, 8.10",
        "3.5-3.7",
        "164.312(a)(2)(iv), 164.312(e)(2)(ii)",
        "(h)",
        "Art. 9(2), 9(4)(d)",
    ),
    "AUD": ("CC7.2, CC7.3", "8.15, 8.16, 8.17", "10.2, 10.5.1", "164.312(b)", "(b), (f)", "Art. 10, 17"),
    "RES": ("C1.1, P-series", "5.12, 5.23, 5.31, 5.34", "12.8", "164.314", "(a), (d)", "Art. 28(8), 30(2)(b)"),
    "COST": _COST,
    "AVA": ("A1.1, A1.2", "5.30, 8.13, 8.14", "12.10", "164.308(a)(7)", "(c)", "Art. 11, 12"),
    "SUS": _COST,
}


def requirements_of(group: str) -> dict[Framework, str]:
    """Return what a group of controls, such as ``POD``, speaks to: framework to requirement numbers."""
    return {framework: text for framework, text in zip(Framework, _BY_GROUP[group], strict=True) if text}
