from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import part_number


class AftersalesPartManufacturer(models.Model):
    """Who makes parts: a car maker or a supplier with numbers of its own. Parts carry its code."""

    _name = "aftersales.part.manufacturer"
    _description = "Part Manufacturer"
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, help="Short code as it stands on parts and in price files, e.g. VW or BOSCH.")
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    brand_ids = fields.Many2many(
        "aftersales.vehicle.brand", string="Brands", help="Brands whose genuine parts carry this code."
    )
    partner_id = fields.Many2one("res.partner", "Company", ondelete="restrict", index="btree_not_null")
    part_count = fields.Integer("Parts", compute="_compute_part_count")

    _code_unique = models.UniqueIndex("(code)", "There is already a manufacturer with this code.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for manufacturer in self:
            name = manufacturer.name if manufacturer.name != manufacturer.code else False
            manufacturer.display_name = " · ".join(filter(None, [manufacturer.code, name]))

    def _compute_part_count(self):
        counts = dict(
            self.env["product.product"]._read_group(
                [("manufacturer_id", "in", self.ids)], ["manufacturer_id"], ["__count"]
            )
        )
        for manufacturer in self:
            manufacturer.part_count = counts.get(manufacturer, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered("part_count"):
            raise UserError(
                self.env._(
                    "Parts carry the code of %(manufacturers)s. Archive it instead.",
                    manufacturers=", ".join(used.mapped("code")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        manufacturers = super().create([self._clean_code(vals) for vals in vals_list])
        manufacturers._claim_parts()
        return manufacturers

    def write(self, vals):
        vals = self._clean_code(vals)
        if vals.get("code") and (used := self.filtered(lambda one: one.part_count and one.code != vals["code"])):
            raise UserError(
                self.env._(
                    "%(manufacturer)s: parts carry this code, and orders show it. "
                    "Add a manufacturer with the new code instead.",
                    manufacturer=used[0].display_name,
                )
            )
        result = super().write(vals)
        if "code" in vals:
            self._claim_parts()
        return result

    def action_open_parts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.parts_action")
        return action | {
            "domain": [("is_part", "=", True), ("manufacturer_id", "=", self.id)],
        }

    def _claim_parts(self):
        """Parts that carried the code before anybody entered the manufacturer.

        ``sudo`` since whoever keeps manufacturers may keep no parts; the link follows from the parts' own code.
        """
        parts = self.env["product.product"].sudo().with_context(active_test=False)
        parts = parts.search([("manufacturer_code", "in", self.mapped("code")), ("manufacturer_id", "=", False)])
        self.env.add_to_compute(parts._fields["manufacturer_id"], parts)

    @api.model
    def _clean_code(self, vals):
        if not vals.get("code"):
            return vals
        return vals | {"code": part_number.normalise_code(vals["code"])}
