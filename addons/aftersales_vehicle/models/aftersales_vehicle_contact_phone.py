from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.notice import notice

from ..rules.masking import is_masked, mask_phone
from ..rules.phone import format_phone, is_as_shown
from .privacy_export import note_export


class AftersalesVehicleContact(models.Model):
    """The number of a car's contact is shown to whom the owner's is: whole, or one by one and noted."""

    _inherit = "aftersales.vehicle.contact"

    phone_shown = fields.Char("Number", compute="_compute_phone_shown", inverse="_inverse_phone_shown")
    may_show_phone = fields.Boolean(compute="_compute_phone_shown")

    @api.depends("phone")
    @api.depends_context("uid", "company")
    def _compute_phone_shown(self):
        vehicles = self.env["aftersales.vehicle"]
        whole, offered = vehicles._sees_phones(), vehicles._may_know_phones()
        for contact in self:
            # sudo: the stored number is for the system only where numbers are hidden; it is masked right here
            phone = contact.sudo().phone
            contact.phone_shown = (format_phone(phone) if whole else mask_phone(phone)) or False
            contact.may_show_phone = bool(phone) and offered and not whole

    def _inverse_phone_shown(self):
        for contact in self:
            if is_as_shown(contact.phone_shown, contact.sudo().phone):  # sudo: only compared
                continue
            if is_masked(contact.phone_shown):
                raise UserError(
                    self.env._(
                        "Enter the whole number of %(person)s; one with its middle hidden cannot be called.",
                        person=contact.partner_id.name,
                    )
                )
            contact.phone = contact.phone_shown

    def get_phone(self):
        """The whole number, noted in the access log.

        :return: the number, an empty string where there is none
        :rtype: str
        :raise AccessError: the user's role calls no customers
        """
        self.ensure_one()
        self.check_access("read")
        self.partner_id._note_phone_shown(self)
        return format_phone(self.sudo().phone)  # sudo: hidden from reading, shown on request, see above

    def action_show_phone(self):
        """Tell this contact's number; who asked for it is noted."""
        return notice(self.get_phone(), kind="info", sticky=True, title=self.partner_id.name, next=None)

    def export_data(self, fields_to_export):
        """Whose data leave the house is noted."""
        result = super().export_data(fields_to_export)
        note_export(self, fields_to_export)
        return result

    def _has_field_access(self, field, operation):
        """Where numbers are hidden, the stored one is read by nobody: not in a list, a group, a search, an export."""
        if not super()._has_field_access(field, operation):
            return False
        hidden = field.name == "phone" and operation == "read" and not self.env.su
        return not hidden or self.env["aftersales.vehicle"]._sees_phones()
