from odoo import api, models


class AftersalesApprovalRule(models.Model):
    _inherit = "aftersales.approval.rule"

    @api.model
    def _get_kinds(self):
        return super()._get_kinds() + [
            ("counter_discount", self.env._("Discount at the Counter (%)")),
            ("counter_margin", self.env._("Sale below the Least Margin (% short)")),
            ("counter_credit", self.env._("Sale over the Credit Limit (amount over)")),
        ]
