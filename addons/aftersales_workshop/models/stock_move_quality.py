from odoo import api, models


class StockMove(models.Model):
    """A repair order is a document parts leave the stock for, and whose keeper hears of released parts."""

    _inherit = "stock.move"

    @api.model
    def _get_document_fields(self):
        return (*super()._get_document_fields(), "repair_id")

    @api.model
    def _get_entered_links(self):
        """A part is entered on its repair order, which says how."""
        return super()._get_entered_links() | {"repair_id"}

    def _get_release_document(self):
        return self.repair_id or super()._get_release_document()
