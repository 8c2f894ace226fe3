from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class AftersalesSessionInvitation(models.TransientModel):
    """Put many people on the list of a session; who cannot come is named."""

    _name = "aftersales.session.invitation"
    _description = "Invite People to a Session"
    _inherit = ["hr.mixin"]

    session_id = fields.Many2one("aftersales.session", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="session_id.company_id")
    employee_ids = fields.Many2many("hr.employee", string="People", domain="[('company_id', '=', company_id)]")
    problems = fields.Text(readonly=True)

    @api.model
    def default_get(self, fields_list):
        """Who holds the course's positions or needs the course, and is not on the list yet."""
        values = super().default_get(fields_list)
        session = self.env["aftersales.session"].browse(values.get("session_id"))
        if session and "employee_ids" in fields_list:
            needs = self.env["aftersales.training.need"].search(
                [
                    ("course_id", "=", session.course_id.id),
                    ("company_id", "=", session.company_id.id),
                    ("state", "in", ("open", "planned")),
                ]
            )
            people = session.course_id._get_holders(session.company_id) | needs.employee_id.sudo()
            values["employee_ids"] = [Command.set((people - session.attendee_ids.employee_id).ids)]
        return values

    def action_invite(self):
        """Everybody who can come is invited; who cannot stays here with the reason.

        :return: action dictionary
        """
        self.ensure_one()
        self.session_id.check_access("write")
        people = self.employee_ids - self.session_id.attendee_ids.employee_id
        problems = {person.id: problem for person in people if (problem := self._try_invite(person))}
        if not problems:
            return {"type": "ir.actions.act_window_close"}
        self.write({"employee_ids": [Command.set(list(problems))], "problems": "\n".join(problems.values())})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _try_invite(self, person):
        """Put one person on the list, or return what stands in the way."""
        try:
            with self.env.cr.savepoint():
                self.env["aftersales.session.attendee"].create(
                    {"session_id": self.session_id.id, "employee_id": person.id}
                )
        except UserError as error:  # a ValidationError is one as well
            return str(error)
        return False
