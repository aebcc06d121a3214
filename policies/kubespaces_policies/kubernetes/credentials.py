"""Tells credentials from other text, by their form and by the name that they go by."""

import re

_FORMS = re.compile(
    r"(?P<aws>\b(?:AKIA|ASIA)[A-Z0-9]{16}\b)"
    r"|(?P<private_key>-----BEGIN (?:[A-Z]{1,20} ){0,3}PRIVATE KEY-----)"
    r"|(?P<github>\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22}))"
    r"|(?P<gitlab>\bglpat-[A-Za-z0-9_-]{20})"
    r"|(?P<slack>\bxox[abprs]-[0-9A-Za-z-]{10})"
    r"|(?P<google>\bAIza[0-9A-Za-z_-]{35})"
    r"|(?P<token>\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,2000}\.)"
    r"|(?P<azure>\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/=]{20})"
    r"|(?P<url>://[^\s:/@]{1,100}:[^\s/@$<{]{3,200}@)"
    r"|(?P<assignment>(?i:password|passwd|client[_-]?secret|api[_-]?key|access[_-]?key)[\"']?\s?[:=]\s?[\"']?"
    r"[^\s\"'$<{(*]{6,200})"
)

_SORTS = {
    "aws": "an access key of AWS",
    "private_key": "a private key",
    "github": "a token of GitHub",
    "gitlab": "a token of GitLab",
    "slack": "a token of Slack",
    "google": "an API key of Google",
    "token": "a signed token (JWT)",
    "azure": "a key of Azure storage or messaging",
    "url": "an address with a password",
    "assignment": "a password or key",
}

_TELLING_NAME = re.compile(
    r"(?:^|[_.-])(?:password|passwd|passphrase|pwd|secret|token|credentials?|api[_-]?key|access[_-]?key|private[_-]?key)$"
    r"|^(?:password|secret|token)s?$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\$|<|\{\{|/|file:|vault:|ref\+|[0-9.]+$|(?:true|false|none|null)$", re.IGNORECASE)
"""How values begin that only point to a credential, or are none."""


def credential_in(text: str) -> str:
    """Return what sort of credential a text has the form of; empty if none is found."""
    found = _FORMS.search(text)
    return _SORTS[found.lastgroup] if found and found.lastgroup else ""


def is_telling(name: str, text: str) -> bool:
    """Say whether a name such as ``DB_PASSWORD`` says that its text is a credential, and the text is no reference."""
    return bool(text and _TELLING_NAME.search(name)) and not _REFERENCE.match(text)
