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

    def _get_carried_links(self):
        return super()._get_carried_links() | {"stock_proposal_id"}

    def _prepare_move_split_vals(self, qty):
        """What is left of a line leaves for the same proposal."""
        vals = super()._prepare_move_split_vals(qty)
        return vals | {"stock_proposal_id": self.stock_proposal_id.id} if self.stock_proposal_id else vals
