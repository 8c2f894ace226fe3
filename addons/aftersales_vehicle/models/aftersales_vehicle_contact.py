from odoo import api, fields, models

from odoo.addons.aftersales_base.models.store_day import today_of

# Who also stands on the first page of the file.
MAIN_FIELDS = {"driver": "driver_id", "payer": "payer_id"}


class AftersalesVehicleContact(models.Model):
    """Somebody who has to do with a car beside its owner, in a role, for a time."""

    _name = "aftersales.vehicle.contact"
    _description = "Vehicle Contact"
    _order = "date_to desc nulls first, role, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    vehicle_id = fields.Many2one("aftersales.vehicle", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="vehicle_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, index=True, ondelete="restrict", check_company=True
    )
    role = fields.Selection(
        [
            ("driver", "Drives the Car"),
            ("sender", "Brings the Car"),
            ("fleet", "Fleet Contact"),
            ("payer", "Pays the Bills"),
            ("emergency", "Emergency Contact"),
            ("other", "Other"),
        ],
        required=True,
        default="sender",
    )
    phone = fields.Char(compute="_compute_phone", store=True, readonly=False)
    date_from = fields.Date("Since", default=lambda self: today_of(self.env.company))
    date_to = fields.Date("Until", help="Empty: still so.")
    note = fields.Char("Remark")

    _dates_in_order = models.Constraint("CHECK(date_to >= date_from)", "A contact ends after it begins.")
    _open_unique = models.UniqueIndex(
        "(vehicle_id, partner_id, role) WHERE date_to IS NULL",
        "This person already has this role for the car. End the old line first.",
    )

    @api.depends("partner_id")
    def _compute_phone(self):
        """The person's own number, until another is entered: that of whoever stood there before is not theirs."""
        for contact in self:
            contact.phone = contact.partner_id.phone

    @api.model_create_multi
    def create(self, vals_list):
        # A line that ends and its successor come in one save; the database must see the end first.
        self.flush_model(["date_to"])
        contacts = super().create(vals_list)
        contacts._fill_main_fields()
        return contacts

    def _fill_main_fields(self):
        """The usual driver or payer of a car that had none."""
        for contact in self:
            name = MAIN_FIELDS.get(contact.role)
            if name and not contact.date_to and not contact.vehicle_id[name]:
                contact.vehicle_id[name] = contact.partner_id
