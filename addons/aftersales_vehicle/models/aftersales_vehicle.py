from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesVehicle(models.Model):
    """A car in customers' hands, and everything that is known about it."""

    _name = "aftersales.vehicle"
    _description = "Vehicle"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.vehicle.scope.mixin"]
    _order = "id desc"
    _rec_names_search = ["vin", "plate", "owner_id"]
    _check_company_auto = True

    engine_no = fields.Char("Engine No.", copy=False, index="btree_not_null")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        tracking=True,
        help="Empty: all stores share this vehicle.",
    )

    # -- what it is
    model_year = fields.Integer(
        compute="_compute_model_year",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        help="Proposed from the variant or the VIN, whose code repeats after 30 years.",
    )
    colour = fields.Char()
    invoice_date = fields.Date("Purchase Date", help="Date of the purchase invoice: most periods start with it.")

    # -- people
    owner_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )
    driver_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Who usually brings the car.",
    )
    payer_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Who pays the bills, where it is not the owner.",
    )

    note = fields.Html("Notes")

    @api.depends("plate", "brand_id.name", "model_id.name", "vin_last6")
    def _compute_display_name(self):
        for vehicle in self:
            model = " ".join(filter(None, [vehicle.brand_id.name, vehicle.model_id.name]))
            vehicle.display_name = " · ".join(filter(None, [vehicle.plate, model, vehicle.vin_last6]))

    @api.constrains("brand_id", "series_id", "model_id", "variant_id")
    def _check_masters_agree(self):
        for vehicle in self:
            if problem := vehicle._find_master_problem():
                raise ValidationError(problem)
