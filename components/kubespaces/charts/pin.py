"""Which chart: where it comes from and what its content must be."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import model_validator

from kubespaces.spec.base import Model
from kubespaces.spec.patterns import Form

ChartName = Annotated[str, Form("[a-z0-9]([-a-z0-9._]*[a-z0-9])?", "is no name of a chart such as 'cert-manager'")]
Digest = Annotated[str, Form("sha256:[0-9a-f]{64}", "is no digest such as 'sha256:' and 64 hexadecimal digits")]


class ChartPin(Model):
    """A Helm chart at one version with one content."""

    name: ChartName
    """Name of the chart, such as ``cert-manager``."""
    repository: str | None = None
    """Where it is published: ``oci://...`` without the chart's name, or the address of a Helm repository."""
    url: str | None = None
    """Address of one archive (``.tgz`` or ``.tar.gz``) that holds it."""
    folder: str | None = None
    """Where the chart is inside the archive at ``url``; default: the archive's only folder."""
    path: str | None = None
    """A folder or an archive on this machine, relative to the program."""
    version: str | None = None
    """Version of the chart; required with ``repository``."""
    digest: Digest | None = None
    """SHA-256 of the archive, or of the chart's files (``kubespaces bundle`` prints both); required unless ``path`` is
    given, and checked before anything is rendered."""

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if sum(part is not None for part in (self.repository, self.url, self.path)) != 1:
            raise ValueError("name exactly one of repository, url and path")
        if self.repository is not None and self.version is None:
            raise ValueError("version is required with a repository: 'latest' is another chart tomorrow")
        for address in (self.repository, self.url):
            if address is not None:
                _check_address(address, oci=address is self.repository)
        if self.folder is not None and self.url is None:
            raise ValueError("folder goes with url only")
        return self

    @property
    def words(self) -> str:
        """What messages call it."""
        return f"{self.name} {self.version}" if self.version else self.name


def is_loopback(address: str) -> bool:
    """Tell whether an address is on this machine, where encryption protects nothing."""
    return urlsplit(address).hostname in {"localhost", "127.0.0.1", "::1"}


def _check_address(address: str, *, oci: bool) -> None:
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise ValueError("leave the login out of the address; use 'helm registry login' or 'helm repo add'")
    allowed = {"https", *(["oci"] if oci else []), *(["http"] if is_loopback(address) else [])}
    if parts.scheme not in allowed or not parts.hostname:
        raise ValueError(f"'{parts.scheme}' addresses are not trusted; use https://{' or oci://' if oci else ''}")
