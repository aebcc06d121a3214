"""KS-TEN: whose namespace it is, and that nothing reaches over into another's."""

__all__: list[str] = []
