"""What all tests share: how Hypothesis draws its examples.

``deterministic`` draws the same ones on every run, so that a failure of the suite is a failure of the change;
``fuzz`` (HYPOTHESIS_PROFILE=fuzz) draws new ones, many more of them.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("deterministic", derandomize=True, database=None, deadline=None, print_blob=False)
settings.register_profile(
    "fuzz", max_examples=2000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "deterministic"))
