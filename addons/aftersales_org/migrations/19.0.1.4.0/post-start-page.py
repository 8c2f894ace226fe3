from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    """Who holds a position and has no start page of their own starts at My Duties, as new holders do."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["aftersales.position.grant"].search([("state", "!=", "refused")]).user_id._start_with_duties()
