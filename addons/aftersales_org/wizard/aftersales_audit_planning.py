from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import month_of


class AftersalesAuditPlanning(models.TransientModel):
    """Plan the audits of a month for all areas, as their plans say."""

    _name = "aftersales.audit.planning"
    _description = "Plan Audits of a Month"

    month = fields.Date(required=True, default=lambda self: today_of(self.env.company), help="Any day of the month.")
    area_ids = fields.Many2many("aftersales.area", string="Areas", help="Empty: all of them.")

    def action_generate(self):
        """Plan what is not planned yet, and show the month."""
        self.ensure_one()
        today = today_of(self.env.company)
        month = month_of(self.month)
        if month.last_day < today:
            raise UserError(self.env._("This month is over. Choose the present one or a later one."))
        domain = [("company_id", "=", self.env.company.id), ("period", "!=", "daily"), ("area_id.active", "=", True)]
        if self.area_ids:
            domain.append(("area_id", "in", self.area_ids.ids))
        self.env["aftersales.audit.plan"].search(domain)._generate(max(month.start, today), is_whole_month=True)
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_audit_action"),
            "domain": [
                ("area_id", "!=", False),
                ("planned_date", ">=", month.start),
                ("planned_date", "<", month.stop),
            ],
            "context": {},
        }
