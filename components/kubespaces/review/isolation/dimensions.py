"""The dimensions of a posture, in the order in which they are shown."""

from enum import StrEnum


class Dimension(StrEnum):
    """One way in which a namespace, or a host cluster, is walled off."""

    IDENTITY = "identity"
    RUNG = "rung"
    POD_SECURITY = "podSecurity"
    INGRESS = "networkIn"
    EGRESS = "networkOut"
    ACCESS = "access"
    QUOTA = "quota"
    LIMITS = "limits"
    REGISTRIES = "registries"
    CLASSES = "classes"
    HOSTNAMES = "hostnames"
    EXPOSURE = "exposure"
    RUNTIME = "runtime"
    NODES = "nodes"
    TOKENS = "tokens"
    ADMISSION = "admission"
    EXEMPTIONS = "exemptions"
    PROTECTION = "protection"
    ENDPOINT = "endpoint"

    @property
    def words(self) -> str:
        """What it is called in a review."""
        return _WORDS[self]


_WORDS = {
    Dimension.IDENTITY: "Tenant",
    Dimension.RUNG: "Rung",
    Dimension.POD_SECURITY: "Pod Security",
    Dimension.INGRESS: "Network in",
    Dimension.EGRESS: "Network out",
    Dimension.ACCESS: "Access",
    Dimension.QUOTA: "Quota",
    Dimension.LIMITS: "Limits",
    Dimension.REGISTRIES: "Registries",
    Dimension.CLASSES: "Classes",
    Dimension.HOSTNAMES: "Host names",
    Dimension.EXPOSURE: "Exposed",
    Dimension.RUNTIME: "Runtime",
    Dimension.NODES: "Nodes",
    Dimension.TOKENS: "Tokens in pods",
    Dimension.ADMISSION: "Guard rails",
    Dimension.EXEMPTIONS: "Exemptions",
    Dimension.PROTECTION: "Protection",
    Dimension.ENDPOINT: "Cluster endpoint",
}
