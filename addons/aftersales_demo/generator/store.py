"""The demo store, built through the same actions people press."""

from random import Random

from odoo import fields

from . import bins, calendar, cars, catalogue, company, orders, organisation, parts, people, trade, visits
from .keeper import Keeper

SEED = 20
DAYS = 365


def build_store(env):
    """Fill the main company with a store as it looks today; what is there already is left as it is.

    :param env: an environment with superuser rights
    :raise UserError: the company keeps books already
    """
    now = fields.Datetime.now()
    env = company.prepare_environment(env)
    keeper = Keeper(env)
    company.open_company(keeper)
    staff = people.hire(keeper, now)
    fleet = cars.register(keeper, Random(SEED), calendar.store_date(now))
    catalogue.write_down(keeper)
    bins.set_up(keeper)
    plan = visits.plan(Random(SEED), fleet, now, DAYS)
    parts.stock_up(keeper, plan, now, DAYS + 3)
    orders.play(keeper, staff, plan)
    trade.play(keeper, now)
    organisation.play(keeper, now)
    keeper.finish()
