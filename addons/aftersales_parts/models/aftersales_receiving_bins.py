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

    def _get_bins(self, products):
        """Part → the bin it goes to: by the host's put-away rules, else where most of it lies, else the stock itself.

        :param products: ``product.product``
        :rtype: dict
        """
        self.ensure_one()
        stock = self.warehouse_id.sudo().lot_stock_id  # sudo: locations of the own warehouse
        lying = self._get_bins_in_use(products, stock)
        bins = {}
        for product in products:
            bin_by_rule = stock._get_putaway_strategy(product) if stock.putaway_rule_ids else stock
            chosen = lying.get(product, stock) if bin_by_rule == stock else bin_by_rule
            bins[product] = chosen.sudo(False)
        return bins

    def _get_bins_in_use(self, products, stock):
        """Part → the bin below ``stock`` where most of it lies."""
        rows = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", products.ids),
                    ("location_id", "child_of", stock.id),
                    ("location_id.usage", "=", "internal"),
                    ("quantity", ">", 0),
                ],
                ["product_id", "location_id"],
                ["quantity:sum"],
            )
        )
        most = {}
        for product, location, quantity in rows:
            product = product.sudo(False)
            if quantity > most.get(product, (0.0, None))[0]:
                most[product] = (quantity, location)
        return {product: location for product, (_quantity, location) in most.items()}

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
