from odoo import SUPERUSER_ID, api

METRICS = (
    "aftersales_workshop.metric_orders_received",
    "aftersales_workshop.metric_workshop_sales",
    "aftersales_workshop.metric_on_time_rate",
    "aftersales_workshop.metric_technician_productivity",
)


def migrate(cr, _version):
    """Service meetings of a store that was there before look at the workshop's key figures as well."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    metrics = env["aftersales.metric"].union(*(env.ref(xmlid) for xmlid in METRICS))
    agendas = env["aftersales.meeting.agenda"]
    # Once one of them is looked at, the agenda is the stores' own.
    if not agendas.search_count([("kind", "=", "service"), ("metric_ids", "in", metrics.ids)]):
        agendas._bring_metrics("service", *METRICS)
