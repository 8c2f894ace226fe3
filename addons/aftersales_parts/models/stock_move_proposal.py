from odoo import fields, models


class StockMove(models.Model):
    """What leaves by a stock proposal, its back orders included."""

    _inherit = "stock.move"

    stock_proposal_id = fields.Many2one(
        "aftersales.stock.proposal",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _get_document_fields(self):
        return (*super()._get_document_fields(), "stock_proposal_id")

    def _get_kept_links(self):
        return super()._get_kept_links() | {"stock_proposal_id"}

    def _create_backorder(self):
        rest = super()._create_backorder()
        for move in self.filtered("stock_proposal_id"):
            same = rest.filtered(lambda new, move=move: new.picking_id == move.picking_id)
            same = same.filtered(lambda new, move=move: new.product_id == move.product_id)
            same.sudo().stock_proposal_id = move.stock_proposal_id  # sudo: the link is written by nobody by hand
        return rest
