from odoo import fields, models


class SaleReport(models.Model):
    """The host's sales analysis, told apart by the parts counter and its network."""

    _inherit = "sale.report"

    is_counter_sale = fields.Boolean("Counter Sale", readonly=True)
    is_network_customer = fields.Boolean("Parts Network Customer", readonly=True)
    network_grade = fields.Selection(related="commercial_partner_id.network_grade")

    def _select_additional_fields(self):
        return {
            **super()._select_additional_fields(),
            "is_counter_sale": "s.is_counter_sale",
            "is_network_customer": "partner.is_network_customer",
        }

    def _group_by_sale(self):
        return f"""{super()._group_by_sale()},
            s.is_counter_sale,
            partner.is_network_customer"""
