from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    """Departments set up before get the head their position means, and meetings their standing agenda."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["hr.department"].search([("manager_position_id", "!=", False)])._appoint_heads()
    agendas = env["aftersales.meeting.agenda"]
    # An agenda that is there is the stores' own by now.
    if not agendas.search_count([("kind", "=", "service"), ("company_id", "=", False)]):
        agendas._bring_metrics("service", "aftersales_org.metric_staffing", "aftersales_org.metric_attended_hours")
