from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    """Who holds a position with duties and has no start page of their own starts at My Duties, as new holders do."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    holds = [("state", "!=", "refused"), ("position_id.duty_ids", "!=", False)]
    env["aftersales.position.grant"].search(holds).user_id._start_with_duties()
