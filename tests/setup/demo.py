"""What tests ask of the demo store."""

from odoo.addons.aftersales_demo.generator.calendar import store_date


def values(env, model, field):
    return {value for (value,) in env[model]._read_group([], [field])}


def login(env, name):
    return env["res.users"].search([("login", "=", name)])


def store_year(env):
    return store_date(env.cr.now()).year
