from odoo import api, fields, models

from odoo.addons.aftersales_base.models.store_day import day_of
from odoo.addons.aftersales_parts.rules.move_states import SHORT_MOVE_STATES

PARTS_STATUSES = [
    ("none", "No Parts"),
    ("planned", "Planned"),
    ("waiting", "Waiting for Parts"),
    ("partial", "Partly Here"),
    ("here", "All Here"),
    ("issued", "Issued"),
]


class RepairOrder(models.Model):
    """An order that waits for parts: whether its car can be driven meanwhile, and when the parts come."""

    _name = "repair.order"
    _inherit = ["repair.order", "aftersales.parts.waiting.mixin"]

    is_car_down = fields.Boolean(
        "Car Down (VOR)",
        tracking=True,
        copy=False,
        help="The car cannot be driven: its parts come before those of everybody else.",
    )
    parts_status = fields.Selection(PARTS_STATUSES, "Parts Are", compute="_compute_parts_status")
    is_part_after_promise = fields.Boolean(
        "Part Comes after Promise",
        compute="_compute_is_part_after_promise",
        help="A part the order waits for is due on a day after the one promised for the car.",
    )

    @api.depends("move_ids.state", "move_ids.repair_line_type")
    def _compute_parts_status(self):
        for repair in self:
            states = [
                move.state for move in repair.move_ids if move.repair_line_type == "add" and move.state != "cancel"
            ]
            repair.parts_status = self._get_parts_status(states)

    @api.depends("state", "promise_datetime")
    @api.depends("move_ids.state", "move_ids.supply_date", "move_ids.promise_date")
    def _compute_is_part_after_promise(self):
        for repair in self:
            day = repair._get_last_part_day() if repair.state in ("draft", "confirmed", "under_repair") else False
            promise = repair.promise_datetime and day_of(repair.company_id, repair.promise_datetime)
            repair.is_part_after_promise = bool(day and promise and day > promise)

    def _get_last_part_day(self):
        """The latest day a missing part is promised or expected for; False where no day is known.

        A promise to the customer stands until it is given anew; the supplier's later day is what is true.
        """
        self.ensure_one()
        waiting = self.move_ids.filtered(
            lambda move: move.repair_line_type == "add" and move.state in SHORT_MOVE_STATES
        )
        return max(filter(None, [*waiting.mapped("promise_date"), *waiting.mapped("supply_date")]), default=False)

    @api.model
    def _get_parts_status(self, states):
        """What the states of an order's parts add up to, a key of ``PARTS_STATUSES``."""
        if not states:
            return "none"
        here = [state for state in states if state in ("assigned", "done")]
        if len(here) == len(states):
            return "issued" if set(states) == {"done"} else "here"
        if here or "partially_available" in states:
            return "partial"
        return "planned" if set(states) == {"draft"} else "waiting"

    def _get_parts_asked_for(self):
        return self.move_ids.product_id

    def _get_parts_partners(self, moves):
        """The technicians of the jobs the parts are for are told as well."""
        jobs = moves.job_id or self.job_ids.filtered(lambda job: job.state in ("waiting", "in_progress"))
        return super()._get_parts_partners(moves) | jobs.technician_user_ids.partner_id
