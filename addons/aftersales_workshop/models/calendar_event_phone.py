from markupsafe import escape

from odoo import SUPERUSER_ID, api, models


class CalendarEvent(models.Model):
    """The host writes the first guest's number into the event's text, where everybody reads it and it stays."""

    _inherit = "calendar.event"

    @api.model
    def _prepare_partner_contact_details_html(self, section_title, partner):
        """Whoever writes the event: others read it, from whom the number is hidden."""
        details = super()._prepare_partner_contact_details_html(section_title, partner)
        if not partner.phone or not partner.with_user(SUPERUSER_ID)._filter_hidden_phones():
            return details
        return [detail for detail in details if escape(partner.phone) not in escape(detail)]
