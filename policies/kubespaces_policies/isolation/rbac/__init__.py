"""KS-RBAC: who may do what, in the cluster and at the cloud's side of it."""

__all__: list[str] = []
