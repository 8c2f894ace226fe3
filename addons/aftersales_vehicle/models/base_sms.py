from odoo import models

NOTED = "aftersales_numbers_noted"


class Base(models.AbstractModel):
    """Who writes a short message sees the number it goes to, whatever record it is written from.

    The host's addon for it is installed along with its mail; where it is not, nobody calls this.
    """

    _inherit = "base"

    def _sms_get_recipients_info(self, force_field=False, partner_fallback=True):
        people = self.env["res.partner"]
        if people._hides_phones():
            for record_partners in self._mail_get_partners().values():
                people |= record_partners
            self._note_recipients(people._filter_hidden_phones())
        return super()._sms_get_recipients_info(force_field=force_field, partner_fallback=partner_fallback)

    def _note_recipients(self, people):
        """The number is asked for several times on the way to one message; it is one look."""
        noted = self.env.cr.cache.setdefault(NOTED, set())
        if new := people.filtered(lambda person: (self.env.uid, person.id) not in noted):
            new._note_phone_shown(self)
            noted.update((self.env.uid, person.id) for person in new)
