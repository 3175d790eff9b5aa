"""Settings for every test."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("osteon", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples on every run there, so that a red build can be repeated at a desk.
settings.register_profile("ci", parent=settings.get_profile("osteon"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "osteon")
