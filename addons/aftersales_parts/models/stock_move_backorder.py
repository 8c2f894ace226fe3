from datetime import datetime

from odoo import api, fields, models
from odoo.fields import Domain

from ..rules.move_states import SHORT_MOVE_STATES

DEMAND_PRIORITIES = [("normal", "Normal"), ("urgent", "Urgent"), ("vor", "Car Down (VOR)")]
RANKS = {"vor": 0, "urgent": 1, "normal": 2}
CARRIED_ON = ("demand_priority", "promise_date", "supply_date")


class StockMove(models.Model):
    """Who waits for a part, since when and how urgently; and that what arrives goes to them in this order.

    The columns stay empty for moves that never waited: the time of a request is then the move's own.
    """

    _inherit = "stock.move"

    demand_datetime = fields.Datetime(
        "Requested On",
        copy=False,
        readonly=True,
        help="When the part was asked for, where this is the rest of an earlier line.",
    )
    demand_priority = fields.Selection(
        DEMAND_PRIORITIES, copy=False, help="How urgently the part is needed; empty is normal."
    )
    promise_date = fields.Date(
        "Promised to Customer", copy=False, help="Day the part was promised to who waits for it."
    )
    supply_date = fields.Date(
        "Expected Date Told",
        copy=False,
        readonly=True,
        help="The supplier's date that was last told to who waits for the part.",
    )
    served_datetime = fields.Datetime(
        "Served On", copy=False, readonly=True, help="When goods that arrived were set aside for who waited."
    )

    def _prepare_move_split_vals(self, qty):
        """The rest of a line waits as long as the line has, and for the same day."""
        return {**super()._prepare_move_split_vals(qty), **self._prepare_waiting_vals()}

    def _prepare_waiting_vals(self):
        """What the rest of this line keeps of its waiting."""
        self.ensure_one()
        carried = {name: self[name] for name in CARRIED_ON if self[name]}
        return {**carried, "demand_datetime": self._get_demand_datetime()}

    def _get_demand_datetime(self):
        self.ensure_one()
        return self.demand_datetime or self.create_date

    def _get_demand_priority(self):
        """Hook: how urgently the part is needed, a key of ``DEMAND_PRIORITIES``."""
        self.ensure_one()
        return self.demand_priority or "normal"

    def _get_waiting_document(self):
        """Hook: the order that waits for the part, of a model with ``aftersales.parts.waiting.mixin``; may be empty."""
        self.ensure_one()
        return self.sale_line_id.order_id

    def _raise_demand_priority(self, kind):
        """These parts are ordered by an order of this kind; who waits is not less urgent than it.

        :param str kind: of the purchase order, such as ``vor``
        """
        slower = self.filtered(lambda move: RANKS[move._get_demand_priority()] > RANKS.get(kind, RANKS["normal"]))
        if kind == "vor":
            slower._mark_car_down()
        else:
            slower.write({"demand_priority": kind})

    def _mark_car_down(self):
        """Hook: the car these parts are for cannot be driven."""
        return self.write({"demand_priority": "vor"})

    # -- what arrives goes to who waits

    def _trigger_assign(self):
        """Goods that arrived go to who waits first; the host then serves what is left, by its own order."""
        parts = self.filtered(lambda move: move.product_id.is_part and move.location_dest_id.usage == "internal")
        if parts and parts._is_reserved_by_itself():
            parts._serve_waiting()
        return super()._trigger_assign()

    def _action_cancel(self):
        """What a cancelled line had reserved goes to who waits for it."""
        freed = self.filtered(
            lambda move: (
                move.quantity
                and move.product_id.is_part
                and move.state not in ("done", "cancel")
                and move.location_id.usage == "internal"
            )
        )
        places = {(move.product_id, move.location_id) for move in freed}
        result = super()._action_cancel()
        if places and self._is_reserved_by_itself():
            self.env["stock.move"]._serve_waiting_at(places)
        return result

    def _is_reserved_by_itself(self):
        """Whether the host reserves what arrives without being asked, as it does unless told otherwise."""
        return not self.env["ir.config_parameter"].sudo().get_param("stock.picking_no_auto_reserve")

    def _serve_waiting(self):
        """Reserve what these moves brought for who waits for it."""
        self._serve_waiting_at({(move.product_id, move.location_dest_id) for move in self}, self._get_ordered_for())

    def _get_ordered_for(self):
        """The waiting moves these goods were ordered for, where their company keeps them for those."""
        kept = self.sudo().filtered(lambda move: move.company_id.parts_keep_for_demand)
        arrived = kept | kept.move_orig_ids  # put away from where goods arrive
        return arrived.purchase_line_id.demand_move_ids.sudo(False)

    @api.model
    def _serve_waiting_at(self, places, ordered_for=None):
        """Reserve stock for who waits: cars that are down, who it was ordered for, the urgent, then by date of request.

        Of each part one move after the other, as long as there is some left; so the order holds however the host groups
        the moves it reserves for.

        :param places: set of pairs (``product.product``, ``stock.location``) where there is stock again
        :param ordered_for: ``stock.move`` the goods were ordered for, or None
        :return: the moves that have all they need by this, ``stock.move``
        """
        # sudo: the goods go to who waits, also to orders of others than the person who receives them
        waiting = self.sudo()._find_waiting(places)
        queue = waiting.sorted(lambda move: move._get_waiting_key(ordered_for or self.browse()))
        queues = list(queue.grouped("product_id").values())
        while queues:
            self.browse().concat(*(moves[0] for moves in queues)).sudo()._action_assign()
            queues = [moves[1:] for moves in queues if len(moves) > 1 and moves[0].state == "assigned"]
        served = waiting.filtered(lambda move: move.state == "assigned")
        if served:
            served.served_datetime = fields.Datetime.now()
            served._tell_arrival()
        return served.sudo(False)

    @api.model
    def _find_waiting(self, places):
        """Moves that wait for parts of these places, in no order.

        :param places: see ``_serve_waiting_at``
        """
        at_once = Domain("picking_type_id.reservation_method", "=", "at_confirm")
        products = self.env["product.product"].concat(*{product for product, _location in places})
        locations = self.env["stock.location"].concat(*{location for _product, location in places})
        domain = (
            Domain("product_id", "in", products.ids)
            & Domain("state", "in", SHORT_MOVE_STATES)
            & Domain("location_id", "parent_of", locations.ids)
            & Domain("location_id.usage", "=", "internal")
            & Domain("procure_method", "=", "make_to_stock")
            & Domain("released_datetime", "=", False)  # reserved again by who asks for it only
            & (Domain("reservation_date", "<=", fields.Date.today()) | at_once)
        )
        return self.search(domain)

    @api.model
    def _get_waiting_part_domain(self):
        return Domain("product_id.part_scope", "!=", False) & Domain("location_id.usage", "=", "internal")

    def _get_waiting_key(self, ordered_for):
        rank = RANKS[self._get_demand_priority()]
        since = self._get_demand_datetime() or datetime.max
        return (rank != RANKS["vor"], self not in ordered_for, rank, since, self.id)

    def _tell_arrival(self):
        """Tell the orders that waited for these parts that they are here."""
        documents = {}
        for move in self:
            if document := move._get_waiting_document():
                documents.setdefault(document, self.browse())
                documents[document] |= move
        for document, moves in documents.items():
            document._note_arrived_parts(moves)
