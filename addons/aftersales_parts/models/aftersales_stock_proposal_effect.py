from odoo import Command, models


class AftersalesStockProposal(models.Model):
    """Carrying a proposal out by the host's own documents.

    ``sudo`` throughout: a planner makes no transfers, price rules or scrap orders by hand, only those a manager has
    approved.
    """

    _inherit = "aftersales.stock.proposal"

    def _carry_out(self):
        for proposal in self.sudo():
            getattr(proposal, f"_carry_out_{proposal.kind}")()

    def _carry_out_return(self):
        picking_type = self.warehouse_id.out_type_id
        self.picking_id = self._make_transfer(picking_type, self.supplier_id, self._get_vendor_location())

    def _carry_out_transfer(self):
        target = self.target_warehouse_id
        if target.company_id == self.company_id:
            self.picking_id = self._make_transfer(
                self.warehouse_id.int_type_id, self.env["res.partner"], target.lot_stock_id
            )
        else:
            partner = target.company_id.partner_id
            location = partner.with_company(self.company_id).property_stock_customer
            self.picking_id = self._make_transfer(self.warehouse_id.out_type_id, partner, location)

    def _carry_out_discount(self):
        self.pricelist_item_id = self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.pricelist_id.id,
                "applied_on": "0_product_variant",
                "product_id": self.product_id.id,
                "product_tmpl_id": self.product_id.product_tmpl_id.id,
                "compute_price": "percentage",
                "percent_price": self.discount,
                "date_end": self.discount_until,
            }
        )

    def _carry_out_scrap(self):
        """A scrap order that waits for whoever scraps; nothing leaves the books by itself."""
        self.scrap_id = (
            self.env["stock.scrap"]
            .with_company(self.company_id)
            .create(
                {
                    "product_id": self.product_id.id,
                    "scrap_qty": self.quantity,
                    "location_id": self.warehouse_id.lot_stock_id.id,
                    "company_id": self.company_id.id,
                    "origin": self.env._("Stock proposal"),
                }
            )
        )

    def _get_vendor_location(self):
        return self.supplier_id.with_company(self.company_id).property_stock_supplier

    def _make_transfer(self, picking_type, partner, location):
        picking = (
            self.env["stock.picking"]
            .with_company(self.company_id)
            .create(self._prepare_transfer(picking_type, partner, location))
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _prepare_transfer(self, picking_type, partner, location):
        source = self.warehouse_id.lot_stock_id
        return {
            "picking_type_id": picking_type.id,
            "partner_id": partner.id,
            "location_id": source.id,
            "location_dest_id": location.id,
            "origin": self.env._("Stock proposal"),
            "move_ids": [
                Command.create(
                    {
                        "product_id": self.product_id.id,
                        "product_uom_qty": self.quantity,
                        "product_uom": self.product_id.uom_id.id,
                        "location_id": source.id,
                        "location_dest_id": location.id,
                        "company_id": self.company_id.id,
                    }
                )
            ],
        }
