"""KS-COST: who pays, and how much at most."""

__all__: list[str] = []
