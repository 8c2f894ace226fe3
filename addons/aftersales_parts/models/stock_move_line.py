from odoo import api, models
from odoo.exceptions import UserError

from .stock_quant import KEY

PLACE = {"product_id", "product_uom_id", "quantity", "location_id", "lot_id", "package_id", "owner_id"}


class StockMoveLine(models.Model):
    """Nobody promises or issues more of a part than lies there; the host lets stock go below zero."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_covered()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if PLACE & vals.keys():
            self._check_covered()
        return result

    def _action_done(self):
        result = super()._action_done()
        self.exists()._check_not_below_zero()
        return result

    def _check_covered(self):
        """A count or a scrap says what is there no more, whoever waits for it; everything else takes what is free."""
        for line in self.filtered(lambda line: not line.is_inventory and not line.move_id.scrap_id):
            if short := line._get_short():
                raise UserError(
                    self.env._(
                        "%(part)s is short by %(quantity)s %(unit)s at %(location)s: the rest is promised to others or "
                        "not there. Take less, receive the rest first, or count the bin.",
                        part=line.product_id.display_name,
                        quantity=short,
                        unit=line.product_id.uom_id.name,
                        location=line.location_id.display_name,
                    )
                )

    def _check_not_below_zero(self):
        for line in self.filtered(lambda line: not line.is_inventory):
            if short := line._get_short():
                raise UserError(
                    self.env._(
                        "%(location)s would hold %(quantity)s %(unit)s of %(part)s less than nothing. "
                        "Take less, receive the rest first, or count the bin.",
                        part=line.product_id.display_name,
                        quantity=short,
                        unit=line.product_id.uom_id.name,
                        location=line.location_id.display_name,
                    )
                )

    def _get_short(self):
        """How much the place this line takes from lacks; 0 where nothing is reserved or the store lets it lack."""
        if not self.product_id.is_part or self.location_id.should_bypass_reservation():
            return 0.0
        if self.company_id.sudo().part_below_zero == "allow":
            return 0.0
        return self.env["stock.quant"]._get_short(tuple(self[name].id for name in KEY))
