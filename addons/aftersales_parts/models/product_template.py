from odoo import api, fields, models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "aftersales.part.access"]

    # -- part
    is_part = fields.Boolean(
        "Is a Part",
        help="A vehicle part or supply: listed under Parts and found by its number in any spelling.",
    )
    part_number = fields.Char(
        compute="_compute_part_number",
        inverse="_inverse_part_number",
        search="_search_part_number",
        help="The manufacturer's number as printed on the part. It is the product's internal reference.",
    )
    manufacturer_code = fields.Char(
        compute="_compute_manufacturer_code",
        inverse="_inverse_manufacturer_code",
        search="_search_manufacturer_code",
        help="Short code of the manufacturer whose number this is, e.g. VW or BOSCH.",
    )

    @api.depends("product_variant_ids.default_code")
    def _compute_part_number(self):
        self._compute_template_field_from_variant_field("part_number")

    def _inverse_part_number(self):
        self._set_product_variant_field("part_number")

    def _search_part_number(self, operator, value):
        return [("product_variant_ids.part_number", operator, value)]

    @api.depends("product_variant_ids.manufacturer_code")
    def _compute_manufacturer_code(self):
        self._compute_template_field_from_variant_field("manufacturer_code")

    def _inverse_manufacturer_code(self):
        self._set_product_variant_field("manufacturer_code")

    def _search_manufacturer_code(self, operator, value):
        return [("product_variant_ids.manufacturer_code", operator, value)]

    @api.constrains("is_part", "company_id")
    def _check_part_number_unique(self):
        parts = self.filtered("is_part").with_context(active_test=False)
        parts.product_variant_ids._check_part_number_unique()

    def _get_related_fields_variant_template(self):
        return [*super()._get_related_fields_variant_template(), "part_number", "manufacturer_code"]
