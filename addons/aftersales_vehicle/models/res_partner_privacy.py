from odoo import api, fields, models
from odoo.fields import Domain

from .aftersales_privacy_consent import PURPOSES
from .privacy_export import get_personal_paths


class ResPartner(models.Model):
    """What a customer agreed to, and the log of exports."""

    _inherit = "res.partner"

    consent_ids = fields.One2many(
        "aftersales.privacy.consent",
        "partner_id",
        "Consents",
        groups="aftersales_base.group_user",
    )
    may_send_service = fields.Boolean(
        "Agreed to Service Messages",
        compute="_compute_consents",
        search="_search_may_send_service",
        groups="aftersales_base.group_user",
    )
    may_send_marketing = fields.Boolean(
        "Agreed to Marketing",
        compute="_compute_consents",
        search="_search_may_send_marketing",
        groups="aftersales_base.group_user",
    )
    may_share_manufacturer = fields.Boolean(
        "Agreed to Data for the Manufacturer",
        compute="_compute_consents",
        search="_search_may_share_manufacturer",
        groups="aftersales_base.group_user",
    )
    may_use_photo = fields.Boolean(
        "Agreed to Photos",
        compute="_compute_consents",
        search="_search_may_use_photo",
        groups="aftersales_base.group_user",
    )

    @api.depends("consent_ids.state", "consent_ids.purpose", "consent_ids.company_id")
    @api.depends_context("company")
    def _compute_consents(self):
        """Whether a consent to the store at hand stands, by purpose."""
        # sudo: whether somebody may be called is no secret to staff; the proof is
        given = (
            self.env["aftersales.privacy.consent"]
            .sudo()
            ._read_group(
                self._prepare_consent_domain(self.env.company) & Domain("partner_id", "in", self.ids),
                ["partner_id", "purpose"],
            )
        )
        agreed = {(partner.id, purpose) for partner, purpose in given}
        for partner in self:
            for purpose, _label, flag in PURPOSES:
                partner[flag] = (partner._origin.id, purpose) in agreed

    @api.model
    def _search_may_send_service(self, operator, value):
        return self._search_consent("service", operator, value)

    @api.model
    def _search_may_send_marketing(self, operator, value):
        return self._search_consent("marketing", operator, value)

    @api.model
    def _search_may_share_manufacturer(self, operator, value):
        return self._search_consent("manufacturer", operator, value)

    @api.model
    def _search_may_use_photo(self, operator, value):
        return self._search_consent("photo", operator, value)

    @api.model
    def _search_consent(self, purpose, operator, value):
        if operator != "in":
            return NotImplemented
        consents = self.env["aftersales.privacy.consent"].sudo()
        agreed = consents._search(self._prepare_consent_domain(self.env.company) & Domain("purpose", "=", purpose))
        return Domain("id", "in" if True in value else "not in", agreed.subselect("partner_id"))

    @api.model
    def _prepare_consent_domain(self, company):
        return Domain("state", "=", "given") & Domain("company_id", "=", company.id)

    def export_data(self, fields_to_export):
        """Whose data leave the house is noted, for the people of cars."""
        result = super().export_data(fields_to_export)
        if paths := get_personal_paths(fields_to_export):
            self.env["aftersales.privacy.access"]._note(self._filter_people_of_cars(), "exported", self, paths)
        return result

    def _filter_people_of_cars(self):
        """Those of these people who own or drive a car on file, whoever may see the car."""
        vehicles = self.env["aftersales.vehicle"].sudo().with_context(active_test=False)
        owners = vehicles._read_group([("owner_id", "in", self.ids)], ["owner_id"])
        drivers = vehicles._read_group([("driver_id", "in", self.ids)], ["driver_id"])
        known = {partner.id for (partner,) in owners + drivers}
        return self.filtered(lambda partner: partner.id in known)

    @api.readonly
    def action_open_consents(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_vehicle.aftersales_privacy_consent_action")
        return action | {
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
