from datetime import timedelta
from math import ceil

from odoo import api, fields, models
from odoo.tools import float_round

from odoo.addons.aftersales_base.models.store_day import day_of, start_of

NOON = timedelta(hours=12)  # the same day in every time zone people read it in


class PurchaseOrderLine(models.Model):
    """A part on order: by which proposal, and who waits for it."""

    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "aftersales.purchase.access"]

    _planner_fields = frozenset(
        {
            "order_id",
            "product_id",
            "product_qty",
            "product_uom_id",
            "price_unit",
            "discount",
            "date_planned",
            "name",
            "sequence",
            "tax_ids",
            "display_type",
            "demand_move_ids",
        }
    )

    proposal_line_id = fields.Many2one(
        "aftersales.order.proposal.line", "Proposed By", index="btree_not_null", copy=False, ondelete="set null"
    )
    demand_move_ids = fields.Many2many(
        "stock.move",
        "aftersales_purchase_line_demand_rel",
        "line_id",
        "move_id",
        "Ordered For",
        copy=False,
        help="Repair parts and deliveries that wait for what this line brings.",
    )
    surcharge_percent = fields.Float("Surcharge in the Price (%)", readonly=True, copy=False)
    is_order_surcharge = fields.Boolean("Surcharge", readonly=True)

    def _raise_price(self, percent):
        """Have the price hold a surcharge of so many per cent, in place of the one it holds."""
        digits = self.env["decimal.precision"].precision_get("Product Price")
        for line in self.filtered(lambda line: line.surcharge_percent != percent):
            price = line.price_unit * (100 + percent) / (100 + line.surcharge_percent)
            line.write({"price_unit": float_round(price, digits), "surcharge_percent": percent})

    def _get_date_planned(self, seller, po=False):
        """Expect what planning proposed after the lead time it was planned with, counted in days of the store.

        The host plans by the supplier's price alone, and for now where that has no days or does not count.
        """
        if not self.proposal_line_id:
            return super()._get_date_planned(seller, po=po)
        ordered = day_of(self.company_id, (po or self.order_id).date_order or fields.Datetime.now())
        return start_of(self.company_id, ordered + timedelta(days=self._get_lead_days(seller))) + NOON

    def _get_lead_days(self, seller):
        # sudo: the host's buyers change orders as well, and see no proposals
        planned = self.sudo().proposal_line_id.lead_days
        return ceil(planned or seller.delay or self.company_id.part_lead_days)

    def _get_parts_order(self):
        return self.order_id

    @api.model
    def _prepare_part_line(self, part, quantity, supplier, company):
        """Part and quantity of a line, in the unit the supplier sells in; price and name follow by the host.

        :param part: ``product.product``
        :param float quantity: in the part's own unit
        :rtype: dict
        """
        sellers = part.with_company(company)._get_filtered_sellers(partner_id=supplier, quantity=None)
        unit = sellers[:1].product_uom_id or part.uom_id
        return {
            "product_id": part.id,
            "product_qty": part.uom_id._compute_quantity(quantity, unit, rounding_method="HALF-UP"),
            "product_uom_id": unit.id,
        }
