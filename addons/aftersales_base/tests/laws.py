"""How property tests run here: ``from odoo.addons.aftersales_base.tests.laws import given, st``.

The same examples every time, and no clock: a busy machine is no failure.
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

settings.register_profile(
    "aftersales",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("aftersales")

__all__ = ["given", "st"]
