from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.store_day import today_of
from ..rules.period import add_months, month_of


class AftersalesMetricClose(models.TransientModel):
    """Close a month: its key figures are frozen as they are reported."""

    _name = "aftersales.metric.close"
    _description = "Close a Month"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    month = fields.Date(required=True, default=lambda self: self._default_month(), help="Any day of the month.")

    @api.model
    def _default_month(self):
        today = today_of(self.env.company)
        return add_months(today.replace(day=1), -1)

    def action_close(self):
        """Freeze the figures and show them."""
        self.ensure_one()
        if not self.env.user.has_group("aftersales_base.group_manager"):
            raise AccessError(self.env._("Months are closed by the after-sales manager."))
        month = month_of(self.month)
        self.env["aftersales.metric"]._get_active()._close(self.company_id, month)
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_base.aftersales_metric_value_action")
        return {
            **action,
            "domain": [("company_id", "=", self.company_id.id), ("date_start", "=", month.start)],
        }
