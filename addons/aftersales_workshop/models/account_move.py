from odoo import fields, models
from odoo.exceptions import UserError


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

    def write(self, vals):
        if "aftersales_repair_id" in vals and not self.env.su:
            raise UserError(self.env._("%(document)s stays with its repair order.", document=self[:1].display_name))
        return super().write(vals)

    def _stock_account_prepare_realtime_out_lines_vals(self):
        """Give the lines their balance; the host leaves it out and then writes it line by line."""
        vals_list = super()._stock_account_prepare_realtime_out_lines_vals()
        for vals in vals_list:
            move = self.browse(vals["move_id"])
            if move.aftersales_repair_id and move.currency_id == move.company_currency_id:
                vals["amount_currency"] = vals["balance"] = move.currency_id.round(vals["amount_currency"])
        return vals_list

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A credit note belongs to the repair order of what it credits."""
        defaults = default_values_list or [{} for _move in self]
        for move, values in zip(self, defaults, strict=True):
            if move.aftersales_repair_id:
                values.setdefault("aftersales_repair_id", move.aftersales_repair_id.id)
        return super()._reverse_moves(defaults, cancel=cancel)

    def _is_credited(self):
        """Whether posted credit notes take back all of this invoice, paid or not."""
        self.ensure_one()
        credited = sum(self.reversal_move_ids.filtered(lambda move: move.state == "posted").mapped("amount_total"))
        return bool(credited) and self.currency_id.compare_amounts(credited, self.amount_total) >= 0

    def button_draft(self):
        """What was posted for a repair order is evidence: it is credited, not opened again."""
        if posted := self.filtered(lambda move: move.sudo().aftersales_repair_id and move.state == "posted"):
            raise UserError(
                self.env._(
                    "%(document)s was posted for %(order)s and stays as it is. Credit it instead.",
                    document=posted[0].name,
                    order=posted[0].sudo().aftersales_repair_id.name,
                )
            )
        return super().button_draft()
