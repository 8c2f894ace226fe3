from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.sql import column_exists, create_column


class ProductProduct(models.Model):
    """The part master: what a part is, apart from its number, its stock and its price."""

    _inherit = "product.product"

    part_kind = fields.Selection(
        [
            ("genuine", "Genuine"),
            ("same_quality", "Same Quality"),
            ("remanufactured", "Remanufactured"),
            ("own", "Own Make"),
        ],
        help="Genuine: from the car maker. Same quality: of a maker who vouches for the genuine part's quality. "
        "Remanufactured: rebuilt from an old part. Own make: under the store's own number.",
    )
    manufacturer_id = fields.Many2one(
        "aftersales.part.manufacturer",
        compute="_compute_manufacturer_id",
        inverse="_inverse_manufacturer_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Found by the manufacturer code.",
    )
    part_group_id = fields.Many2one("aftersales.part.group", index="btree_not_null", ondelete="restrict")
    function_code = fields.Char(
        index="btree_not_null",
        help="The maker's code of what the part does, e.g. its main and sub group in the parts catalogue.",
    )

    # -- old part taken back
    core_product_id = fields.Many2one(
        "product.product",
        "Core Deposit Billed As",
        domain="[('type', '=', 'service')]",
        ondelete="restrict",
        check_company=True,
        help="The service that bills the deposit for the old part, and credits it when the old part comes back.",
    )
    core_deposit = fields.Float(
        digits="Product Price", help="Billed with each part, and credited when the customer returns the old one."
    )

    # -- handling
    shelf_life_days = fields.Integer("Shelf Life (Days)", help="From production; 0 keeps for ever.")
    is_hazardous = fields.Boolean("Hazardous", help="Stored and shipped under the rules for dangerous goods.")
    hazard_class = fields.Selection(
        [
            ("1", "1 Explosives"),
            ("2", "2 Gases"),
            ("3", "3 Flammable Liquids"),
            ("4", "4 Flammable Solids"),
            ("5", "5 Oxidisers"),
            ("6", "6 Toxic Substances"),
            ("7", "7 Radioactive Material"),
            ("8", "8 Corrosives"),
            ("9", "9 Other Dangerous Goods"),
        ],
        help="Class of dangerous goods by GB 6944: airbags 1 or 9, refrigerant 2, paint 3, battery acid 8, "
        "lithium batteries 9.",
    )
    torque_note = fields.Char("Tightening Torque", help="As the repair manual gives it, e.g. 30 Nm + 90°.")
    is_replace_once = fields.Boolean(
        "Replace Once Removed", help="Stretch bolts, seals and the like: never fitted a second time."
    )

    _core_deposit_not_negative = models.Constraint("CHECK(core_deposit >= 0)", "A core deposit cannot be negative.")
    _shelf_life_not_negative = models.Constraint("CHECK(shelf_life_days >= 0)", "A shelf life cannot be negative.")

    def _auto_init(self):
        """No part has a manufacturer on file before there are manufacturers: nothing to compute for every product."""
        if not column_exists(self.env.cr, self._table, "manufacturer_id"):
            create_column(self.env.cr, self._table, "manufacturer_id", "int4")
        return super()._auto_init()

    @api.depends("manufacturer_code")
    def _compute_manufacturer_id(self):
        codes = set(self.mapped("manufacturer_code")) - {False, ""}
        manufacturers = self.env["aftersales.part.manufacturer"].with_context(active_test=False)
        by_code = {one.code: one for one in manufacturers.search_fetch([("code", "in", list(codes))], ["code"])}
        for product in self:
            product.manufacturer_id = by_code.get(product.manufacturer_code, False)

    def _inverse_manufacturer_id(self):
        for product in self:
            if product.manufacturer_id:
                product.manufacturer_code = product.manufacturer_id.code

    @api.constrains("core_deposit", "core_product_id")
    def _check_core_product(self):
        for product in self:
            if product.core_product_id and product.core_product_id.type != "service":
                raise ValidationError(
                    self.env._(
                        "%(part)s: a deposit is billed as a service, and %(product)s is none.",
                        part=product.display_name,
                        product=product.core_product_id.display_name,
                    )
                )
            if product.core_deposit and not product.core_product_id:
                raise ValidationError(
                    self.env._("%(part)s: choose the service that bills the core deposit.", part=product.display_name)
                )
