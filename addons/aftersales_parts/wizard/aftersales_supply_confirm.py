from odoo import fields, models


class AftersalesSupplyConfirm(models.TransientModel):
    """Note the date a supplier confirmed for lines of its orders."""

    _name = "aftersales.supply.confirm"
    _description = "Confirm Supply Date"

    line_ids = fields.Many2many("purchase.order.line", string="Purchase Lines")
    confirmed_date = fields.Date("New Date", required=True)
    answer = fields.Char("Supplier's Answer", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.line_ids._confirm_supply(self.confirmed_date, self.answer)
