from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.aftersales_base.models.store_day import today_for

from ..rules import vin
from ..rules.vehicle_row import name_key

# A car is sold in the year before its model year at the earliest.
MODEL_YEAR_AHEAD = 1
DATES = ("production_date", "invoice_date", "registration_date")


class AftersalesVehicle(models.Model):
    """What the VIN says by itself: maker, brand, model year, plant; and why an odd one was taken all the same."""

    _inherit = "aftersales.vehicle"

    wmi_id = fields.Many2one("aftersales.vehicle.wmi", "Built By", compute="_compute_vin_knowledge")
    vin_plant = fields.Char("Plant Code", compute="_compute_vin_knowledge")
    vin_hint = fields.Text("The VIN Says", compute="_compute_vin_knowledge")
    is_vin_odd = fields.Boolean(compute="_compute_vin_knowledge")
    vin_exception_reason = fields.Char(
        "Why the VIN Is Right",
        copy=False,
        tracking=True,
        help="Its check digit is wrong: what it was compared with.",
    )
    vin_exception_user_id = fields.Many2one(
        "res.users", "VIN Confirmed By", readonly=True, copy=False, ondelete="restrict"
    )
    vin_exception_datetime = fields.Datetime("VIN Confirmed On", readonly=True, copy=False)

    @api.depends("vin", "model_year", *DATES)
    def _compute_vin_knowledge(self):
        wmis = self.env["aftersales.vehicle.wmi"]
        for vehicle in self:
            number = vin.normalise(vehicle.vin)
            is_whole = bool(number) and not vin.find_problem(number)
            vehicle.wmi_id = wmis._find(number) if is_whole else False
            vehicle.vin_plant = is_whole and vin.plant(number)
            vehicle.is_vin_odd = is_whole and not vin.has_right_check_digit(number)
            vehicle.vin_hint = is_whole and vehicle._describe_vin(number)

    @api.depends("vin")
    def _compute_brand_id(self):
        """The maker's brand for a car nothing else is known of, as far as it is a brand of ours."""
        super()._compute_brand_id()
        without = self.filtered(lambda vehicle: vehicle.vin and not vehicle.brand_id)
        makers = {vehicle: self.env["aftersales.vehicle.wmi"]._find(vin.normalise(vehicle.vin)) for vehicle in without}
        if not any(makers.values()):
            return
        brands = {name_key(brand.name): brand for brand in self.env["aftersales.vehicle.brand"].search([])}
        for vehicle, maker in makers.items():
            vehicle.brand_id = maker._get_brand(brands)

    @api.depends("vin", "variant_id", *DATES)
    def _compute_model_year(self):
        """The variant's year, else one of those the VIN may stand for; what somebody entered besides stays."""
        for vehicle in self:
            number = vin.normalise(vehicle.vin)
            given = vehicle.variant_id.model_year_id.year
            if given or not vehicle.model_year or vehicle.model_year in vin.model_years(number):
                vehicle.model_year = (
                    given or vin.model_year(number, vehicle._get_latest_model_year()) or vehicle.model_year
                )

    @api.depends("model_year", "model_id", "vin_exception_reason")
    def _compute_identity_warning(self):
        return super()._compute_identity_warning()

    @api.constrains("vin", "vin_exception_reason", "company_id")
    def _check_vin_reason(self):
        for vehicle in self.filtered("vin"):
            company = vehicle.company_id or self.env.company
            if (
                company.vehicle_vin_reason
                and not (vehicle.vin_exception_reason or "").strip()
                and not vin.has_right_check_digit(vehicle.vin)
            ):
                raise ValidationError(
                    self.env._(
                        "%(problem)s If it is right as it stands, write down under “Why the VIN Is Right” "
                        "what you compared it with.",
                        problem=self._describe_check_digit(vehicle.vin),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        vehicles = super().create(vals_list)
        vehicles.filtered("vin_exception_reason")._note_vin_exception()
        return vehicles

    def write(self, vals):
        """Who gives a reason stands for it; a merge brings the person along with the reason."""
        if "vin_exception_reason" not in vals or "vin_exception_user_id" in vals:
            return super().write(vals)
        before = {vehicle: vehicle.vin_exception_reason for vehicle in self}
        result = super().write(vals)
        self.filtered(lambda vehicle: vehicle.vin_exception_reason != before[vehicle])._note_vin_exception()
        return result

    def _note_vin_exception(self):
        """``sudo`` since who and when are kept by the system, see ``_kept_fields``."""
        for has_reason, vehicles in self.grouped(lambda vehicle: bool(vehicle.vin_exception_reason)).items():
            vehicles.sudo().write(
                {
                    "vin_exception_user_id": has_reason and self.env.uid,
                    "vin_exception_datetime": has_reason and fields.Datetime.now(),
                }
            )

    def _get_identity_warnings(self, twins):
        return super()._get_identity_warnings(twins) + self._get_model_year_warnings()

    def _get_model_year_warnings(self):
        years = self.model_id.model_year_ids.mapped("year")
        if not self.model_year or not years or self.model_year in years:
            return []
        return [
            self.env._(
                "%(model)s has no model year %(year)s. Check it, or add it to the model.",
                model=self.model_id.display_name,
                year=self.model_year,
            )
        ]

    def _get_earliest_date(self):
        """The first day on which the car is known to have been there; empty where none is known."""
        self.ensure_one()
        return min(filter(None, (self[name] for name in DATES)), default=None)

    def _get_latest_model_year(self):
        day = self._get_earliest_date() or today_for(self)
        return day.year + MODEL_YEAR_AHEAD

    def _describe_vin(self, number):
        """Maker, country, plant and model year, with the reason for the year."""
        wmi = self.wmi_id
        maker = wmi.maker or self.env._("maker %(code)s is not in the table", code=vin.maker(number))
        plant = self.env._("plant %(code)s", code=vin.plant(number))
        return " · ".join(filter(None, [maker, wmi.country_id.name, plant, self._describe_model_year(number)]))

    def _describe_model_year(self, number):
        years = vin.model_years(number)
        if not years:
            return self.env._("its tenth character is no model year")
        choice = vin.model_year(number, self._get_latest_model_year())
        day = self._get_earliest_date()
        if not choice:
            return self.env._(
                "model year %(years)s, but the car was there in %(given)s already",
                years=self.env._(" or ").join(map(str, years)),
                given=day.year if day else today_for(self).year,
            )
        if day:
            return self.env._(
                "model year %(years)s: %(choice)s, since the car was there in %(given)s",
                years=self.env._(" or ").join(map(str, years)),
                choice=choice,
                given=day.year,
            )
        return self.env._(
            "model year %(years)s: %(choice)s, the newest one possible",
            years=self.env._(" or ").join(map(str, years)),
            choice=choice,
        )
