"""Parts of AWS' resource names: ``arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE``."""


def region_in(arn: str) -> str:
    """Return the region in an ARN; empty where it names none."""
    return _part(arn, 3)


def account_in(arn: str) -> str:
    """Return the account in an ARN; empty where it names none."""
    return _part(arn, 4)


def _part(arn: str, index: int) -> str:
    parts = arn.split(":", 5)
    return parts[index] if len(parts) == 6 and parts[0] == "arn" else ""
