from odoo import api, fields, models

from .sale_order_line_counter import SOLD


class SaleOrderLine(models.Model):
    """Who gave the price of a line at the counter: by this person's limit it is judged, whoever takes the money."""

    _inherit = "sale.order.line"

    counter_priced_by_id = fields.Many2one(
        "res.users",
        "Priced By",
        readonly=True,
        copy=False,
        help="Who last changed part, quantity, price or discount of the line.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._note_pricer()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if SOLD & vals.keys():
            self._note_pricer()
        return result

    def _note_pricer(self):
        """``sudo``: kept by the system; nobody enters it."""
        user = self.env.user
        lines = self.filtered(lambda line: line.order_id.is_counter_sale and line.state in ("draft", "sent"))
        lines.filtered(lambda line: line.counter_priced_by_id != user).sudo().counter_priced_by_id = user

    def _get_discount_limit(self):
        """Percent of discount that needs nobody's yes on this line; None for no limit.

        Of who gave the price and of the current user the one who may give more: who goes on with a sale may answer for
        it.
        """
        self.ensure_one()
        company = self.company_id.sudo()
        limits = [company._get_discount_limit(user) for user in self.env.user | self.sudo().counter_priced_by_id]
        return None if None in limits else max(limits)
