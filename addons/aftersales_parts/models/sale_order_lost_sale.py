from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """What a customer at the counter asked for and nobody has: a lost sale in two clicks."""

    _inherit = "sale.order"

    counter_unknown = fields.Char(
        "Number Nobody Knows", copy=False, help="What was typed or scanned last, if no part answers to it."
    )

    def _scan(self, text):
        self.counter_unknown = False
        return super()._scan(text)

    def _miss_part(self, text):
        self.counter_unknown = text
        return super()._miss_part(text)

    def action_counter_lost_sale(self):
        """The pop-up with the number nobody knew and the customer of the sale."""
        self.ensure_one()
        self._check_at_counter()
        if not self.counter_unknown:
            raise UserError(self.env._("Scan or type on %(order)s what the customer asks for.", order=self.name))
        return self.env["product.product"]._prepare_lost_sale_action(
            typed_number=self.counter_unknown, partner=self.partner_id, order=self, vehicle_id=self.vehicle_id.id
        )
