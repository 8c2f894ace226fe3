from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.store_day import day_of


class AftersalesMeetingDecision(models.Model):
    """What a meeting decided: done by its owner, asked for at every next meeting of that kind until then."""

    _name = "aftersales.meeting.decision"
    _description = "Decision"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "done_datetime desc, deadline, id"

    meeting_id = fields.Many2one("aftersales.meeting", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, index=True)
    leader_id = fields.Many2one(related="meeting_id.user_id", store=True, string="Led By")
    name = fields.Char("Decision", required=True)
    user_id = fields.Many2one("res.users", "Owner", ondelete="restrict", index="btree_not_null", tracking=True)
    deadline = fields.Date(tracking=True)
    result = fields.Char(tracking=True)
    done_datetime = fields.Datetime("Done On", readonly=True, copy=False, tracking=True)
    meeting_state = fields.Selection(related="meeting_id.state", string="Meeting State")

    _open_index = models.Index("(company_id, deadline) WHERE done_datetime IS NULL")

    @api.constrains("deadline", "meeting_id")
    def _check_deadline(self):
        for decision in self.filtered("deadline"):
            held = day_of(decision.company_id, decision.meeting_id.start_datetime)
            if decision.deadline < held:
                raise ValidationError(
                    self.env._(
                        "“%(decision)s” would be due on %(deadline)s, before the meeting on %(held)s. "
                        "Choose a later day.",
                        decision=decision.name,
                        deadline=decision.deadline,
                        held=held,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_noted(self):
        if kept := self.filtered(lambda decision: decision.meeting_id.state == "closed"):
            raise UserError(
                self.env._(
                    "%(decisions)s stands in closed minutes. Mark it done and say in the result what became of it.",
                    decisions=", ".join(kept.mapped("name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        decisions = super().create([vals | {"done_datetime": False} for vals in vals_list])
        if not self.env.su:
            decisions._check_minutes_open()
        return decisions

    def write(self, vals):
        if not self.env.su:
            if {"name", "meeting_id"} & vals.keys():
                self._check_minutes_open()
            if "done_datetime" in vals or self.filtered("done_datetime"):
                raise UserError(
                    self.env._("A decision is ended with its button, and stays as it is from then on."),
                )
        return super().write(vals)

    def action_done(self):
        """The decision is carried out; by its owner or who leads the meeting."""
        self._check_may_end()
        lock(self.sudo())
        # sudo: the owner does not write the minutes
        open_decisions = self.sudo().filtered(lambda decision: not decision.done_datetime)
        open_decisions._end()
        open_decisions.activity_ids.action_done()

    def _check_minutes_open(self):
        if self.filtered(lambda decision: decision.meeting_id.state in ("closed", "cancelled")):
            raise UserError(self.env._("The minutes are closed. Take the point up at the next meeting."))

    def _check_may_end(self):
        self.check_access("read")
        if self.env.su or self.env.user.has_group("aftersales_base.group_manager"):
            return
        if self.filtered(lambda decision: self.env.user not in (decision.user_id | decision.meeting_id.user_id)):
            raise AccessError(self.env._("Only the owner of a decision, or who led the meeting, marks it done."))

    def _end(self, result=False):
        vals = {"done_datetime": fields.Datetime.now()}
        self.write(vals | {"result": result} if result else vals)

    def _hand_out(self):
        """An activity for each owner, whose end is the decision's end."""
        to_do = self.env.ref("mail.mail_activity_data_todo")
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": to_do.id,
                    "summary": decision.name,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": decision.id,
                    "user_id": decision.user_id.id,
                    "date_deadline": decision.deadline,
                }
                for decision in self
                if not decision.done_datetime
            ]
        )
