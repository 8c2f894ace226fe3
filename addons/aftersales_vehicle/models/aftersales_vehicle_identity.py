from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import plate, vin


class AftersalesVehicle(models.Model):
    """How a car is told from others: its VIN and its plate."""

    _inherit = "aftersales.vehicle"

    vin = fields.Char("VIN", copy=False, tracking=True)
    vin_last6 = fields.Char(
        "VIN, Last Six",
        compute="_compute_vin_last6",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    plate = fields.Char(copy=False, tracking=True)
    plate_kind = fields.Selection(
        [
            ("standard", "Standard"),
            ("new_energy", "New Energy"),
            ("new_energy_large", "New Energy, Large"),
            ("trailer", "Trailer"),
            ("learner", "Driving School"),
            ("police", "Police"),
            ("hong_kong", "Hong Kong"),
            ("macau", "Macau"),
            ("embassy", "Embassy"),
            ("consulate", "Consulate"),
            ("armed_police", "Armed Police"),
            ("military", "Military"),
            ("temporary", "Temporary"),
            ("emergency", "Fire and Rescue"),
            ("test_drive", "Test Car"),
            ("oversize", "Oversize Vehicle"),
            ("agricultural", "Agricultural Machine"),
            ("unknown", "Unknown"),
        ],
        compute="_compute_plate_kind",
    )
    identity_warning = fields.Text(compute="_compute_identity_warning")

    _identity_given = models.Constraint("CHECK(vin IS NOT NULL OR plate IS NOT NULL)", "Enter the VIN or the plate.")
    _vin_unique = models.UniqueIndex(
        "(vin text_pattern_ops, COALESCE(company_id, 0)) WHERE vin IS NOT NULL",
        "There is already a vehicle with this VIN. Search for it, also among the archived ones.",
    )
    # PostgreSQL keeps statistics of an expression for whole indexes only; without them it reads all cars by number.
    _vin_end_index = models.Index("(reverse(vin) text_pattern_ops)")
    _plate_start_index = models.Index("(plate text_pattern_ops) WHERE plate IS NOT NULL")
    _plate_number_index = models.Index("(substr(plate, 2) text_pattern_ops)")
    _plate_end_index = models.Index("(reverse(plate) text_pattern_ops)")

    @api.depends("vin")
    def _compute_vin_last6(self):
        for vehicle in self:
            vehicle.vin_last6 = vin.tail(vin.normalise(vehicle.vin)) or False

    @api.depends("plate")
    def _compute_plate_kind(self):
        for vehicle in self:
            vehicle.plate_kind = vehicle.plate and plate.parse(vehicle.plate).kind

    @api.depends("vin", "plate", "active")
    def _compute_identity_warning(self):
        twins = self._find_plate_twins()
        for vehicle in self:
            vehicle.identity_warning = "\n".join(vehicle._get_identity_warnings(twins)) or False

    @api.constrains("plate")
    def _check_plate(self):
        for vehicle in self:
            if problem := self._find_plate_problem(vehicle.plate):
                raise ValidationError(problem)

    @api.constrains("vin", "company_id")
    def _check_vin(self):
        for vehicle in self.filtered("vin"):
            if problem := vin.find_problem(vehicle.vin):
                raise ValidationError(self._describe_vin_problem(vehicle.vin, problem))
            company = vehicle.company_id or self.env.company
            if company.vehicle_vin_check == "refuse" and not vin.has_right_check_digit(vehicle.vin):
                raise ValidationError(self._describe_check_digit(vehicle.vin))

    @api.constrains("vin", "company_id")
    def _check_vin_not_shared(self):
        """A car is either shared or a store's own; the unique index only sees one of the two scopes."""
        twins = (
            self.sudo()
            .with_context(active_test=False)
            .search_fetch(
                [("vin", "in", self.filtered("vin").mapped("vin"))],
                ["vin", "company_id"],
            )
            .grouped("vin")
        )
        for vehicle in self.filtered("vin"):
            scope = vehicle.company_id or self.env.companies
            for twin in twins.get(vehicle.vin, self) - vehicle:
                if bool(twin.company_id) != bool(vehicle.company_id) and (twin.company_id or scope) <= scope:
                    raise ValidationError(
                        self.env._(
                            "There is already a vehicle with VIN %(vin)s (%(scope)s). Use that one.",
                            vin=vehicle.vin,
                            scope=twin.company_id.name or self.env._("shared by all stores"),
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_identity(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_identity(vals))

    @api.model
    def _clean_identity(self, vals):
        cleaned = dict(vals)
        for name, rule in (("vin", vin), ("plate", plate)):
            if name in vals:
                cleaned[name] = rule.normalise(vals[name]) or False
        return cleaned

    def _find_plate_twins(self):
        """Plate → active vehicles the user may see that carry it."""
        plates = {plate.normalise(vehicle.plate) for vehicle in self if vehicle.plate}
        return self.search([("plate", "in", list(plates))]).grouped("plate") if plates else {}

    def _get_identity_warnings(self, twins):
        """What is odd about VIN and plate, yet allowed."""
        self.ensure_one()
        number, plate_text = vin.normalise(self.vin), plate.normalise(self.plate)
        warnings = []
        if self.is_vin_odd and not self.vin_exception_reason:
            warnings.append(self._describe_check_digit(number))
        if doubt := self._find_plate_problem(plate_text) or self._find_plate_doubt(plate_text):
            warnings.append(doubt)
        if others := twins.get(plate_text, self.browse()) - self._origin:
            warnings.append(
                self.env._(
                    "Plate %(plate)s is also on %(vehicles)s.",
                    plate=plate_text,
                    vehicles=", ".join(others[:3].mapped("display_name")),
                )
            )
        return warnings

    @api.model
    def _describe_vin_problem(self, number, problem):
        if problem == "charset":
            return self.env._(
                "VIN %(vin)s holds %(characters)s. A VIN has only digits and letters without I, O and Q: "
                "read it again from the licence or the windscreen.",
                vin=number,
                characters=" ".join(vin.forbidden_characters(number)),
            )
        return self.env._(
            "VIN %(vin)s has %(count)s characters instead of %(length)s. "
            "Read it again from the licence or the windscreen.",
            vin=number,
            count=len(number),
            length=vin.LENGTH,
        )

    @api.model
    def _describe_check_digit(self, number):
        return self.env._(
            "VIN %(vin)s: the ninth character should be %(right)s, not %(wrong)s. Check for a typing mistake.",
            vin=number,
            right=vin.check_digit(number),
            wrong=number[vin.CHECK_POSITION],
        )

    @api.model
    def _find_plate_problem(self, text):
        """Why a text can be no plate of any kind, None where it could be one or nothing stands there."""
        if not plate.normalise(text) or plate.is_possible(text):
            return None
        return self.env._(
            "“%(plate)s” is no plate. Enter what stands on the plate or temporary plate: 5 to 10 letters, digits and "
            "Chinese characters, digits among them. Leave it empty while the car has none.",
            plate=text,
        )

    @api.model
    def _find_plate_doubt(self, text):
        """What should be looked at in a plate that may be right, None where its kind is known or it is no plate."""
        if not plate.is_possible(text) or plate.is_known(text):
            return None
        return self.env._(
            "Plate %(plate)s has an unusual form. Check it with the licence.", plate=plate.normalise(text)
        )
