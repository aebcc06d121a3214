"""KS-AKS: host clusters on Azure."""

__all__: list[str] = []
