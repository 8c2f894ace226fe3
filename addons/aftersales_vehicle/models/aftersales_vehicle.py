from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..rules import odometer, plate, vin

HISTORIES = {
    "owner_id": ("aftersales.vehicle.owner.history", "partner_id"),
    "plate": ("aftersales.vehicle.plate.history", "plate"),
}
HISTORY_COUNTS = {
    "odometer_count": "odometer_ids",
    "owner_count": "owner_history_ids",
    "plate_count": "plate_history_ids",
}


class AftersalesVehicle(models.Model):
    """A car in customers' hands, and everything that is known about it."""

    _name = "aftersales.vehicle"
    _description = "Vehicle"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["vin", "plate", "owner_id"]
    _check_company_auto = True

    # -- identity
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
            ("unknown", "Unknown"),
        ],
        compute="_compute_plate_kind",
    )
    engine_no = fields.Char("Engine No.", copy=False, index="btree_not_null")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        tracking=True,
        help="Empty: all stores share this vehicle.",
    )
    identity_warning = fields.Text(compute="_compute_identity_warning")

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
        help="Proposed from the VIN, whose code repeats after 30 years.",
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
    owner_phone = fields.Char("Owner's Phone", related="owner_id.phone")
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
    owner_history_ids = fields.One2many("aftersales.vehicle.owner.history", "vehicle_id", "Owners", copy=False)
    owner_count = fields.Integer(compute="_compute_history_counts")
    plate_history_ids = fields.One2many("aftersales.vehicle.plate.history", "vehicle_id", "Plates", copy=False)
    plate_count = fields.Integer(compute="_compute_history_counts")

    # -- mileage
    odometer_ids = fields.One2many("aftersales.vehicle.odometer", "vehicle_id", "Odometer Readings", copy=False)
    odometer_count = fields.Integer(compute="_compute_history_counts")
    odometer = fields.Integer(
        "Mileage (km)",
        compute="_compute_odometer",
        store=True,
        aggregator="avg",
        help="The last odometer reading that counts.",
    )
    odometer_date = fields.Date("Mileage On", compute="_compute_odometer", store=True)

    note = fields.Html("Notes")

    _identity_given = models.Constraint("CHECK(vin IS NOT NULL OR plate IS NOT NULL)", "Enter the VIN or the plate.")
    _vin_unique = models.UniqueIndex(
        "(vin text_pattern_ops, COALESCE(company_id, 0)) WHERE vin IS NOT NULL",
        "There is already a vehicle with this VIN. Search for it, also among the archived ones.",
    )
    _vin_end_index = models.Index("(reverse(vin) text_pattern_ops) WHERE vin IS NOT NULL")
    _plate_start_index = models.Index("(plate text_pattern_ops) WHERE plate IS NOT NULL")
    _plate_number_index = models.Index("(substr(plate, 2) text_pattern_ops) WHERE plate IS NOT NULL")
    _plate_end_index = models.Index("(reverse(plate) text_pattern_ops) WHERE plate IS NOT NULL")

    @api.depends("plate", "brand_id.name", "model_id.name", "vin_last6")
    def _compute_display_name(self):
        for vehicle in self:
            model = " ".join(filter(None, [vehicle.brand_id.name, vehicle.model_id.name]))
            vehicle.display_name = " · ".join(filter(None, [vehicle.plate, model, vehicle.vin_last6]))

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

    @api.depends("vin")
    def _compute_model_year(self):
        latest = fields.Date.context_today(self).year + 1
        for vehicle in self:
            vehicle.model_year = vehicle.model_year or vin.model_year(vin.normalise(vehicle.vin), latest)

    @api.depends("odometer_ids.value", "odometer_ids.date", "odometer_ids.flag")
    def _compute_odometer(self):
        for vehicle in self:
            valid = vehicle.odometer_ids.filtered("is_valid")
            last = valid and max(valid, key=lambda reading: (reading.date, reading._origin.id or 0))
            vehicle.odometer = last and last.value
            vehicle.odometer_date = last and last.date

    @api.depends("odometer_ids", "owner_history_ids", "plate_history_ids")
    def _compute_history_counts(self):
        for count_field, lines_field in HISTORY_COUNTS.items():
            model = self._fields[lines_field].comodel_name
            counts = dict(self.env[model]._read_group([("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]))
            for vehicle in self:
                vehicle[count_field] = counts.get(vehicle._origin, 0)

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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_history(self):
        if kept := self.filtered(lambda vehicle: vehicle._has_history()):
            raise UserError(
                self.env._(
                    "%(vehicles)s cannot be deleted: it has a history. Archive it instead.",
                    vehicles=", ".join(kept.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        vehicles = super().create([self._clean_identity(vals) for vals in vals_list])
        vehicles._open_histories(HISTORIES)
        return vehicles

    def write(self, vals):
        vals = self._clean_identity(vals)
        followed = HISTORIES.keys() & vals.keys()
        before = {name: {vehicle: vehicle[name] for vehicle in self} for name in followed}
        result = super().write(vals)
        for name in followed:
            changed = self.filtered(lambda vehicle, name=name: vehicle[name] != before[name][vehicle])
            changed._close_histories([name])
            changed._open_histories([name], fields.Date.context_today(self))
        return result

    def action_open_odometer(self):
        return self._get_history_action("aftersales_vehicle_odometer_action")

    def action_open_owners(self):
        return self._get_history_action("aftersales_vehicle_owner_history_action")

    def action_open_plates(self):
        return self._get_history_action("aftersales_vehicle_plate_history_action")

    @api.model
    def _record_odometer(self, readings, strict=False):
        """Write down what odometers showed; a reading already there (car, day, km) is not written twice.

        :param readings: list of dicts: vehicle_id, value (km) and, as needed, date (today), source, reason and flag
            (``replaced``, ``confirmed`` or ``void``, with a reason)
        :param bool strict: refuse readings that are lower than before or a placeholder instead of flagging them
        :return: ``aftersales.vehicle.odometer``, one record per dict, in order
        :raise UserError: ``strict`` and a doubtful reading among them; nothing is written then
        """
        odometers = self.env["aftersales.vehicle.odometer"]
        today = fields.Date.context_today(self)
        wanted = [vals | {"date": fields.Date.to_date(vals.get("date")) or today} for vals in readings]
        vehicles = self.browse({vals["vehicle_id"] for vals in wanted})
        known = {
            (reading.vehicle_id.id, reading.date, reading.value): reading
            for reading in odometers.search([("vehicle_id", "in", vehicles.ids)])
        }
        keys = [(vals["vehicle_id"], vals["date"], vals["value"]) for vals in wanted]
        missing = {key: vals for key, vals in zip(keys, wanted, strict=True) if key not in known}
        if strict:
            self._check_readings(known.values(), missing)
        created = odometers.create(list(missing.values()))
        known |= dict(zip(missing, created, strict=True))
        return odometers.browse(known[key].id for key in keys)

    @api.model
    def _check_readings(self, known, missing):
        """Refuse new readings that would be flagged, or would make one flagged that counted so far."""
        series = defaultdict(list)
        for reading in sorted(known, key=lambda reading: (reading.date, reading.id)):
            series[reading.vehicle_id.id].append((reading._as_reading(), reading.flag))
        for (vehicle_id, day, value), vals in missing.items():
            series[vehicle_id].append((odometer.Reading(value, day, vals.get("flag")), None))
        for vehicle_id in {key[0] for key in missing}:
            entries = sorted(series[vehicle_id], key=lambda entry: entry[0].day)
            flags = odometer.classify(reading for reading, _flag in entries)
            for (reading, flag_before), flag in zip(entries, flags, strict=True):
                if flag != flag_before and flag in (odometer.BACKWARDS, odometer.PLACEHOLDER):
                    self.browse(vehicle_id)._raise_reading(reading, flag)

    def _raise_reading(self, reading, flag):
        if flag == odometer.PLACEHOLDER:
            raise UserError(
                self.env._(
                    "%(vehicle)s: %(value)s km stands for an unknown mileage. Enter what the odometer shows.",
                    vehicle=self.display_name,
                    value=reading.value,
                )
            )
        raise UserError(
            self.env._(
                "%(vehicle)s: %(value)s km on %(date)s is lower than a reading before it "
                "(last: %(last)s km on %(last_date)s). Check the odometer. "
                "If it was replaced, enter the reading as such with the reason.",
                vehicle=self.display_name,
                value=reading.value,
                date=format_date(self.env, reading.day),
                last=self.odometer,
                last_date=format_date(self.env, self.odometer_date),
            )
        )

    def _flag_readings(self):
        """Compare all readings of these cars; ``sudo`` since flags are nobody's to write."""
        self.env["aftersales.vehicle.odometer"].sudo().search([("vehicle_id", "in", self.ids)])._reflag()

    def _open_histories(self, names, date_from=False):
        """A line without end for the present owner or plate; ``sudo`` since nobody writes histories by hand."""
        for name in names:
            model, value_field = HISTORIES[name]
            self.env[model].sudo().create(
                [
                    {
                        "vehicle_id": vehicle.id,
                        value_field: vehicle[name].id if self._fields[name].relational else vehicle[name],
                        "date_from": date_from or vehicle._get_history_start(name),
                    }
                    for vehicle in self
                    if vehicle[name]
                ]
            )

    def _close_histories(self, names):
        today = fields.Date.context_today(self)
        for name in names:
            model, _value_field = HISTORIES[name]
            self.env[model].sudo().search(
                [("vehicle_id", "in", self.ids), ("date_to", "=", False)],
            ).write({"date_to": today})

    def _change_owner(self, partner, day):
        """Somebody else, or nobody we know, has the car since a day.

        :param partner: ``res.partner``, empty for nobody
        """
        self.ensure_one()
        present = self.owner_history_ids.filtered(lambda line: not line.date_to)
        self.owner_id = partner
        present.sudo().date_to = day
        self.owner_history_ids.filtered(lambda line: not line.date_to).sudo().date_from = day

    @api.model
    def _add_former_owners(self, vals_list):
        """Owners of before; ``sudo`` since nobody writes histories by hand."""
        return self.env["aftersales.vehicle.owner.history"].sudo().create(vals_list)

    def _get_history_start(self, name):
        """Since when the first owner has the car; the first plate's day is not known."""
        self.ensure_one()
        return self.invoice_date if name == "owner_id" else False

    def _has_history(self):
        """Hook: what keeps a vehicle from being deleted; later addons add their documents."""
        self.ensure_one()
        return bool(self.odometer_count or self.owner_count > 1 or self.plate_count > 1)

    def _get_history_action(self, xml_id):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"aftersales_vehicle.{xml_id}")
        return action | {"domain": [("vehicle_id", "=", self.id)], "context": {"default_vehicle_id": self.id}}

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
        if number and not vin.find_problem(number) and not vin.has_right_check_digit(number):
            warnings.append(self._describe_check_digit(number))
        if plate_text and not plate.is_known(plate_text):
            warnings.append(self._describe_plate(plate_text))
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
    def _describe_plate(self, text):
        return self.env._("Plate %(plate)s has an unusual form. Check it with the licence.", plate=text)
