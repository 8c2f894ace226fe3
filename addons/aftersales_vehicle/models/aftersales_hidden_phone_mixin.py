from odoo import models

from ..rules.masking import mask_phone
from .hidden_phone_export import export_masked
from .res_partner_phone import NUMBERS


class AftersalesHiddenPhoneMixin(models.AbstractModel):
    """A model that shows the number of its ``partner_id`` as its own; it hides what the contact hides."""

    _name = "aftersales.hidden.phone.mixin"
    _description = "Number of a Contact"

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        names = [name for name in fnames if name in NUMBERS]
        if names and rows and self.env["res.partner"]._hides_phones():
            hidden = self._filter_hidden_numbers()
            for row in rows:
                if self.browse((row["id"],)) in hidden:
                    row.update({name: row[name] and mask_phone(row[name]) for name in names})
        return rows

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        def export(records):
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

        return export_masked(self, fields, self._filter_hidden_numbers, export)

    def _filter_hidden_numbers(self):
        """Those of these records whose person's number is hidden from this user."""
        # sudo: only whose number it is counts, whoever may read the contact
        hidden = set(self.sudo().partner_id.sudo(False)._filter_hidden_phones().ids)
        return self.filtered(lambda record: record.sudo().partner_id._origin.id in hidden)

    def _field_to_sql(self, alias, field_expr, query=None):
        partners = self.env["res.partner"]
        if field_expr not in NUMBERS or not partners._hides_phones():
            return super()._field_to_sql(alias, field_expr, query)
        _partners, field, partner_alias = self._traverse_related_sql(alias, self._fields[field_expr], query)
        return partners._field_to_sql(partner_alias, field.name, query)
