from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_vehicle.rules import vin

from ..rules import fitment, part_number

# Parts with a fitment that may hold, and the numbers that take their place today.
FITTING_SQL = """
    WITH RECURSIVE fitting (id) AS (
        (%(fitments)s)
        UNION
        SELECT line.product_id
          FROM fitting
          JOIN aftersales_supersession AS supersession ON supersession.product_id = fitting.id AND supersession.active
                                     AND (supersession.date_from IS NULL OR supersession.date_from <= %(today)s)
          JOIN aftersales_supersession_line AS line ON line.supersession_id = supersession.id
    )
    SELECT id FROM fitting
"""


class Fit(NamedTuple):
    """Whether a part fits a car.

    :param answer: ``yes``, ``no`` or ``unknown``
    :param reason: why, in the user's language
    :param fitment: ``aftersales.fitment`` that decided, may be empty
    """

    answer: str
    reason: str
    fitment: models.BaseModel


class ProductProduct(models.Model):
    """Which cars a part fits, and which parts fit a car."""

    _inherit = "product.product"

    is_universal = fields.Boolean("Fits Every Car", help="Oil, bulbs, wiper fluid: no fitment has to be entered.")
    fitment_ids = fields.One2many("aftersales.fitment", "product_id", "Fitments")
    fitment_count = fields.Integer("Fits", compute="_compute_fitment_count")
    fits_vehicle_id = fields.Many2one(
        "aftersales.vehicle",
        "Fits Car",
        compute="_compute_fits_vehicle_id",
        search="_search_fits_vehicle_id",
        help="Parts whose fitments hold for a car, or may hold as far as its file tells.",
    )
    vehicle_fit = fields.Selection(
        [("yes", "Fits"), ("unknown", "May Fit"), ("no", "Does Not Fit")],
        "Fit",
        compute="_compute_vehicle_fit",
        help="For the car the parts are looked up for.",
    )
    vehicle_fit_reason = fields.Char("Why", compute="_compute_vehicle_fit")

    def _compute_fitment_count(self):
        counts = dict(
            self.env["aftersales.fitment"]._read_group([("product_id", "in", self.ids)], ["product_id"], ["__count"])
        )
        for product in self:
            product.fitment_count = counts.get(product, 0)

    @api.depends_context("fitting_vehicle_id")
    def _compute_fits_vehicle_id(self):
        """Only searched; what a part's answer is stands in ``vehicle_fit``."""
        self.fits_vehicle_id = self._get_fitting_vehicle()

    def _search_fits_vehicle_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        vehicles = self.env["aftersales.vehicle"].browse(car for car in value if car).exists()
        if not vehicles:
            return Domain.FALSE
        return Domain.OR(self._get_fitting_domain(vehicle) for vehicle in vehicles)

    @api.depends_context("fitting_vehicle_id")
    @api.depends("fitment_ids", "is_universal")
    def _compute_vehicle_fit(self):
        vehicle = self._get_fitting_vehicle()
        fits = self._get_fits(vehicle) if vehicle else {}
        for product in self:
            fit = fits.get(product)
            product.vehicle_fit = fit.answer if fit else False
            product.vehicle_fit_reason = fit.reason if fit else False

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """With a car in the context, what fits it stands first; a number that was typed comes before that."""
        vehicle = self._get_fitting_vehicle()
        if not vehicle or part_number.looks_like_number(name):
            return super().name_search(name, domain, operator, limit)
        domain = Domain(domain or Domain.TRUE)
        fitting = super().name_search(name, domain & self._get_fitting_domain(vehicle), operator, limit)
        products = self.browse(pair[0] for pair in fitting)
        answers = products._get_fits(vehicle)
        fitting.sort(key=lambda pair: answers[self.browse(pair[0])].answer != "yes")
        if limit and len(fitting) >= limit:
            return fitting
        others = super().name_search(name, domain, operator, limit)
        return (fitting + [pair for pair in others if pair[0] not in set(products.ids)])[:limit]

    def action_open_fitments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_fitment_action")
        return action | {"domain": [("product_id", "=", self.id)], "context": {"default_product_id": self.id}}

    @api.private
    def fits(self, vehicle):
        """Whether this part fits a car, and why.

        :param vehicle: ``aftersales.vehicle``, one record
        :rtype: Fit
        """
        self.ensure_one()
        return self._get_fits(vehicle)[self]

    def _get_fits(self, vehicle):
        """As ``fits``, for many parts; fitments of the older numbers a part replaces count for it.

        :return: dict, part → ``Fit``
        """
        older = self.filtered("replaces_others")._get_older_numbers()
        numbers = self.union(*older.values())
        car = self._get_car(vehicle)
        by_number = defaultdict(self.env["aftersales.fitment"].browse)
        for one in self.env["aftersales.fitment"].search([("product_id", "in", numbers.ids)]):
            by_number[one.product_id] |= one
        return {part: self._judge(part, part | older.get(part, part), by_number, car, vehicle) for part in self}

    def _judge(self, part, numbers, by_number, car, vehicle):
        nothing = self.env["aftersales.fitment"]
        if part.is_universal:
            return Fit("yes", self.env._("Fits every car."), nothing)
        fitments = nothing.union(*(by_number[number] for number in numbers))
        if not fitments:
            return Fit("unknown", self.env._("No fitment is on file for this part."), nothing)
        verdicts = [(one, fitment.judge(one._as_rule(), car)) for one in fitments]
        for answer in ("yes", "unknown", "no"):
            for one, verdict in verdicts:
                if verdict.answer == answer:
                    return Fit(answer, self._describe_fit(part, one, verdict, vehicle), one)
        raise AssertionError("every verdict has an answer")

    def _describe_fit(self, part, one, verdict, vehicle):
        criterion = self._get_criterion_labels().get(verdict.criterion)
        if verdict.answer == "yes":
            text = one.display_name
        elif verdict.answer == "unknown":
            text = self.env._(
                "Fits %(fitment)s; the car's file does not tell the %(criterion)s.",
                fitment=one.display_name,
                criterion=criterion,
            )
        else:
            text = self.env._(
                "Fits %(fitment)s; this car's %(criterion)s is another.", fitment=one.display_name, criterion=criterion
            )
        if one.product_id != part:
            text = self.env._("%(number)s, which it replaces: %(text)s", number=one.product_id.part_number, text=text)
        return " · ".join(filter(None, [text, one.position, one.note]))

    def _get_criterion_labels(self):
        return {
            "brand": self.env._("brand"),
            "series": self.env._("series"),
            "model": self.env._("model"),
            "variant": self.env._("variant"),
            "year": self.env._("model year"),
            "vin": self.env._("VIN"),
            "engine": self.env._("engine"),
        }

    @api.model
    def _get_car(self, vehicle):
        """What a car's file says, for ``rules/fitment.py``; a hook for what later addons know."""
        number = vin.normalise(vehicle.vin)
        return fitment.Car(
            vehicle.brand_id.id or None,
            vehicle.series_id.id or None,
            vehicle.model_id.id or None,
            vehicle.variant_id.id or None,
            vehicle.model_year or None,
            number if number and not vin.find_problem(number) else None,
            fitment.engine_key(vehicle.engine_no),
        )

    @api.model
    def _get_fitting_domain(self, vehicle):
        fitments = self.env["aftersales.fitment"]
        possible = fitments._search(fitments._get_possible_domain(self._get_car(vehicle)))
        self.env["aftersales.supersession"].flush_model()
        self.env["aftersales.supersession.line"].flush_model()
        query = SQL(
            FITTING_SQL,
            fitments=possible.select(SQL.identifier(possible.table, "product_id")),
            today=today_of(self.env.company),
        )
        return Domain("id", "in", SQL("(%s)", query)) | Domain("is_universal", "=", True)

    @api.model
    def _get_fitting_vehicle(self):
        """The car parts are looked up for, by the context; empty where there is none, or the user may not see it."""
        number = self.env.context.get("fitting_vehicle_id")
        vehicles = self.env["aftersales.vehicle"]
        return vehicles.search([("id", "=", number)]) if isinstance(number, int) and number else vehicles
