from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.store_day import day_of, today_of
from odoo.addons.aftersales_vehicle.rules import vin


class StockLot(models.Model):
    """A single car of the store's own, by its VIN."""

    _inherit = "stock.lot"

    is_car = fields.Boolean(related="product_id.is_car")
    car_model_id = fields.Many2one(related="product_id.car_model_id")
    vehicle_id = fields.Many2one(
        "aftersales.vehicle",
        "Vehicle File",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    car_company_id = fields.Many2one(
        related="location_id.company_id",
        string="Stands In",
        help="The store in whose stock the car is; empty while it is expected or a customer has it.",
    )
    car_received_date = fields.Date("Received On", readonly=True, copy=False)
    car_age_days = fields.Integer(
        "Days in Stock",
        compute="_compute_car_age_days",
        help="Days since the car came, until it was handed over or today.",
    )
    car_handover_ids = fields.One2many("aftersales.car.handover", "lot_id", "Handovers")
    car_order_line_ids = fields.One2many("sale.order.line", "car_lot_id", "Sold On")
    car_state = fields.Selection(
        [
            ("expected", "Expected"),
            ("free", "Free"),
            ("chosen", "Sold, Not Handed Over"),
            ("handed_over", "Handed Over"),
        ],
        compute="_compute_car_state",
        compute_sudo=True,
        search="_search_car_state",
        help="The same for everybody: a car that a colleague sold is not free.",
    )
    car_buyer_id = fields.Many2one("res.partner", "Buyer", compute="_compute_car_buyer_id")

    @api.depends(
        "car_received_date",
        "car_handover_ids.state",
        "car_handover_ids.handover_datetime",
        "car_handover_ids.returned_date",
    )
    def _compute_car_age_days(self):
        for lot in self:
            gone = lot.car_handover_ids._filter_gone()
            days = [day_of(handover.company_id, handover.handover_datetime) for handover in gone]
            last = max(days, default=None) or today_of(lot.car_company_id or self.env.company)
            lot.car_age_days = (last - lot.car_received_date).days if lot.car_received_date else 0

    @api.depends(
        "car_received_date",
        "car_handover_ids.state",
        "car_handover_ids.returned_date",
        "car_order_line_ids.is_car_sold",
    )
    def _compute_car_state(self):
        for lot in self:
            if lot.car_handover_ids._filter_gone():
                lot.car_state = "handed_over"
            elif lot.car_order_line_ids.filtered("is_car_sold"):
                lot.car_state = "chosen"
            else:
                lot.car_state = "free" if lot.car_received_date else "expected"

    @api.depends("car_order_line_ids.is_car_sold", "car_order_line_ids.order_partner_id")
    @api.depends_context("uid")
    def _compute_car_buyer_id(self):
        for lot in self:
            sold = lot.car_order_line_ids.filtered("is_car_sold")
            lot.car_buyer_id = sold._filtered_access("read")[-1:].order_partner_id

    def _search_car_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        sold = Domain("car_order_line_ids", "any!", Domain("is_car_sold", "=", True))
        gone = Domain("car_handover_ids", "any!", self.env["aftersales.car.handover"]._get_gone_domain())
        domains = {
            "expected": ~gone & ~sold & Domain("car_received_date", "=", False),
            "free": ~gone & ~sold & Domain("car_received_date", "!=", False),
            "chosen": ~gone & sold,
            "handed_over": gone,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.constrains("name", "product_id")
    def _check_car_vin(self):
        vehicles = self.env["aftersales.vehicle"]
        for lot in self.filtered("product_id.is_car"):
            if problem := vin.find_problem(lot.name):
                raise ValidationError(vehicles._describe_vin_problem(lot.name, problem))
            company = lot.company_id or self.env.company
            if company.vehicle_vin_check == "refuse" and not vin.has_right_check_digit(lot.name):
                raise ValidationError(vehicles._describe_check_digit(lot.name))

    @api.constrains("name", "product_id")
    def _check_car_is_one_product(self):
        """A VIN is one car in the whole world; the host compares serial numbers of one product only."""
        cars = self.filtered("product_id.is_car")
        domain = [("name", "in", cars.mapped("name")), ("product_id.is_car", "=", True)]
        twins = self.sudo().search(domain).grouped("name") if cars else {}
        for lot in cars:
            if twin := (twins.get(lot.name, self) - lot).filtered(
                lambda twin, lot=lot: twin.product_id != lot.product_id
            ):
                raise ValidationError(
                    self.env._(
                        "VIN %(vin)s is %(product)s already. Correct the VIN, or receive it as that product.",
                        vin=lot.name,
                        product=twin[0].product_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_car_vin(vals) for vals in vals_list])

    def write(self, vals):
        if vals.get("name") and self.product_id[:1].is_car:
            vals = {**vals, "name": vin.normalise(vals["name"])}
        return super().write(vals)

    def action_open_vehicle(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_vehicle.aftersales_vehicle_action"),
            "views": [(False, "form")],
            "res_id": self.vehicle_id.id,
        }

    @api.model
    def _clean_car_vin(self, vals):
        """The VIN as its file has it, however it was scanned or typed."""
        if not vals.get("name") or not self.env["product.product"].browse(vals.get("product_id")).is_car:
            return vals
        return {**vals, "name": vin.normalise(vals["name"])}

    def _start_vehicle_files(self, day):
        """Give each car its file; one that is known by its VIN, as a car taken back, goes on with its own.

        ``sudo``: whoever receives cars need not keep vehicle files.

        :param datetime.date day: when they came, in the store
        """
        cars = self.filtered(lambda lot: lot.product_id.is_car)
        if not cars:
            return
        vehicles = self.env["aftersales.vehicle"].sudo().with_context(active_test=False)
        found = vehicles.search([("vin", "in", cars.mapped("name"))], order="active DESC, id").grouped("vin")
        known = {number: files[0]._follow_merge() for number, files in found.items()}
        missing = cars.filtered(lambda lot: lot.name not in known)
        created = vehicles.create([lot._prepare_vehicle_vals() for lot in missing])
        known |= created.grouped("vin")
        for lot in cars:
            lot.sudo().write({"vehicle_id": known[lot.name].id, "car_received_date": lot.car_received_date or day})

    def _take_back_cars(self, day):
        """Cars that customers gave back are the store's again and may be sold anew.

        ``sudo``: whoever receives cars need not keep handovers and vehicle files.

        :param datetime.date day: when they came back, in the store
        """
        for handover in self.sudo().car_handover_ids._filter_gone():
            handover.returned_date = day
            if handover.vehicle_id.owner_id == handover.partner_id:
                handover.vehicle_id._change_owner(self.env["res.partner"], day)

    def _prepare_vehicle_vals(self):
        self.ensure_one()
        product = self.product_id
        return {
            "vin": self.name,
            "variant_id": product.car_variant_id.id,
            "model_id": product.car_model_id.id,
        }
