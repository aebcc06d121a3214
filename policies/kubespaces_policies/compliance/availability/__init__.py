"""KS-AVA: what survives the loss of a zone, a node or a mistake."""

__all__: list[str] = []
