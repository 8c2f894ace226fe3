from odoo import fields, models
from odoo.tools.misc import format_date


class AftersalesBackorderPromise(models.TransientModel):
    """Promise those who wait another day, and say why."""

    _name = "aftersales.backorder.promise"
    _description = "Promise Parts"

    move_ids = fields.Many2many("stock.move", string="Parts")
    promise_date = fields.Date("Promised to Customer", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        rows = self.env["aftersales.part.backorder"].browse(self.move_ids.ids).exists()
        rows._check_may_promise()
        # Checked above; a stock move is nobody's to write by hand.
        moves = rows.move_id.sudo()
        moves.write({"promise_date": self.promise_date})
        documents = {}
        for move in moves:
            if document := move._get_waiting_document():
                documents.setdefault(document, moves.browse())
                documents[document] |= move
        for document, parts in documents.items():
            document._post_parts(
                self.env._(
                    "Parts promised for %(day)s: %(reason)s",
                    day=format_date(self.env, self.promise_date),
                    reason=self.reason,
                ),
                parts.product_id.mapped("display_name"),
            )
            document._update_parts_promised_date()
