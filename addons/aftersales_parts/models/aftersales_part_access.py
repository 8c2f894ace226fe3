from odoo import models
from odoo.exceptions import AccessError

PRICES = frozenset({"list_price", "lst_price"})
PRICERS = ("aftersales_base.group_parts_planner", "aftersales_base.group_manager")


class AftersalesPartAccess(models.AbstractModel):
    """A parts clerk writes parts, not the whole product file.

    No record rule: rules of one group narrow those who hold another group too, and every product user would pay for
    reading them.
    """

    _name = "aftersales.part.access"
    _description = "Parts Clerk Keeps Parts Only"

    def write(self, vals):
        if not self.env.su and PRICES & vals.keys() and self._is_parts_clerk_only() and not self._is_pricer():
            self._check_price_kept(vals)
        return super().write(vals)

    def _check_price_kept(self, vals):
        """What a part in stock is sold for is not the clerk's: else any discount could be given past its limit."""
        changed = self.filtered(lambda part: any(part[name] != vals[name] for name in PRICES & vals.keys()))
        if stocked := changed.filtered("qty_available"):
            raise AccessError(
                self.env._(
                    "%(parts)s lies in stock: its price comes from price files and the parts planner. Enter a discount "
                    "on the sale itself.",
                    parts=", ".join(stocked.mapped("display_name")),
                )
            )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or operation not in ("create", "write") or not any(self._ids) or not self._is_parts_clerk_only():
            return result
        if others := self.sudo().filtered(lambda product: not product.is_part).sudo(False):
            return others, lambda: AccessError(
                self.env._(
                    "A parts clerk keeps parts. %(products)s is none: tick Is a Part, or ask who keeps the products.",
                    products=", ".join(others.sudo().mapped("display_name")),
                )
            )
        return result

    def _is_parts_clerk_only(self):
        return self.env.user.has_groups("aftersales_base.group_parts_clerk,!product.group_product_manager")

    def _is_pricer(self):
        return any(self.env.user.has_group(group) for group in PRICERS)
