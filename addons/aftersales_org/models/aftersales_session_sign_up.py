from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.locking import lock


class AftersalesSession(models.Model):
    """Which sessions concern the current user, and asking to join one."""

    _inherit = "aftersales.session"

    is_mine = fields.Boolean(
        "Takes Part Myself", compute="_compute_is_mine", search="_search_is_mine", help="The current user is listed."
    )
    is_for_me = fields.Boolean(
        "Open to Me",
        compute="_compute_is_for_me",
        search="_search_is_for_me",
        help="Open for sign-up by a position the current user holds today.",
    )
    can_sign_up = fields.Boolean(compute="_compute_can_sign_up")

    @api.depends_context("uid")
    @api.depends("is_open", "state", "position_ids")
    def _compute_is_for_me(self):
        positions = self._get_my_positions()
        for session in self:
            session.is_for_me = session.is_open and session.state == "planned" and session.position_ids & positions

    def _search_is_for_me(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        mine = Domain("position_ids", "in", self._get_my_positions().ids)
        return Domain("is_open", "=", True) & Domain("state", "=", "planned") & mine

    # By a query of its own: record rules read it with sudo, and the list must not be left in the cache unfiltered.
    @api.depends_context("uid")
    @api.depends("attendee_ids.user_id")
    def _compute_is_mine(self):
        own = self.sudo().search(Domain("id", "in", self.ids) & self._get_mine_domain())
        for session in self:
            session.is_mine = session.id in own._ids

    def _search_is_mine(self, operator, value):
        return self._get_mine_domain() if operator == "in" and set(value) == {True} else NotImplemented

    @api.depends_context("uid")
    @api.depends("is_for_me", "is_mine")
    def _compute_can_sign_up(self):
        for session in self:
            session.can_sign_up = session.is_for_me and not session.is_mine

    def action_sign_up(self):
        """The current user asks to join.

        :raise UserError: the session is not open to the user's positions, or full
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: who asks to join writes neither the session nor its list
        session = self.sudo()
        lock(session)
        if self.is_mine:
            return
        if not self.can_sign_up:
            raise UserError(
                self.env._(
                    "%(session)s is not open for your position. Ask who is in charge of training.",
                    session=self.display_name,
                )
            )
        if session._get_seats_left() <= 0:
            raise UserError(self.env._("No seat is left at %(session)s.", session=session.display_name))
        employee = self.env.user.with_company(session.company_id).employee_id
        self.env["aftersales.session.attendee"].sudo().create(
            {"session_id": session.id, "employee_id": employee.id, "state": "signed_up"}
        )
        if session.trainer_user_id:
            session.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("%(person)s asks to join", person=employee.name),
                user_id=session.trainer_user_id.id,
            )

    def _get_my_positions(self):
        return self.env["aftersales.position"]._get_of_user(self.env.user, self.env.user.company_ids)

    @api.model
    def _get_mine_domain(self):
        return Domain("attendee_ids", "any", [("user_id", "=", self.env.uid)])
