from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.locking import lock

MERGE_GROUPS = ("aftersales_base.group_information_clerk", "aftersales_base.group_manager")


class AftersalesVehicleMerge(models.Model):
    """The record of a merge: which cars went into which, every reference that moved, every value that changed.

    An undo works by it, and it prints what somebody would have to put back by hand.
    """

    _name = "aftersales.vehicle.merge"
    _description = "Vehicle Merge"
    _inherit = ["aftersales.evidence.mixin"]
    _order = "id desc"
    _sealed_states = frozenset({"done", "undone"})

    _transitions = {
        "undo": Transition(("done",), "undone", MERGE_GROUPS, guard="_check_may_undo", effect="_undo"),
    }

    name = fields.Char("Merged", required=True, readonly=True)
    vehicle_id = fields.Many2one(
        "aftersales.vehicle",
        "Car That Stays",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="vehicle_id.company_id", store=True)
    merged_ids = fields.Many2many(
        "aftersales.vehicle",
        "aftersales_vehicle_merge_merged_rel",
        "merge_id",
        "vehicle_id",
        "Cars That Went",
        readonly=True,
        context={"active_test": False},
    )
    user_id = fields.Many2one(
        "res.users",
        "Merged By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [("done", "Merged"), ("undone", "Undone")],
        required=True,
        readonly=True,
        default="done",
    )
    undone_datetime = fields.Datetime("Undone On", readonly=True)
    undone_user_id = fields.Many2one("res.users", "Undone By", readonly=True)
    line_ids = fields.One2many("aftersales.vehicle.merge.line", "merge_id", "What Changed", readonly=True)
    moved_count = fields.Integer("Entries Moved", readonly=True)
    reason = fields.Char(readonly=True, help="Why cars with different VINs were one and the same.")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The record of a merge stays: only by it a merge can be undone."))

    @api.model
    def _merge(self, keep, others, values, reason=False):
        """Let one car stay and move to it everything that hangs on the others.

        :param keep: ``aftersales.vehicle``, the car that stays
        :param others: the cars that go; they are archived, not deleted
        :param dict values: fields the car that stays takes over, as ``write`` wants them
        :param str reason: why they are one car, where their VINs say otherwise
        :return: ``aftersales.vehicle.merge``, one record
        :raise UserError: the cars cannot be one, with the reason
        """
        self._check_may_merge(keep, others)
        lock(keep | others)
        keep._check_mergeable(others)
        # sudo: everything moves, whoever may see it, or the car that stays would lack a part of its past;
        # that the user holds the role for it and may write all these cars was checked above
        merge = self.sudo().create(self._prepare_merge_vals(keep, others) | {"reason": reason})
        merge._carry_out(values)
        return merge.sudo(False)

    def action_undo(self):
        """Put everything back as it was before the merge."""
        self._transit("undo")

    # -- guards

    @api.model
    def _check_may_merge(self, keep, others):
        if not self.env.user.has_groups(",".join(MERGE_GROUPS)):
            raise AccessError(self.env._("Your role does not merge vehicles. Ask the information clerk."))
        if not others or keep in others:
            raise UserError(
                self.env._(
                    "A car cannot be merged into itself. Choose at least two different cars and the one that stays."
                )
            )
        (keep | others).check_access("write")
        if gone := (keep | others).filtered("merged_into_id"):
            raise UserError(
                self.env._(
                    "%(vehicle)s was merged into %(other)s already.",
                    vehicle=gone[0].display_name,
                    other=gone[0].merged_into_id.display_name,
                )
            )

    def _check_may_undo(self):
        """What was done with the cars since must not be undone along with the merge."""
        (self.vehicle_id | self.merged_ids).check_access("write")
        if into := self.vehicle_id.merged_into_id:
            raise UserError(
                self.env._(
                    "%(vehicle)s itself was merged into %(other)s since. Undo that merge first.",
                    vehicle=self.vehicle_id.display_name,
                    other=into.display_name,
                )
            )
        if changed := self._find_contradictions():
            raise UserError(
                self.env._(
                    "Changed since the merge, so it cannot be undone by itself: %(changes)s. "
                    "Print the record of the merge and put back by hand what is to be put back.",
                    changes="; ".join(changed),
                )
            )

    # -- helpers

    @api.model
    def _prepare_merge_vals(self, keep, others):
        return {
            "name": ", ".join(others.mapped("display_name")),
            "vehicle_id": keep.id,
            "merged_ids": [Command.set(others.ids)],
            "user_id": self.env.uid,
        }
