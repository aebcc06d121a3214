"""Reads what the clouds' resources have in common: type tokens, locations, tags, address ranges, node pools."""
