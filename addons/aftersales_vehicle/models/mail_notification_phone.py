from odoo import models


class MailNotification(models.Model):
    """To which number a short message went stands on its notification, which the host lets all staff read."""

    _inherit = "mail.notification"

    def _has_field_access(self, field, operation):
        """Who may not see numbers reads none of them here: many went to nobody's contact."""
        if not super()._has_field_access(field, operation):
            return False
        is_number = field.name == "sms_number" and operation == "read"
        return not is_number or not self.env["res.partner"]._hides_phones()
