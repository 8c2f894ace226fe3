from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

USED_UP = ("customer", "production")


def last_place(move):
    """SQL of the id of the place the goods of a ``stock_move`` are for in the end, see ``_get_last_place``.

    :param str move: the table's alias
    """
    return SQL("COALESCE(%s, %s)", SQL.identifier(move, "location_final_id"), SQL.identifier(move, "location_dest_id"))


class StockMove(models.Model):
    """Where the goods of a move are for in the end.

    Where the warehouse picks and packs first, the first step leads to the exit only; the next one is made when that is
    done. Until then the customer waits by the first step.
    """

    _inherit = "stock.move"

    def _get_last_place(self):
        """The place the goods are for: the customer's already while they are to be picked."""
        self.ensure_one()
        return self.location_final_id or self.location_dest_id

    def _is_used_up(self):
        """Whether the goods are for a customer or the workshop, in this step or after it."""
        return self._get_last_place().usage in USED_UP

    @api.model
    def _get_used_up_domain(self):
        """The moves of which ``_is_used_up`` is true."""
        last = Domain("location_final_id.usage", "in", USED_UP)
        return last | (Domain("location_final_id", "=", False) & Domain("location_dest_id.usage", "in", USED_UP))
