from odoo import api, fields, models

from .sale_order_line_counter import SOLD

GIVEN = frozenset({"price_unit", "discount"})


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
        for vals in vals_list:
            self._check_pricer_kept(vals)
        lines = super().create(vals_list)
        lines._note_pricer(gives_price=True)
        return lines

    def write(self, vals):
        self._check_pricer_kept(vals)
        result = super().write(vals)
        if SOLD & vals.keys():
            self._note_pricer(gives_price=bool(GIVEN & vals.keys()))
        return result

    def _check_pricer_kept(self, vals):
        if "counter_priced_by_id" in vals and not self.env.su:
            self._refuse_entry("counter_priced_by_id")

    def _note_pricer(self, gives_price):
        """Note who answers for the price; ``sudo`` since it is kept by the system.

        :param bool gives_price: whether the user named the price. Who only changed what is sold, or to whom, takes over
            a price of somebody who may give more, never of somebody who may give less.
        """
        user = self.env.user
        lines = self.filtered(lambda line: line.order_id.is_counter_sale and line.state in ("draft", "sent")).sudo()
        for line in lines:
            if line.counter_priced_by_id != user and (gives_price or line._may_give_at_least(user)):
                line.counter_priced_by_id = user

    def _may_give_at_least(self, user):
        """Whether who gave the price so far may give as much as this user."""
        if not self.counter_priced_by_id:
            return True
        before, now = (self.company_id._get_discount_limit(one) for one in (self.counter_priced_by_id, user))
        return before is None or (now is not None and before >= now)

    def _get_discount_limit(self):
        """Percent of discount that needs nobody's yes on this line; None for no limit.

        Of who gave the price and of the current user the one who may give more: who goes on with a sale may answer for
        it.
        """
        self.ensure_one()
        company = self.company_id.sudo()
        limits = [company._get_discount_limit(user) for user in self.env.user | self.sudo().counter_priced_by_id]
        return None if None in limits else max(limits)
