from odoo import models
from odoo.tools import html2plaintext


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Who ticks off the activity of a decision has carried the decision out."""
        decided = self.filtered(lambda activity: activity.res_model == "aftersales.meeting.decision")
        ids = decided.mapped("res_id")
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if ids:
            # sudo: the owner of the activity may end it; the decision ends with it
            decisions = self.env["aftersales.meeting.decision"].sudo().browse(ids).exists()
            decisions.filtered(lambda decision: not decision.done_datetime)._end(html2plaintext(feedback or ""))
        return result
