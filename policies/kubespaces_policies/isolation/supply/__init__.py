"""KS-SUP: where images and charts come from."""

__all__: list[str] = []
