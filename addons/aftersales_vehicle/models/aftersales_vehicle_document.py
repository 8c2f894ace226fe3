import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.aftersales_base.models.store_day import today_of

PHOTO_KINDS = (
    "photo_front",
    "photo_rear",
    "photo_left",
    "photo_right",
    "photo_interior",
    "photo_dashboard",
    "photo_vin",
    "photo_damage",
    "photo_other",
)


class AftersalesVehicleDocument(models.Model):
    """A paper or photo of a car. Photos are for everybody who works on it, papers for those who keep the file."""

    _name = "aftersales.vehicle.document"
    _description = "Vehicle Document"
    _order = "is_photo, date desc, id desc"

    vehicle_id = fields.Many2one("aftersales.vehicle", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="vehicle_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("licence", "Vehicle Licence"),
            ("registration_certificate", "Registration Certificate"),
            ("conformity_certificate", "Certificate of Conformity"),
            ("contract", "Purchase Contract"),
            ("invoice", "Purchase Invoice"),
            ("insurance", "Insurance Policy"),
            ("inspection", "Inspection Report"),
            ("identity", "Owner's Identity Paper"),
            ("other", "Other Paper"),
            ("photo_front", "Photo: Front"),
            ("photo_rear", "Photo: Rear"),
            ("photo_left", "Photo: Left Side"),
            ("photo_right", "Photo: Right Side"),
            ("photo_interior", "Photo: Interior"),
            ("photo_dashboard", "Photo: Dashboard"),
            ("photo_vin", "Photo: VIN"),
            ("photo_damage", "Photo: Damage"),
            ("photo_other", "Photo: Other"),
        ],
        required=True,
        default="licence",
        index=True,
    )
    is_photo = fields.Boolean(compute="_compute_is_photo", store=True, precompute=True)
    name = fields.Char("Title", help="What is special about it; its kind is said beside.")
    file = fields.Binary(required=True, attachment=True)
    file_name = fields.Char()
    date = fields.Date(default=lambda self: today_of(self.env.company))
    expiry_date = fields.Date("Valid Until", index="btree_not_null")
    note = fields.Char("Remark")
    active = fields.Boolean(default=True)

    _dates_in_order = models.Constraint("CHECK(expiry_date >= date)", "A document is valid until after its date.")

    @api.depends("kind")
    def _compute_is_photo(self):
        for document in self:
            document.is_photo = document.kind in PHOTO_KINDS

    @api.depends("name", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for document in self:
            document.display_name = document.name or labels.get(document.kind)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_photo(vals.get("kind"), vals)
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("file"):
            for document in self:
                self._check_photo(vals.get("kind", document.kind), vals)
        return super().write(vals)

    @api.model
    def _check_photo(self, kind, vals):
        """A photo that is none shows nobody anything; better told while the file is at hand."""
        content = vals.get("file")
        if kind not in PHOTO_KINDS or not content:
            return
        try:
            head = base64.b64decode(content, validate=False)[:2048]
        except (binascii.Error, ValueError):
            head = b""
        if not guess_mimetype(head).startswith("image/"):
            raise ValidationError(
                self.env._(
                    "%(file)s is no picture. Choose a photo, or another kind of document.",
                    file=vals.get("file_name") or self.env._("The file"),
                )
            )
