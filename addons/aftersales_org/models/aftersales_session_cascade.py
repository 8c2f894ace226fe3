from odoo import Command, fields, models

from odoo.addons.aftersales_base.models.store_day import today_of


class AftersalesSession(models.Model):
    """Closing a session: who passed without exam, who owes it to whom, and whose obligation it ticks off."""

    _inherit = "aftersales.session"

    cascade_id = fields.Many2one(
        "aftersales.cascade",
        "Passes On",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="This session passes on what somebody learnt elsewhere.",
    )
    cascade_ids = fields.One2many("aftersales.cascade", "session_id", "To Be Passed On By")
    cascade_count = fields.Integer("Passed On", compute="_compute_cascade_count", compute_sudo=True)

    def _compute_cascade_count(self):
        counts = dict(
            self.env["aftersales.cascade"]._read_group([("session_id", "in", self.ids)], ["session_id"], ["__count"])
        )
        for session in self:
            session.cascade_count = counts.get(session, 0)

    def action_open_cascades(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_cascade_action"),
            "domain": [("session_id", "in", self.ids)],
            "context": {},
        }

    def _close(self):
        result = super()._close()
        self._tick_off()
        self._oblige()
        return result

    def _tick_off(self):
        """Who was present at a session that passes training on need not be taught again."""
        for session in self.filtered("cascade_id"):
            present = session.attendee_ids.filtered(lambda each: each.state == "present").employee_id
            # sudo: the list belongs to whose obligation it is
            waiting = session.cascade_id.sudo().person_ids.filtered(
                lambda each, people=present: not each.done_date and each.employee_id.id in people.ids
            )
            waiting.write({"done_date": today_of(session.company_id), "session_id": session.id})

    def _oblige(self):
        """Who was present, and passed where there is an exam, passes the course on to who was not there."""
        vals_list = [
            vals
            for session in self
            if session.course_id.is_cascade and not session.cascade_id
            for vals in session._prepare_cascade_vals_list()
        ]
        # sudo: the obligation follows from closing the session
        cascades = self.env["aftersales.cascade"].sudo().create(vals_list)
        for cascade in cascades.filtered("user_id"):
            cascade._schedule(cascade.user_id, self.env._("Pass the training on, with proof"))

    def _prepare_cascade_vals_list(self):
        """Hook: one obligation for each who has learnt it, to all holders of the course's positions who have not."""
        # sudo: employees are compared, nothing of them is shown
        learnt = self.sudo().attendee_ids.filtered("is_passed").employee_id
        others = self.course_id._get_holders(self.company_id) - learnt
        if not others:
            return []
        deadline = fields.Date.add(today_of(self.company_id), days=self.course_id.cascade_days)
        return [
            {
                "session_id": self.id,
                "employee_id": person.id,
                "deadline": deadline,
                "person_ids": [Command.create({"employee_id": other.id}) for other in others],
            }
            for person in learnt
        ]
