from odoo import api, models


class ProductProduct(models.Model):
    """A part with a shelf life is kept by lot with its date, as the host does it."""

    _inherit = "product.product"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([vals | self._prepare_expiry_vals(vals, is_tracked=True) for vals in vals_list])

    def write(self, vals):
        """What lies in stock without lot stays so until it is counted out: the host could not issue it otherwise."""
        if "shelf_life_days" not in vals:
            return super().write(vals)
        stocked = self.filtered("qty_available")
        for products, is_tracked in ((self - stocked, True), (stocked, False)):
            super(ProductProduct, products).write(vals | products._prepare_expiry_vals(vals, is_tracked))
        return True

    @api.model
    def _prepare_expiry_vals(self, vals, is_tracked):
        days = vals.get("shelf_life_days")
        if not days:
            return {"use_expiration_date": False} if days == 0 else {}
        tracking = {"tracking": "lot"} if is_tracked and vals.get("tracking", "none") == "none" else {}
        return {"use_expiration_date": True, "expiration_time": days, **tracking}
