"""The store's days: opening hours in China, told as UTC, and a clock that can be set to them."""

from contextlib import contextmanager
from datetime import datetime, time, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.tools import SQL

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

    The demo store's year has to lie in the past, while the host's actions date by the clock.

    :param moment: naive UTC datetime
    """
    today = store_date(moment)
    with (
        patch.object(fields.Datetime, "now", lambda *_args: moment),
        patch.object(fields.Date, "today", lambda *_args: today),
        patch.object(fields.Date, "context_today", lambda *_args: today),
    ):
        yield


@contextmanager
def play(env, moment):
    """Let what is done inside happen at a moment of the past, and date what it leaves in the chatter.

    :param moment: naive UTC datetime
    """
    # What was changed before this moment is not of it.
    env.flush_all()
    env.cr.precommit.run()
    env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM mail_message")
    last = env.cr.fetchone()[0]
    with at(moment):
        yield
        env.flush_all()
        # Field changes are told in the chatter before a commit.
        env.cr.precommit.run()
    env.cr.execute("UPDATE mail_message SET date = %s, create_date = %s WHERE id > %s", [moment, moment, last])


def date_back(records, moment, column="id", ids=None):
    """Let rows that the host dates by the transaction's clock have come into being at a moment.

    :param records: whose model's table; the rows themselves unless ``column`` and ``ids`` name others
    """
    env = records.env
    env.flush_all()
    env.cr.execute(
        SQL(
            "UPDATE %s SET create_date = %s WHERE %s = ANY(%s)",
            SQL.identifier(records._table),
            moment,
            SQL.identifier(column),
            list(records.ids if ids is None else ids),
        )
    )
    records.invalidate_model(["create_date"])
