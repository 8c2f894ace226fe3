from odoo import api, models

FIELDS = ["name", "address", "phone", "email"]  # what the host shows where nothing is said


class IrQwebFieldContact(models.AbstractModel):
    """The host's prints show a contact by this; a hidden number is left out of them."""

    _inherit = "ir.qweb.field.contact"

    @api.model
    def value_to_html(self, value, options):
        partners = self.env["res.partner"]
        if value and partners._hides_phones() and partners.browse(value.id)._filter_hidden_phones():
            shown = [name for name in options.get("fields") or FIELDS if name != "phone"]
            options = {**options, "fields": shown or ["nothing"]}  # an empty list is no list to the host
        return super().value_to_html(value, options)
