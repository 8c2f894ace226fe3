from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """An invoice or credit note of a counter sale."""

    _inherit = "account.move"

    counter_order_id = fields.Many2one(
        "sale.order",
        "Counter Sale",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )

    def write(self, vals):
        if "counter_order_id" in vals and not self.env.su:
            raise UserError(self.env._("%(document)s stays with its counter sale.", document=self[:1].display_name))
        return super().write(vals)

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A credit note belongs to the counter sale of what it credits."""
        defaults = default_values_list or [{} for _move in self]
        for move, values in zip(self, defaults, strict=True):
            if move.counter_order_id:
                values.setdefault("counter_order_id", move.counter_order_id.id)
        return super()._reverse_moves(defaults, cancel=cancel)

    def _pay_at_counter(self, journal, amount=None):
        """Register a payment of these posted documents, or pay their credit back, and reconcile it.

        :param journal: ``account.journal`` of type cash or bank
        :param float amount: all that is open without it
        :return: ``account.payment``
        """
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.ids, dont_redirect_to_payments=True
        )
        values = {"journal_id": journal.id, "group_payment": True, "installments_mode": "full"}
        if amount is not None:
            values["amount"] = amount
        return register.create(values)._create_payments()
