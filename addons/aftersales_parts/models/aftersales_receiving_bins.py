from odoo import models


class AftersalesReceiving(models.Model):
    """Where received parts go, and who waits for them."""

    _inherit = "aftersales.receiving"

    def _choose_bins(self):
        """Lines without a bin go to the one that is suggested; it is fixed here."""
        lines = self.line_ids.filtered(lambda line: line.product_id and line.received_qty and not line.location_id)
        # sudo: the step's own groups are checked, and the delivery is no longer open by now
        for location, part_lines in lines.grouped(lambda line: line._find_bin()).items():
            part_lines.sudo().location_id = location

    def _has_bins(self):
        """Whether what is unpacked goes to the bins chosen here, at once or in a second step."""
        self.ensure_one()
        return self.warehouse_id.sudo().reception_steps != "three_steps"  # sudo: how the own warehouse receives

    def _get_bins(self, products):
        """Part → the bin it goes to.

        :param products: ``product.product``
        :rtype: dict
        """
        self.ensure_one()
        return products._get_home_bins(self.warehouse_id.sudo().lot_stock_id)  # sudo: locations of the own warehouse

    def _get_waiting_notes(self, products):
        """Part → who waits for it, first served first, as a sentence for the person who puts it away."""
        self.ensure_one()
        view = self.env["aftersales.part.backorder"]._of_parts(products)
        rows = view.search([("warehouse_id", "=", self.warehouse_id.id)])
        notes = {}
        for row in rows:
            notes.setdefault(row.product_id, []).append(row._get_waiting_text())
        return {product: "; ".join(texts) for product, texts in notes.items()}

    def _get_claim_location(self):
        """Where broken and surplus goods stand until the supplier answers; made when it is first needed."""
        self.ensure_one()
        warehouse = self.warehouse_id.sudo()  # sudo: a place of the own warehouse, made by the system
        if not warehouse.parts_claim_location_id:
            warehouse.parts_claim_location_id = warehouse._create_corner(self.env._("Supplier Claims"))
        return warehouse.parts_claim_location_id
