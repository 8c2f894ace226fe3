from odoo import models
from odoo.exceptions import AccessError


class AftersalesCarProductAccess(models.AbstractModel):
    """Who buys cars keeps the models for sale, not the whole product file.

    No record rule: rules of one group narrow those who hold another group too.
    """

    _name = "aftersales.car.product.access"
    _description = "Buyer of Cars Keeps Models for Sale Only"

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or operation not in ("create", "write") or not any(self._ids) or not self._is_car_purchaser_only():
            return result
        # sudo: looked at to say why it is refused
        if others := self.sudo().filtered(lambda product: not product.is_car).sudo(False):
            return others, others._make_no_car_error
        return result

    def _is_car_purchaser_only(self):
        return self.env.user.has_groups(
            "aftersales_base.group_car_purchaser,!product.group_product_manager,!aftersales_base.group_parts_clerk"
        )

    def _make_no_car_error(self):
        return AccessError(
            self.env._(
                "A buyer of cars keeps the models for sale. %(products)s is none: tick Is a Car, or ask who keeps the "
                "products.",
                products=", ".join(self.sudo().mapped("display_name")),
            )
        )
