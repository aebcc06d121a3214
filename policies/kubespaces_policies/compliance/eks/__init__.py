"""KS-EKS: host clusters on AWS."""

__all__: list[str] = []
