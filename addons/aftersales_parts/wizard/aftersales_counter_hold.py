from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.aftersales_base.models.store_day import today_of


class AftersalesCounterHold(models.TransientModel):
    """Until which day the parts of a counter sale are kept for the customer."""

    _name = "aftersales.counter.hold"
    _description = "Hold Parts for a Customer"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    hold_until = fields.Date(
        "Keep Until", compute="_compute_hold_until", store=True, readonly=False, required=True, precompute=True
    )

    @api.depends("order_id")
    def _compute_hold_until(self):
        for wizard in self:
            company = wizard.order_id.company_id or self.env.company
            days = company.sudo().counter_hold_days
            wizard.hold_until = wizard.order_id.hold_until or today_of(company) + timedelta(days=days)

    def action_hold(self):
        self.ensure_one()
        self.order_id._hold(self.hold_until)
        return self.order_id._tell_short(next={"type": "ir.actions.act_window_close"})
