"""KS-EKS: host clusters on AWS."""

from .access import access_entries_only
from .encryption import encrypted_secrets
from .endpoint import private_endpoint
from .lifecycle import supported_eks
from .nodes import closed_nodes

__all__ = ["access_entries_only", "closed_nodes", "encrypted_secrets", "private_endpoint", "supported_eks"]
