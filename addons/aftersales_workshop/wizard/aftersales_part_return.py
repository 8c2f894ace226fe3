from odoo import api, fields, models


class AftersalesPartReturn(models.TransientModel):
    """How much of an issued part comes back to the store unused."""

    _name = "aftersales.part.return"
    _description = "Return a Part to the Store"

    move_id = fields.Many2one("stock.move", "Part", required=True, readonly=True)
    product_id = fields.Many2one(related="move_id.product_id")
    uom_id = fields.Many2one(related="move_id.product_uom")
    quantity = fields.Float(compute="_compute_quantity", store=True, readonly=False, digits="Product Unit")

    @api.depends("move_id")
    def _compute_quantity(self):
        for wizard in self:
            wizard.quantity = wizard.move_id._get_delivered_quantity()

    def action_return(self):
        self.ensure_one()
        self.move_id.repair_id._return_part(self.move_id, self.quantity)
