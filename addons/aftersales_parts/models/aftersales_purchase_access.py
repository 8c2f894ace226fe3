from odoo import api, models
from odoo.exceptions import AccessError

# What buttons and the host's own steps write; a new order or line begins without.
KEPT = frozenset(
    {
        "state",
        "locked",
        "date_approve",
        "proposal_ids",
        "proposal_line_id",
        "qty_received",
        "qty_received_manual",
        "surcharge_percent",
        "is_order_surcharge",
    }
)


class AftersalesPurchaseAccess(models.AbstractModel):
    """A parts planner buys parts, not whatever the store buys, and by our buttons.

    No record rule, for the reason given at ``aftersales.part.access``.
    """

    _name = "aftersales.purchase.access"
    _description = "Parts Planner Buys Parts Only"

    # What a planner may write of an order of parts; the rest is the host's or follows from the buttons.
    _planner_fields: frozenset[str] = frozenset()

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or operation == "read" or not any(self._ids) or not self._is_parts_buyer_only():
            return result
        if others := self.sudo().filtered(lambda record: not record._get_parts_order().order_kind).sudo(False):
            return others, lambda: AccessError(
                self.env._(
                    "A parts planner orders parts. %(orders)s is no order of parts: choose its kind, or ask who buys.",
                    orders=", ".join(others.sudo().mapped("display_name")),
                )
            )
        return result

    def _is_parts_buyer_only(self):
        user = self.env.user
        if user.has_group("purchase.group_purchase_user"):
            return False
        if user.has_group("aftersales_base.group_parts_planner"):
            return True  # at the till as well, where the host's billing role would allow more
        return user.has_group("aftersales_base.group_manager") and not user.has_group("account.group_account_invoice")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and self._is_parts_buyer_only():
            for vals in vals_list:
                self._check_not_kept({name: value for name, value in vals.items() if value})
        return super().create(vals_list)

    def write(self, vals):
        self._check_planner_fields(vals)
        return super().write(vals)

    def _check_planner_fields(self, vals):
        """:raise AccessError: a planner writes what the buttons keep"""
        if self.env.su or not self._is_parts_buyer_only():
            return
        self._refuse_planner(vals.keys() - self._planner_fields)

    def _check_not_kept(self, vals):
        """:raise AccessError: a new order or line would begin with what its buttons write"""
        self._refuse_planner(name for name in KEPT & vals.keys() if (name, vals[name]) != ("state", "draft"))

    def _refuse_planner(self, names):
        if own := sorted(name for name in names if name in self._fields):
            raise AccessError(
                self.env._(
                    "%(field)s of an order of parts is not a planner's to write. Use the buttons of the order.",
                    field=self._fields[own[0]]._description_string(self.env),
                )
            )

    def _get_parts_order(self):
        """Hook: the purchase order a record is part of."""
        raise NotImplementedError
