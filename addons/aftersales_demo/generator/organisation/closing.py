"""Months that are over are closed once everything that counts in them is there."""

from odoo.addons.aftersales_base.rules.period import add_months, month_of

OWNER = "manager"
CLOSED_MONTHS = 12


def play(stage):
    """The manager freezes every month that is over; the last one once its papers are in."""
    if stage.keeper.find("closed_months"):
        return
    metrics = stage.env["aftersales.metric"]
    due = [month_of(add_months(stage.today, -months_ago)) for months_ago in range(CLOSED_MONTHS, 0, -1)]
    closed = stage.env["aftersales.metric.value"]
    for month in due:
        days = (stage.today - month.stop).days - stage.company.aftersales_close_days
        if days < 0:
            continue
        with stage.play(days):
            closed |= metrics._get_active().with_user(stage.user(OWNER))._close(stage.company, month).sudo()
    stage.keeper.keep("closed_months", closed[:1])
