from odoo import fields, models


class AccountMove(models.Model):
    """An invoice or cost entry of a repair order."""

    _inherit = "account.move"

    aftersales_repair_id = fields.Many2one(
        "repair.order",
        "Repair Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A credit note belongs to the repair order of what it credits."""
        defaults = default_values_list or [{} for _move in self]
        for move, values in zip(self, defaults, strict=True):
            if move.aftersales_repair_id:
                values.setdefault("aftersales_repair_id", move.aftersales_repair_id.id)
        return super()._reverse_moves(defaults, cancel=cancel)
