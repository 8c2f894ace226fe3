from odoo import models


class ResUsers(models.Model):
    """Where the day of somebody with a position starts."""

    _inherit = "res.users"

    def _start_with_duties(self):
        """Open My Duties after login, unless the person chose another start page or runs the system."""
        without = self.filtered(lambda user: not (user.share or user.action_id or user._is_system()))
        without.write({"action_id": self._get_duties_action().id})

    def _stop_starting_with_duties(self):
        """Who holds no position any more has no duties to start with."""
        duties = self._get_duties_action()
        self.filtered(lambda user: user.action_id.id == duties.id).write({"action_id": False})

    def _get_duties_action(self):
        return self.env.ref("aftersales_org.my_duties_action")
