from odoo import models
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

from ..rules.masking import mask_phone
from .hidden_phone_export import export_masked
from .res_partner_phone import NUMBERS

# An object of this program: no context that comes from outside can hold it.
WHOLE = object()
FETCHING = "fetching_whole_numbers"


class ResPartner(models.Model):
    """Where numbers leave for a screen, a file or another program, and where one may search by them."""

    _inherit = "res.partner"

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        names = [name for name in fnames if name in NUMBERS]
        if names and rows and self._hides_phones():
            self._mask_rows(rows, names)
        return rows

    def _mask_rows(self, rows, names):
        """Hide numbers in what ``read`` gives; one just typed into a form is not yet the person's.

        Nobody types the host's form of a number, it follows from the other.
        """
        hidden = self._filter_hidden_phones()
        for row in rows:
            partner = self.browse((row["id"],))  # in a form it is a new id, alone taken for none
            if partner._origin not in hidden:
                continue
            for name in names:
                if row[name] and (partner.id or name != "phone" or partner._is_own_number(row[name])):
                    row[name] = mask_phone(row[name])

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        def export(partners):
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

        return export_masked(self, fields, self._filter_hidden_phones, export)

    def _fetch_query(self, query, fields):
        """What programs work with stays whole."""
        if not self._hides_phones():
            return super()._fetch_query(query, fields)
        whole = self.with_context(**{FETCHING: WHOLE})
        return super(ResPartner, whole)._fetch_query(query, fields).with_env(self.env)

    def _field_to_sql(self, alias, field_expr, query=None):
        """In domains, groups and orders a hidden number is not there."""
        number = super()._field_to_sql(alias, field_expr, query)
        if field_expr not in NUMBERS or not self._hides_phones() or self.env.context.get(FETCHING) is WHOLE:
            return number
        return SQL("(CASE WHEN NOT %s THEN %s END)", self._get_hidden_phone_condition(alias), number)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if self._hides_phones():
            hidden = self._filter_hidden_phones()
            for partner, vals in zip(self, vals_list, strict=True):
                if partner in hidden:
                    for name in NUMBERS:
                        vals.pop(name, None)
        return vals_list

    def _track_filter_for_display(self, tracking_values):
        """The log of a change has the numbers of before."""
        values = super()._track_filter_for_display(tracking_values)
        numbers = values.filtered(lambda value: value.field_id.name in NUMBERS)
        if not numbers or not self._hides_phones() or not self._filter_hidden_phones():
            return values
        return values - numbers

    def _track_get_default_log_message(self, tracked_fields):
        """That a number changed is said to all: without the values an empty message reads as a deleted one."""
        message = super()._track_get_default_log_message(tracked_fields)
        if not message and set(tracked_fields) <= set(NUMBERS):
            return self.env._("Telephone number changed")
        return message

    def _get_store_avatar_card_fields(self, target):
        fields = super()._get_store_avatar_card_fields(target)
        if not self._hides_phones():
            return fields
        shown = Store.Attr("phone", lambda partner: partner._get_shown_phone())
        return [shown if name == "phone" else name for name in fields]

    def _get_vcard_file(self):
        """The card without its numbers; they are the only lines of a card that begin with TEL (RFC 6350)."""
        card = super()._get_vcard_file()
        if not card or not self._hides_phones() or not self._filter_hidden_phones():
            return card
        return b"".join(line for line in card.splitlines(keepends=True) if not line.startswith(b"TEL"))
