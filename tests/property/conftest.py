"""Settings of all property tests: no deadlines, and the same examples at every run in continuous integration."""

import os

from hypothesis import HealthCheck, settings

_SLOW_MACHINES_ARE_FINE = [HealthCheck.too_slow]

settings.register_profile("dev", deadline=None, suppress_health_check=_SLOW_MACHINES_ARE_FINE)
settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, print_blob=True, suppress_health_check=_SLOW_MACHINES_ARE_FINE
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
