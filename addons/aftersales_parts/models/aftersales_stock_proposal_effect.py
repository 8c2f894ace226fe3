from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AftersalesStockProposal(models.Model):
    """Carrying a proposal out by the host's own documents.

    ``sudo`` throughout: a planner makes no transfers, price rules or scrap orders by hand, only those a manager has
    approved.
    """

    _inherit = "aftersales.stock.proposal"

    def _carry_out(self):
        for proposal in self.sudo():
            getattr(proposal, f"_carry_out_{proposal.kind}")()
        self.sudo().filtered("pricelist_item_id")._transit("finish")

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
            self._expect_transfer(target, location)

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
                    "location_id": self._find_scrap_location().id,
                    "company_id": self.company_id.id,
                    "origin": self.env._("Stock proposal"),
                }
            )
        )

    def _find_scrap_location(self):
        """The bin that has enough, or the warehouse's stock: whoever scraps is told there where the pieces lie."""
        stock = self.warehouse_id.lot_stock_id
        return self.product_id._get_place(stock, self.quantity).location or stock

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
                        "stock_proposal_id": self.id,
                    }
                )
            ],
        }

    def _expect_transfer(self, target, transit):
        """The other store's receipt of what is on its way, for as many as leave."""
        receipt = (
            self.env["stock.picking"].with_company(target.company_id).create(self._prepare_receipt(target, transit))
        )
        receipt.action_confirm()

    def _prepare_receipt(self, target, transit):
        place = target.in_type_id.default_location_dest_id or target.lot_stock_id
        return {
            "picking_type_id": target.in_type_id.id,
            "partner_id": self.company_id.partner_id.id,
            "location_id": transit.id,
            "location_dest_id": place.id,
            "origin": self.env._("Stock proposal"),
            "move_ids": [
                Command.create(
                    {
                        "product_id": move.product_id.id,
                        "product_uom_qty": move.product_uom_qty,
                        "product_uom": move.product_uom.id,
                        "location_id": transit.id,
                        "location_dest_id": place.id,
                        "company_id": target.company_id.id,
                        "procure_method": "make_to_order",
                        "move_orig_ids": [Command.link(move.id)],
                        "stock_proposal_id": self.id,
                    }
                )
                for move in self.picking_id.move_ids
            ],
        }

    # -- how far it is

    @api.model
    def _note_moved(self, moves):
        """Goods have been moved: the proposals they are moved for are done when nothing is left to move."""
        moves.sudo().stock_proposal_id._finish()  # sudo: whoever moves the goods need not see what was proposed

    @api.model
    def _note_scrapped(self, scraps):
        self.sudo().search(Domain("scrap_id", "in", scraps.ids))._finish()  # sudo: as in _note_moved

    def _finish(self):
        self.filtered(lambda proposal: proposal.state == "in_progress" and proposal._is_finished())._transit("finish")

    def _get_documents(self):
        """The transfer with its back orders, the price rule, or the scrap order."""
        self.ensure_one()
        if self.kind in ("return", "transfer"):
            return self.picking_id | self.move_ids.picking_id
        return self.pricelist_item_id if self.kind == "discount" else self.scrap_id

    def _is_finished(self):
        documents = self._get_documents()
        if self.kind == "discount":
            return bool(documents)
        states = set(documents.mapped("state"))
        return "done" in states and states <= {"done", "cancel"}

    def _is_called_off(self):
        """A scrap order that is thrown away leaves nothing."""
        return all(document.state == "cancel" for document in self._get_documents())

    def _check_finished(self):
        if not self._is_finished():
            raise UserError(self.env._("%(part)s has not been moved yet.", part=self.product_id.display_name))

    def _check_called_off(self):
        if not self.sudo()._is_called_off():  # sudo: as in _carry_out; asked anew, the field may be of before
            raise UserError(
                self.env._(
                    "What the proposal for %(part)s made is still open. Cancel it first.",
                    part=self.product_id.display_name,
                )
            )
