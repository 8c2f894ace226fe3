from odoo import models


class CalendarAttendee(models.Model):
    """Who is invited to an event shows the contact's number there."""

    _name = "calendar.attendee"
    _inherit = ["calendar.attendee", "aftersales.hidden.phone.mixin"]
