"""Measurements: what a user waits for, beside what that user would otherwise take."""
