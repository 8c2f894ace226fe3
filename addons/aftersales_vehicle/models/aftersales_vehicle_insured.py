from odoo import api, fields, models

from .file_keepers import KEEPERS

EXPIRY_FIELDS = {"compulsory": "compulsory_until", "commercial": "commercial_until"}


class AftersalesVehicle(models.Model):
    """Until when the car is insured."""

    _inherit = "aftersales.vehicle"

    insurance_ids = fields.One2many(
        "aftersales.vehicle.insurance", "vehicle_id", "Insurance Policies", copy=False, groups=KEEPERS
    )
    compulsory_until = fields.Date(compute="_compute_insured_until", store=True)
    commercial_until = fields.Date(compute="_compute_insured_until", store=True)
    insurance_expiry_date = fields.Date(
        "Insurance Expires",
        compute="_compute_insured_until",
        store=True,
        index="btree_not_null",
        help="The first of the car's insurances to run out, by the latest policy of each kind.",
    )

    @api.depends("insurance_ids.date_to", "insurance_ids.kind")
    def _compute_insured_until(self):
        for vehicle in self:
            ends = {
                kind: max(
                    vehicle.insurance_ids.filtered(
                        lambda policy, kind=kind: policy.kind == kind and policy.date_to
                    ).mapped("date_to"),
                    default=False,
                )
                for kind in EXPIRY_FIELDS
            }
            for kind, name in EXPIRY_FIELDS.items():
                vehicle[name] = ends[kind]
            vehicle.insurance_expiry_date = min(filter(None, ends.values()), default=False)
