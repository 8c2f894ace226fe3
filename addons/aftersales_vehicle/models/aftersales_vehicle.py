from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesVehicle(models.Model):
    """A car in customers' hands, and everything that is known about it."""

    _name = "aftersales.vehicle"
    _description = "Vehicle"
    _inherit = ["mail.thread", "mail.activity.mixin"]
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
    brand_id = fields.Many2one(
        "aftersales.vehicle.brand",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_brand_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    series_id = fields.Many2one(
        "aftersales.vehicle.series",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_series_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('brand_id', '=?', brand_id)]",
    )
    model_id = fields.Many2one(
        "aftersales.vehicle.model",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_model_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('brand_id', '=?', brand_id), ('series_id', '=?', series_id)]",
    )
    variant_id = fields.Many2one(
        "aftersales.vehicle.variant",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('model_id', '=?', model_id)]",
    )
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

    @api.depends("series_id", "model_id")
    def _compute_brand_id(self):
        for vehicle in self:
            vehicle.brand_id = vehicle.model_id.brand_id or vehicle.series_id.brand_id or vehicle.brand_id

    @api.depends("model_id")
    def _compute_series_id(self):
        for vehicle in self:
            vehicle.series_id = vehicle.model_id.series_id or vehicle.series_id

    @api.depends("variant_id")
    def _compute_model_id(self):
        for vehicle in self:
            vehicle.model_id = vehicle.variant_id.model_id or vehicle.model_id

    @api.onchange("brand_id")
    def _onchange_brand_id(self):
        """Another brand's series, model and variant make no sense any more; the chosen brand stays."""
        brand = self.brand_id
        if (self.model_id.brand_id | self.series_id.brand_id) - brand:
            self.variant_id = self.model_id = self.series_id = False
            self.brand_id = brand

    @api.onchange("model_id")
    def _onchange_model_id(self):
        if self.variant_id and self.variant_id.model_id != self.model_id:
            self.variant_id = False

    @api.constrains("brand_id", "series_id", "model_id", "variant_id")
    def _check_masters_agree(self):
        for vehicle in self:
            model, series = vehicle.model_id, vehicle.series_id
            chain = [
                (vehicle.variant_id, vehicle.variant_id.model_id, model),
                (model, model.series_id, series if model.series_id else model.series_id),
                (model, model.brand_id, vehicle.brand_id),
                (series, series.brand_id, vehicle.brand_id),
            ]
            for lower, right, chosen in chain:
                if lower and right != chosen:
                    raise ValidationError(
                        self.env._(
                            "%(lower)s does not belong to %(chosen)s. "
                            "Choose brand, series, model and variant that match.",
                            lower=lower.display_name,
                            chosen=chosen.display_name or self.env._("an empty field"),
                        )
                    )
