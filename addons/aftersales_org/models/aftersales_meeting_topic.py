from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.rules.period import month_of

from ..rules.progress import LIGHTS


class AftersalesMeetingTopic(models.Model):
    """A point on a meeting's agenda: a new one, a decision that is still open, or a key figure."""

    _name = "aftersales.meeting.topic"
    _description = "Agenda Topic"
    _inherit = ["aftersales.by.hand.mixin"]
    _order = "sequence, id"

    _kept_fields = frozenset({"metric_id", "last_month", "this_month", "target_text", "light", "figure_date"})

    meeting_id = fields.Many2one("aftersales.meeting", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, index=True)
    leader_id = fields.Many2one(related="meeting_id.user_id", store=True, string="Led By")
    sequence = fields.Integer(default=10)
    name = fields.Char("Topic", required=True)
    note = fields.Char("What Was Said")

    # -- an open decision
    decision_id = fields.Many2one(
        "aftersales.meeting.decision",
        "Open Decision",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    decision_user_id = fields.Many2one(related="decision_id.user_id", string="Owner")
    decision_deadline = fields.Date(related="decision_id.deadline", string="Due")
    decision_done_datetime = fields.Datetime(related="decision_id.done_datetime", string="Done On")

    # -- a key figure, as it stood when the agenda was filled in
    metric_id = fields.Many2one(
        "aftersales.metric", "Key Figure", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    last_month = fields.Char(readonly=True)
    this_month = fields.Char(readonly=True)
    target_text = fields.Char("Target", readonly=True)
    light = fields.Selection(LIGHTS, readonly=True)
    figure_date = fields.Date("As Of", readonly=True)

    _decision_unique = models.UniqueIndex(
        "(meeting_id, decision_id)",
        "This decision is on the agenda already.",
    )
    _metric_unique = models.UniqueIndex(
        "(meeting_id, metric_id)",
        "This key figure is on the agenda already.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_minutes_open()

    @api.model_create_multi
    def create(self, vals_list):
        topics = super().create(vals_list)
        topics._check_minutes_open()
        return topics

    def write(self, vals):
        self._check_minutes_open()
        result = super().write(vals)
        self._check_minutes_open()  # of the meeting a point was moved to as well
        return result

    def action_open_rows(self):
        """What this month's figure counted, as far as the user may see it."""
        self.ensure_one()
        self.check_access("read")
        month = month_of(self.figure_date)
        return self.metric_id.action_open_rows(month.start, month.stop, {"company": self.company_id.id})

    def _check_minutes_open(self):
        """The agenda belongs to the minutes: with them it is evidence."""
        if not self.env.su and (closed := self.meeting_id.filtered(lambda each: each.state in ("closed", "cancelled"))):
            raise UserError(
                self.env._(
                    "The agenda of %(meetings)s stays as it was. Take the point up at the next meeting.",
                    meetings=", ".join(closed.mapped("name")),
                )
            )
