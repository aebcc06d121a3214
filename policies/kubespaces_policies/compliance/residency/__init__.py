"""KS-RES: where data is, and where it may not go."""

__all__: list[str] = []
