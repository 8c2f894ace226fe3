from odoo import fields, models


class AftersalesMeetingTopic(models.Model):
    """A point on a meeting's agenda: a new one, or a decision that is still open."""

    _name = "aftersales.meeting.topic"
    _description = "Agenda Topic"
    _order = "sequence, id"

    meeting_id = fields.Many2one("aftersales.meeting", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, index=True)
    leader_id = fields.Many2one(related="meeting_id.user_id", store=True, string="Led By")
    sequence = fields.Integer(default=10)
    name = fields.Char("Topic", required=True)
    note = fields.Char("What Was Said")
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

    _decision_unique = models.UniqueIndex(
        "(meeting_id, decision_id)",
        "This decision is on the agenda already.",
    )
