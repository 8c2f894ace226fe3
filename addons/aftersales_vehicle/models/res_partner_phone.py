from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.notice import notice

from ..rules.masking import is_masked, mask_phone
from ..rules.phone import format_phone, is_as_shown, is_same_number

NUMBERS = ("phone", "phone_sanitized")  # the second comes with an addon of the host
# Where people of cars are written down.
HOLDERS = (
    ("aftersales.vehicle", "owner_id"),
    ("aftersales.vehicle", "driver_id"),
    ("aftersales.vehicle", "payer_id"),
    ("aftersales.vehicle.owner.history", "partner_id"),
    ("aftersales.vehicle.contact", "partner_id"),
)


class ResPartner(models.Model):
    """Numbers of people of cars are hidden on their contacts as on their cars, from staff that calls nobody.

    Programs go on working with the whole number: it is hidden where values leave for a screen, a file or another
    program (``res_partner_phone_screens``), and searches, groups and orders by it do not know it, or its hidden digits
    could be asked for one by one.
    """

    _inherit = "res.partner"

    may_show_phone = fields.Boolean(compute="_compute_may_show_phone", groups="aftersales_base.group_user")

    @api.depends("phone")
    @api.depends_context("uid", "company")
    def _compute_may_show_phone(self):
        """Where numbers are shown one by one, the button stands beside those there are."""
        offered = self.env["aftersales.vehicle"]._may_know_phones() and self._hides_phones()
        hidden = self._filter_hidden_phones() if offered else self.browse()
        for partner in self:
            partner.may_show_phone = bool(partner.phone) and partner._origin in hidden

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_whole_number(vals.get("phone"))
        return super().create(vals_list)

    def write(self, vals):
        if is_masked(vals.get("phone")):
            if all(is_as_shown(vals["phone"], partner.phone) for partner in self):
                vals = {name: value for name, value in vals.items() if name != "phone"}
            self._check_whole_number(vals.get("phone"))
        return super().write(vals)

    def action_show_phone(self):
        """Tell this person's number; who asked for it is noted."""
        self.ensure_one()
        self.check_access("read")
        self._note_phone_shown(self)
        return notice(format_phone(self.phone), kind="info", sticky=True, title=self.name, next=None)

    def _note_phone_shown(self, source):
        """Before these people's numbers are told: whoever asks must be allowed to, and is noted.

        :param source: record on which it was asked
        :raise AccessError: the user's role calls no customers
        """
        if not self.env["aftersales.vehicle"]._may_know_phones():
            raise AccessError(self.env._("Your role does not see telephone numbers. Ask a service advisor to call."))
        self.env["aftersales.privacy.access"]._note(self, "shown", source, ["phone"])

    @api.model
    def _check_whole_number(self, number):
        if is_masked(number):
            raise UserError(self.env._("%(number)s is no whole telephone number. Enter all its digits.", number=number))

    # -- for whom, and whose

    @api.model
    def _hides_phones(self):
        """Whether people's numbers are hidden from this user; nobody outside after-sales is touched."""
        return (
            not self.env.su
            and self.env.user.has_group("aftersales_base.group_user")
            and not self.env["aftersales.vehicle"]._sees_phones()
        )

    def _filter_hidden_phones(self):
        """Those of these contacts whose number is hidden from this user, where it hides any; one query."""
        ids = self._origin.ids
        if not ids:
            return self.browse()
        query = SQL(
            "SELECT id FROM res_partner WHERE id = ANY(%s) AND %s",
            ids,
            self._get_hidden_phone_condition("res_partner"),
        )
        return self.browse(partner_id for (partner_id,) in self.env.execute_query(query))

    @api.model
    def _get_hidden_phone_condition(self, alias):
        """Hook: whether a row of the table of contacts is somebody whose number is hidden, as ``SQL``."""
        person = SQL.identifier(alias, "id")
        ways = [
            SQL(
                "EXISTS (SELECT FROM %s AS holder WHERE %s = %s)",
                SQL.identifier(self.env[model]._table),
                SQL.identifier("holder", name, to_flush=self.env[model]._fields[name]),
                person,
            )
            for model, name in HOLDERS
        ]
        return SQL("(%s != %s AND (%s))", person, self.env.user.partner_id.id, SQL(" OR ").join(ways))

    def _get_shown_phone(self):
        """The number as this user may know it, for prints and cards."""
        self.ensure_one()
        hidden = self._hides_phones() and self._filter_hidden_phones()
        return mask_phone(self.phone) if hidden else self.phone or ""

    def _is_own_number(self, value):
        """Whether a value is this person's number, in whatever form."""
        return is_same_number(self._origin.phone, value)
