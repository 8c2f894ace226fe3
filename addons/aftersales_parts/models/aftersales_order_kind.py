from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What an order of parts is for; a plain purchase of the store has none.
ORDER_KINDS = [("stock", "Stock"), ("urgent", "Urgent"), ("vor", "Car Down"), ("direct", "Direct")]
URGENT_KINDS = ("urgent", "vor")


class AftersalesOrderKind(models.Model):
    """The terms of a kind of order: for all suppliers, or one supplier's own.

    The most special row counts: supplier and store, supplier, store, general.
    """

    _name = "aftersales.order.kind"
    _description = "Order Kind"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    order_kind = fields.Selection(ORDER_KINDS, "Kind", required=True, default="stock")
    supplier_id = fields.Many2one("res.partner", index=True, ondelete="cascade", help="Empty for all suppliers.")
    company_id = fields.Many2one("res.company", index=True, help="Empty for all stores.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    # -- terms
    lead_days = fields.Integer("Lead Time", help="Days until it arrives; 0 leaves the days of the supplier's price.")
    surcharge_percent = fields.Float("Surcharge (%)", help="On the price of the parts.")
    surcharge_way = fields.Selection(
        [("price", "In the Price"), ("line", "As a Line")],
        required=True,
        default="line",
        help="Whether the surcharge raises the price of every part, or is a line of its own.",
    )
    surcharge_amount = fields.Float("Fixed Surcharge", digits="Product Price", help="For each order, such as freight.")
    surcharge_product_id = fields.Many2one(
        "product.product",
        "Billed As",
        domain="[('type', '=', 'service')]",
        ondelete="restrict",
        check_company=True,
        help="The service the surcharge is a line of; the general one when empty.",
    )

    _kind_unique = models.UniqueIndex(
        "(order_kind, COALESCE(supplier_id, 0), COALESCE(company_id, 0)) WHERE active",
        "This supplier and store have terms for the kind of order already.",
    )
    _terms_not_negative = models.Constraint(
        "CHECK(lead_days >= 0 AND surcharge_percent >= 0 AND surcharge_amount >= 0)",
        "Days and surcharges cannot be negative.",
    )

    @api.constrains("surcharge_product_id")
    def _check_surcharge_product(self):
        for kind in self:
            if kind.surcharge_product_id and kind.surcharge_product_id.type != "service":
                raise ValidationError(
                    self.env._(
                        "The surcharge of %(kind)s is billed as %(product)s, which is no service. Choose a service.",
                        kind=kind.name,
                        product=kind.surcharge_product_id.display_name,
                    )
                )

    @api.model
    def _get_terms(self, order_kind, suppliers, company):
        """The terms that count for each supplier.

        :param str order_kind: one of ``ORDER_KINDS``
        :param suppliers: ``res.partner``
        :param company: ``res.company``, one record
        :return: supplier → ``aftersales.order.kind``, empty where there are none
        :rtype: dict
        """
        # sudo: terms are settings, the same for whoever orders
        rows = self.sudo().search(
            [
                ("order_kind", "=", order_kind),
                ("supplier_id", "in", [False, *suppliers.commercial_partner_id.ids, *suppliers.ids]),
                ("company_id", "in", [False, company.id]),
            ]
        )
        ranked = rows.sorted(lambda row: (bool(row.supplier_id), bool(row.company_id)), reverse=True)
        return {
            supplier: ranked.filtered(
                lambda row, supplier=supplier: (
                    row.supplier_id in (self.env["res.partner"], supplier, supplier.commercial_partner_id)
                )
            )[:1]
            for supplier in suppliers
        }

    def _get_surcharge_product(self):
        """The service the surcharge is a line of."""
        return self.surcharge_product_id or self.env.ref("aftersales_parts.product_order_surcharge")
