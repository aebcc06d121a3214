"""A document and where it came from."""

from dataclasses import dataclass

from .errors import Problem
from .host_cluster import HostCluster
from .tenant import API_VERSION, Metadata, Tenant, TenantSpec


@dataclass(frozen=True)
class Source:
    """A well-formed document with the file it was read from (empty if it came from a program)."""

    file: str
    document: Tenant | HostCluster

    @classmethod
    def of_program(cls, name: str, spec: TenantSpec) -> "Source":
        """Return the document that a program's tenant would be."""
        metadata = Metadata.model_construct(name=name)
        return cls("", Tenant.model_construct(api_version=API_VERSION, kind="Tenant", metadata=metadata, spec=spec))

    @property
    def tenant(self) -> Tenant:
        """The document, which is known to be a tenant."""
        if not isinstance(self.document, Tenant):
            raise TypeError(f"{self.document.kind} '{self.document.name}' is no Tenant")
        return self.document

    @property
    def host(self) -> HostCluster:
        """The document, which is known to be a host cluster."""
        if not isinstance(self.document, HostCluster):
            raise TypeError(f"{self.document.kind} '{self.document.name}' is no HostCluster")
        return self.document

    def problem(self, field: str, value: object, rule: str) -> Problem:
        """Return a problem of this document."""
        return Problem(self.file, self.document.name, field, str(value), rule)

    def warning(self, field: str, value: object, rule: str) -> Problem:
        """Return something about this document that is worth a look and stops nothing."""
        return Problem(self.file, self.document.name, field, str(value), rule, warning=True)
