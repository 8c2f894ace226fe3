from contextlib import contextmanager

from odoo import fields, models

LINKS = ("move_orig_ids", "move_dest_ids")


class StockMove(models.Model):
    """What leaves by a stock proposal, its back orders included.

    On the way to another store the delivery is one company's and the receipt the other's. The host follows the links
    between them with the rights of who presses the button, who may know one store only.
    """

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

    def _action_assign(self, force_qty=False):
        with self._reach_other_store() as moves:
            return super(StockMove, moves)._action_assign(force_qty=force_qty)

    def _do_unreserve(self):
        with self._reach_other_store() as moves:
            return super(StockMove, moves)._do_unreserve()

    def _action_cancel(self):
        with self._reach_other_store() as moves:
            return super(StockMove, moves)._action_cancel()

    def _action_done(self, cancel_backorder=False):
        with self._reach_other_store() as moves:
            if moves.env.su:
                self._check_has_document()
            return super(StockMove, moves)._action_done(cancel_backorder=cancel_backorder).with_env(self.env)

    @contextmanager
    def _reach_other_store(self):
        """These moves for a step of the host that goes on in the other store; as they are where there is none.

        Links that were read with fewer or more rights are forgotten: they are kept once for everybody.
        """
        if self.env.su or not self._go_between_stores():
            yield self
            return
        self.check_access("write")
        self.env["stock.move"].invalidate_model(LINKS)
        yield self.sudo()  # sudo: only for the other end of moves the user may write, and for what the host does there
        self.env["stock.move"].invalidate_model(LINKS)

    def _go_between_stores(self):
        # sudo: whoever moves the goods need not see what was proposed
        return any(
            proposal.kind == "transfer" and proposal.target_warehouse_id.company_id != proposal.company_id
            for proposal in self.stock_proposal_id.sudo()
        )
