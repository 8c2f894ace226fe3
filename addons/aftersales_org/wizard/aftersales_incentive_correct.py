from odoo import fields, models


class AftersalesIncentiveCorrect(models.TransientModel):
    """Correct an approved statement in the next open month."""

    _name = "aftersales.incentive.correct"
    _description = "Correct Incentive Statement"

    incentive_id = fields.Many2one(
        "aftersales.incentive",
        "Statement",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    currency_id = fields.Many2one(related="incentive_id.currency_id")
    amount = fields.Monetary(help="Below zero takes back.")
    reason = fields.Char()

    def action_correct(self):
        """Enter the correction and open the statement it went into."""
        self.ensure_one()
        line = self.incentive_id._correct(self.amount, self.reason)
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.incentive",
            "view_mode": "form",
            "res_id": line.incentive_id.id,
        }
