from odoo import models


class StockMove(models.Model):
    """What follows a receipt of which broken pieces were set aside."""

    _inherit = "stock.move"

    def _puts_away(self, receipt):
        """Whether this step only brings goods from where they arrived to their bins, asked for by nobody.

        :param receipt: ``stock.move``, one record
        """
        self.ensure_one()
        return (
            self.picking_type_id.code == "internal"
            and self.location_dest_id.usage == "internal"
            and self.location_id._child_of(receipt.location_dest_id)
            and not self._is_used_up()
            and not self.sale_line_id
        )

    def _get_available_move_lines_in(self):
        """Broken pieces stay in the supplier's corner; the host would fetch them from there, as any that came before.

        What people laid elsewhere by hand is fetched as ever.
        """
        brought = super()._get_available_move_lines_in()
        elsewhere = {key[0].id for key in brought if not key[0]._child_of(self.location_id)}
        if not elsewhere:
            return brought
        # sudo: whoever reserves need not read the settings of warehouses
        warehouses = self.env["stock.warehouse"].sudo().search([("parts_claim_location_id", "in", elsewhere)])
        corners = set(warehouses.parts_claim_location_id.ids)
        return {key: quantity for key, quantity in brought.items() if key[0].id not in corners}
