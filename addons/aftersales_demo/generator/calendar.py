"""The store's days: opening hours in China, told as UTC, and a clock that can be set to them."""

from contextlib import contextmanager
from datetime import datetime, time, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from odoo import fields

ZONE = "Asia/Shanghai"
OPENS = time(8, 30)
REST_DAY = 6


def store_date(moment):
    """The store's date at a moment in UTC."""
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(ZONE)).date()


def morning(now, days_ago):
    """When the store opened that many days ago, in UTC."""
    opens = datetime.combine(store_date(now) - timedelta(days=days_ago), OPENS, ZoneInfo(ZONE))
    return opens.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def is_open(now, days_ago):
    """Whether the store worked that many days ago."""
    return (store_date(now) - timedelta(days=days_ago)).weekday() != REST_DAY


@contextmanager
def at(moment):
    """Let what is done inside happen at a moment of the past, for Odoo's own dates.

    The demo store's two months have to lie in the past, while the host's actions date by the clock.

    :param moment: naive UTC datetime
    """
    today = store_date(moment)
    with (
        patch.object(fields.Datetime, "now", lambda *_args: moment),
        patch.object(fields.Date, "today", lambda *_args: today),
        patch.object(fields.Date, "context_today", lambda *_args: today),
    ):
        yield
