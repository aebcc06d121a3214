"""KS-SUS: capacity that nobody needs."""

__all__: list[str] = []
