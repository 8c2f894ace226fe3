from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesPartGroup(models.Model):
    """Where a part belongs in the catalogue: engine, brakes, filters …; discounts, counts and figures go by it."""

    _name = "aftersales.part.group"
    _description = "Part Group"
    _parent_store = True
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    display_name = fields.Char(recursive=True)
    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="The manufacturer's or the store's own code of the group.")
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("aftersales.part.group", "Belongs To", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("aftersales.part.group", "parent_id", "Groups Below")
    sequence = fields.Integer(default=10)
    part_count = fields.Integer("Parts", compute="_compute_part_count")

    _code_unique = models.UniqueIndex(
        "(upper(code)) WHERE code IS NOT NULL", "There is already a part group with this code."
    )

    @api.depends("name", "parent_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for group in self:
            group.display_name = " / ".join(filter(None, [group.parent_id.display_name, group.name]))

    def _compute_part_count(self):
        counts = dict(
            self.env["product.product"]._read_group(
                [("part_group_id", "child_of", self.ids)], ["part_group_id"], ["__count"]
            )
        )
        for group in self:
            group.part_count = sum(
                count for other, count in counts.items() if other.parent_path.startswith(group.parent_path or "-")
            )

    @api.constrains("parent_id")
    def _check_tree(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A part group cannot lie below itself. Choose another group above it."))

    def action_open_parts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.parts_action")
        return action | {"domain": [("is_part", "=", True), ("part_group_id", "child_of", self.id)]}
