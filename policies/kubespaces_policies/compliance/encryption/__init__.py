"""KS-ENC: keys, volumes and credentials."""

__all__: list[str] = []
