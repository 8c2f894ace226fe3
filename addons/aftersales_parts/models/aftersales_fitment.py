from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..rules import fitment, vin_range

MASTER_FIELDS = ("brand_id", "series_id", "model_id", "variant_id")
FIRST_YEAR, LAST_YEAR = 1950, 2100


class AftersalesFitment(models.Model):
    """Which cars a part fits, and where on the car."""

    _name = "aftersales.fitment"
    _description = "Fitment"
    _inherit = ["aftersales.vehicle.scope.mixin"]
    _order = "product_id, brand_id, series_id, model_id, variant_id, year_from, id"
    _rec_names_search = ["product_id", "model_id", "illustration_no"]
    _check_company_auto = True

    product_id = fields.Many2one(
        "product.product",
        "Part",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('is_part', '=', True)]",
    )
    part_name = fields.Char(related="product_id.name")
    company_id = fields.Many2one(related="product_id.company_id", store=True, index="btree_not_null")
    active = fields.Boolean(default=True)

    # -- cars
    year_from = fields.Integer("Model Year from", aggregator=None)
    year_to = fields.Integer("Model Year to", aggregator=None)
    vin_from = fields.Char("VIN from", help="A whole VIN, or the last characters of the chassis number (up to 8).")
    vin_to = fields.Char("VIN to", help="A whole VIN, or the last characters of the chassis number (up to 8).")
    engine_code = fields.Char(help="What the engine number begins with, e.g. DKV or 2ZR.")

    # -- place
    position = fields.Char(help="Where on the car, e.g. front left.")
    illustration_no = fields.Char(
        "Illustration No.", index="btree_not_null", help="Illustration and item in the maker's parts catalogue."
    )
    quantity = fields.Float("Quantity per Car", default=1.0, digits="Product Unit")
    note = fields.Char(help="What to mind: only with sunroof, up to axle number …")

    # -- what a search compares
    vin_prefix = fields.Char(compute="_compute_vin_range", store=True, precompute=True)
    serial_from = fields.Char(compute="_compute_vin_range", store=True, precompute=True)
    serial_to = fields.Char(compute="_compute_vin_range", store=True, precompute=True)
    engine_key = fields.Char(compute="_compute_engine_key", store=True, precompute=True)
    overlap_warning = fields.Char("Overlaps", compute="_compute_overlap_warning")

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "A car needs more than none of a part that fits it.")
    _fitment_once = models.UniqueIndex(
        "(product_id, COALESCE(brand_id, 0), COALESCE(series_id, 0), COALESCE(model_id, 0), COALESCE(variant_id, 0),"
        " COALESCE(year_from, 0), COALESCE(year_to, 0), COALESCE(vin_prefix, ''), COALESCE(serial_from, ''),"
        " COALESCE(serial_to, ''), COALESCE(engine_key, ''), COALESCE(illustration_no, ''), COALESCE(position, ''))"
        " WHERE active",
        "This fitment of the part is in the file already.",
    )

    @api.depends("variant_id", "model_id", "series_id", "brand_id", "year_from", "year_to", "vin_from", "vin_to")
    @api.depends("engine_code")
    def _compute_display_name(self):
        for one in self:
            car = one.variant_id or one.model_id or one.series_id or one.brand_id
            years = one._format_range(one.year_from, one.year_to)
            vins = one._format_range(one.vin_from, one.vin_to)
            one.display_name = " · ".join(
                filter(None, [car.display_name, years, vins and self.env._("VIN %(vins)s", vins=vins), one.engine_code])
            ) or self.env._("New fitment")

    @api.depends("vin_from", "vin_to")
    def _compute_vin_range(self):
        for one in self:
            try:
                span = vin_range.read(one.vin_from, one.vin_to)
            except vin_range.RangeError:
                span = vin_range.VinRange()  # refused by the check on what was typed
            one.vin_prefix, one.serial_from, one.serial_to = (value or False for value in span)

    @api.depends("engine_code")
    def _compute_engine_key(self):
        for one in self:
            one.engine_key = fitment.engine_key(one.engine_code) or False

    @api.depends("product_id", "vin_from", "vin_to", "year_from", "year_to", "engine_code", *MASTER_FIELDS)
    @api.depends("illustration_no", "position")
    def _compute_overlap_warning(self):
        rivals = self._find_rivals()
        for one in self:
            twins = rivals[one]
            one.overlap_warning = bool(twins) and self.env._(
                "The same cars stand in: %(fitments)s", fitments="; ".join(twins.mapped("display_name"))
            )

    @api.constrains("product_id", "vin_from", "vin_to", "year_from", "year_to", "engine_code", *MASTER_FIELDS)
    def _check_cars(self):
        for one in self:
            if not (one.brand_id or one.serial_from or one.serial_to or one.vin_from or one.vin_to or one.engine_key):
                raise ValidationError(
                    self.env._(
                        "%(part)s: say which cars it fits, by brand, VIN or engine. "
                        "For a part that fits all of them, tick Fits Every Car on the part.",
                        part=one.product_id.display_name,
                    )
                )
            if problem := one._describe_years() or one._describe_vins() or one._find_master_problem():
                raise ValidationError(
                    self.env._("%(part)s: %(problem)s", part=one.product_id.display_name, problem=problem)
                )

    @api.constrains("quantity", "illustration_no", "position", "vin_from", "vin_to", "year_from", "year_to")
    @api.constrains("product_id", "engine_code", "active", *MASTER_FIELDS)
    def _check_quantities_agree(self):
        """The same car at the same place cannot need two of a part and one."""
        rivals = self._find_rivals()
        for one in self:
            if other := rivals[one].filtered(lambda rival, one=one: rival.quantity != one.quantity)[:1]:
                raise ValidationError(
                    self.env._(
                        "%(part)s: %(fitment)s needs %(quantity)s of it, but %(other)s, which covers the same cars, "
                        "%(other_quantity)s. Correct the quantity, narrow the cars, or name different places.",
                        part=one.product_id.display_name,
                        fitment=one.display_name,
                        quantity=f"{one.quantity:g}",
                        other=other.display_name,
                        other_quantity=f"{other.quantity:g}",
                    )
                )

    def _find_rivals(self):
        """The other fitments of the same part and place that hold for some of the same cars.

        :return: dict, fitment → fitments
        """
        found = self.search([("product_id", "in", self.product_id.ids)]) | self.filtered("active")
        by_place = defaultdict(self.browse)
        for one in found:
            by_place[one._get_place()] |= one
        keys = {one: one._as_rule() for one in found | self}
        return {
            one: by_place[one._get_place()].filtered(
                lambda rival, one=one: rival._origin.id != one._origin.id and fitment.overlap(keys[one], keys[rival])
            )
            for one in self
        }

    def _get_place(self):
        return self.product_id._origin.id, self.illustration_no or "", (self.position or "").strip().casefold()

    def _as_rule(self):
        """What it asks for, for ``rules/fitment.py``."""
        self.ensure_one()
        return fitment.Fitment(
            *(self[name]._origin.id or None for name in MASTER_FIELDS),
            self.year_from or None,
            self.year_to or None,
            vin_range.VinRange(self.vin_prefix or None, self.serial_from or None, self.serial_to or None),
            self.engine_key or None,
        )

    @api.model
    def _get_possible_domain(self, car):
        """Fitments that hold for a car, or may hold as far as its file tells; the answer of ``rules/fitment.py``.

        :param car: ``fitment.Car``
        :rtype: Domain
        """
        domain = Domain.TRUE
        for name, value in zip(MASTER_FIELDS, car, strict=False):
            if value:
                domain &= Domain(name, "in", [False, value])
        if car.year:
            domain &= Domain("year_from", "<=", car.year) | Domain("year_from", "=", False)
            domain &= Domain("year_to", ">=", car.year) | Domain("year_to", "in", [0, False])
        if car.vin:
            domain &= Domain("vin_prefix", "in", [False, vin_range.prefix_of(car.vin)])
            domain &= self._get_serial_domain("serial_from", "<=", car.vin)
            domain &= self._get_serial_domain("serial_to", ">=", car.vin)
        if car.engine and not car.engine.isdigit():
            starts = [car.engine[:length] for length in range(1, len(car.engine) + 1)]
            domain &= Domain("engine_key", "in", [False, *starts])
        return domain

    @api.model
    def _get_serial_domain(self, name, operator, number):
        """The serial of a car, cut to the length of the range's end, lies on its side of it."""
        lengths = range(1, vin_range.LONGEST_SERIAL + 1)
        return Domain(name, "=", False) | Domain.OR(
            Domain(name, operator, number[-length:]) & Domain(name, "=like", "_" * length) for length in lengths
        )

    def _describe_years(self):
        years = [year for year in (self.year_from, self.year_to) if year]
        if wrong := [year for year in years if not FIRST_YEAR <= year <= LAST_YEAR]:
            return self.env._("%(year)s is no model year.", year=wrong[0])
        if len(years) > 1 and self.year_from > self.year_to:
            return self.env._(
                "the model years run backwards, from %(first)s to %(last)s.", first=self.year_from, last=self.year_to
            )
        return None

    def _describe_vins(self):
        try:
            vin_range.read(self.vin_from, self.vin_to)
        except vin_range.RangeError as error:
            ends = self._format_range(self.vin_from, self.vin_to)
            return {
                "end": self.env._("%(ends)s: an end is a whole VIN or up to eight characters of its end.", ends=ends),
                "prefix": self.env._(
                    "%(ends)s: both ends must be of the same make, type, model year and plant.", ends=ends
                ),
                "length": self.env._("%(ends)s: write both ends with the same number of characters.", ends=ends),
                "order": self.env._("%(ends)s: the range runs backwards.", ends=ends),
            }[error.problem]
        return None

    @staticmethod
    def _format_range(first, last):
        if first and first == last:
            return str(first)
        return f"{first or ''}–{last or ''}" if first or last else ""
