from odoo import api, fields, models

from ..rules.payers import PAYERS


class AftersalesPackageAdd(models.TransientModel):
    """Choose a service package for a repair order."""

    _name = "aftersales.package.add"
    _description = "Add a Service Package"

    repair_id = fields.Many2one("repair.order", required=True)
    package_id = fields.Many2one("aftersales.package", required=True)
    payer = fields.Selection(PAYERS, compute="_compute_payer", store=True, readonly=False, required=True)

    @api.depends("repair_id")
    def _compute_payer(self):
        for wizard in self:
            wizard.payer = wizard.repair_id.order_type_id.default_payer or "customer"

    def action_add(self):
        self.ensure_one()
        self.repair_id.check_access("write")
        self.package_id._add_to(self.repair_id, self.payer)
