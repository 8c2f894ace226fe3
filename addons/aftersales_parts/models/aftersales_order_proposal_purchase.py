from odoo import Command, models


class AftersalesOrderProposal(models.Model):
    """Ordering: one purchase order of the host per proposal."""

    _inherit = "aftersales.order.proposal"

    def _place_order(self):
        """Make and confirm the purchase orders; the proposals are locked, and none was ordered before."""
        # sudo: a planner holds no purchase rights of the host; the move has checked role, state and approval
        orders = self.env["purchase.order"].sudo()
        for proposal in self.sudo():
            order = orders.with_company(proposal.company_id).create(proposal._prepare_purchase_order())
            order._complete_parts_order()
            proposal.purchase_order_id = order
            order.button_confirm()

    def _prepare_purchase_order(self):
        """Hook: values of the purchase order."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.status == "order" and line.quantity)
        prepare = self.env["purchase.order.line"]._prepare_part_line
        return {
            "partner_id": self.supplier_id.id,
            "company_id": self.company_id.id,
            "picking_type_id": self.warehouse_id.in_type_id.id,
            "order_kind": self.order_kind,
            "origin": self.name,
            "user_id": self.env.uid,
            "order_line": [
                Command.create(
                    {
                        **prepare(line.product_id, line.quantity, self.supplier_id, self.company_id),
                        "proposal_line_id": line.id,
                    }
                )
                for line in lines
            ],
        }
