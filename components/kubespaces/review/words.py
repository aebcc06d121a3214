"""Words for what a review names: properties, directions, counts."""

import re
from functools import lru_cache

_PHRASES = tuple((re.compile(pattern), phrase) for pattern, phrase in (
    (r"^spec\.hard\.(.+)$", "quota of {0}"),
    (r"^metadata\.labels\.pod-security\.kubernetes\.io/(enforce|warn|audit)$", "Pod Security level ({0})"),
    (r"^metadata\.labels\.pod-security\.kubernetes\.io/(\w+)-version$", "version of the Pod Security level ({0})"),
    (r"^metadata\.labels\.kubespaces\.io/(.+)$", "{0}"),
    (r"^metadata\.annotations\.kubespaces\.io/allowed-(.+)$", "allowed {0}"),
    (r"^metadata\.annotations\.kubespaces\.io/default-(.+)$", "default {0}"),
    (r"^metadata\.labels\.(.+)$", "label {0}"),
    (r"^metadata\.annotations\.(.+)$", "annotation {0}"),
    (r"^metadata\.name$", "name"),
    (r"^metadata\.namespace$", "namespace"),
    (r"^spec\.(ingress|egress).*\.from.*|^spec\.ingress.*", "who may connect"),
    (r"^spec\.egress.*", "where pods may connect to"),
    (r"^subjects.*$", "who has the role"),
    (r"^roleRef\..*$", "the role that is given"),
    (r"^rules\..*$", "what the role allows"),
    (r"^data\.(.+)$", "entry {0}"),
    (r"^stringData\.(.+)$", "entry {0}"),
    (r"^spec\.replicas$", "number of pods"),
    (r"^.*containers\.(\d+)\.image$", "image of container {0}"),
    (r"^version$|^kubernetesVersion$|^minMasterVersion$|^orchestratorVersion$", "Kubernetes version"),
    (r"^vpcConfig\.endpointPublicAccess$", "public API endpoint"),
    (r"^vpcConfig\.publicAccessCidrs.*$", "networks that reach the API endpoint"),
    (r"^apiServerAccessProfile\..*$", "access to the API endpoint"),
    (r"^masterAuthorizedNetworksConfig\..*$", "networks that reach the API endpoint"),
    (r"^tags(All)?\.(.+)$", "tag {1}"),
))  # fmt: skip


@lru_cache(maxsize=65_536)
def property_words(path: tuple[str, ...]) -> str:
    """Return the words for a property, given as the keys and indices that lead to it."""
    text = ".".join(part.strip("[]") for part in path)
    for pattern, phrase in _PHRASES:
        match = pattern.match(text)
        if match:
            return phrase.format(*match.groups())
    return " > ".join(_spaced(part.strip("[]")) for part in path)


def _spaced(key: str) -> str:
    if not re.fullmatch(r"[a-z]+([A-Z][a-z0-9]+)+", key):
        return key
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: f" {match[1].lower()}", key)


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{count} {one if count == 1 else many or one + 's'}"
