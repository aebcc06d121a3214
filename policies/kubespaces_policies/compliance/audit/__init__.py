"""KS-AUD: logs that an auditor can trust."""

__all__: list[str] = []
