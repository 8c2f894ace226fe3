from odoo import models

from odoo.addons.aftersales_base.models.store_day import today_of


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Cars that came from outside get their vehicle file."""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        arrived = moves.filtered(lambda move: move.product_id.is_car and move._brings_cars())
        for company, received in arrived.grouped("company_id").items():
            received.move_line_ids.lot_id._start_vehicle_files(today_of(company))
            returned = received.filtered(lambda move: move.location_id.usage == "customer")
            returned.move_line_ids.lot_id._take_back_cars(today_of(company))
        return moves

    def _get_available_quantity(
        self, location_id, lot_id=None, package_id=None, owner_id=None, strict=False, allow_negative=False
    ):
        lot_id = lot_id or self.sale_line_id.car_lot_id or None
        return super()._get_available_quantity(location_id, lot_id, package_id, owner_id, strict, allow_negative)

    def _update_reserved_quantity_vals(
        self, need, location_id, lot_id=None, package_id=None, owner_id=None, strict=True
    ):
        """A sold car is the one the customer chose, not the one that came first."""
        lot_id = lot_id or self.sale_line_id.car_lot_id or None
        return super()._update_reserved_quantity_vals(need, location_id, lot_id, package_id, owner_id, strict)

    def _brings_cars(self):
        return self.location_dest_id.usage == "internal" and self.location_id.usage not in ("internal", "transit")
