"""KS-GKE: host clusters on Google Cloud."""

__all__: list[str] = []
