from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain


class StockLocation(models.Model):
    """A bin: which parts lie in it, and which have their fixed place there by the host's put-away rules."""

    _inherit = "stock.location"

    bin_part_count = fields.Integer("Parts There", compute="_compute_bin_parts")
    is_empty_bin = fields.Boolean("Empty", compute="_compute_bin_parts", search="_search_is_empty_bin")
    fixed_part_ids = fields.Many2many(
        "product.product",
        string="Fixed Place of",
        compute="_compute_fixed_part_ids",
        help="Parts a put-away rule brings here.",
    )

    def _compute_bin_parts(self):
        # sudo: whoever reads the bin reads what lies in it
        counts = dict(
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [("location_id", "in", self.ids), ("quantity", "!=", 0)], ["location_id"], ["product_id:count_distinct"]
            )
        )
        for location in self:
            location.bin_part_count = counts.get(location, 0)
            location.is_empty_bin = not location.bin_part_count

    def _search_is_empty_bin(self, operator, value):
        if operator != "in":
            return NotImplemented
        filled = Domain("quant_ids", "any!", [("quantity", "!=", 0)])
        return ~filled if True in value else filled

    def _compute_fixed_part_ids(self):
        rules = (
            self.env["stock.putaway.rule"]
            .sudo()
            .search(  # sudo: as for what lies there
                [("location_out_id", "in", self.ids), ("product_id", "!=", False)]
            )
        )
        parts = defaultdict(self.env["product.product"].browse)
        for rule in rules:
            parts[rule.location_out_id] |= rule.product_id
        for location in self:
            location.fixed_part_ids = parts[location].sudo(False)

    def action_open_bin(self):
        """What lies in the bin."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "product.product",
            "view_mode": "list,form",
            "views": [(self.env.ref("aftersales_parts.product_product_view_list_parts").id, "list"), (False, "form")],
            "domain": [("is_part", "=", True), ("qty_available", "!=", 0)],
            "context": {"location": self.id, "create": False},
        }
